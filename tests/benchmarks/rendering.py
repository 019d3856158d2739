"""Time of our renderer, and of its rasteriser beside a plain z-buffer, on one core.

Usage: ``OMP_NUM_THREADS=1 PYTHONPATH=workflow python tests/benchmarks/rendering.py --repeats 5``

Faces are simulated, with all hair styles in turn. The plain z-buffer tries every pixel of every
triangle's bounding box and sorts the hits by depth, as a first sketch of the renderer did. Both
draw the supersampled grid.
"""

import argparse

import numpy as np
from measuring import time_interleaved, write_figures

from face_relevance.faces import (
    HAIR_STYLES,
    face_geometry,
    render_faces,
    render_object,
    sample_identity,
    sample_object,
    sample_object_view,
    sample_view,
)
from face_relevance.faces.rasteriser import project, rasterise
from face_relevance.faces.shading import SUPERSAMPLING, place, rotations

SIZES = {64: 16, 224: 4}
"""Size of the images in pixels, and how many views each person is drawn in."""

PEOPLE = [
    sample_identity(np.random.default_rng(k), ("female", "male")[k % 2])
    for k in range(2 * len(HAIR_STYLES))
]


def draw_views(number: int) -> list:
    """Views that are the same for everyone."""
    return [sample_view(np.random.default_rng(k)) for k in range(number)]


def time_faces(size: int, repeats: int) -> dict:
    """Whole faces: drawn from finished geometry, and with the shaping of a person."""
    views = draw_views(SIZES[size])
    finished = [face_geometry(person) for person in PEOPLE]

    def ours() -> None:
        for geometry in finished:
            render_faces(geometry, views, size)

    def with_shaping() -> None:
        for person in PEOPLE:
            render_faces(face_geometry(person), views, size)

    contestants = {"ours": ours, f"with a new person every {len(views)} views": with_shaping}
    seconds = time_interleaved(contestants, repeats)
    return put_together(f"faces, {size} px", seconds, len(PEOPLE) * len(views))


def time_objects(size: int, repeats: int) -> dict:
    """Solid objects, each with a shape of its own."""
    number = 64

    def ours() -> None:
        for k in range(number):
            rng = np.random.default_rng(k)
            solid = sample_object(rng, ("mug", "knot", "gear", "vase")[k % 4])
            render_object(solid, sample_object_view(rng), size)

    return put_together(f"objects, {size} px", time_interleaved({"ours": ours}, repeats), number)


def time_rasteriser(size: int, repeats: int) -> dict:
    """Visible triangles of one person's views, which both find alike."""
    geometry, views, fine = face_geometry(PEOPLE[0]), draw_views(SIZES[size]), size * SUPERSAMPLING
    triangles = geometry.figure.triangles
    placed = place(geometry.vertices, views, rotations(views), 1.34)
    screen, nearness = project(placed, fine, 1.34, 11.0)

    def plain() -> list[tuple[np.ndarray, np.ndarray]]:
        return [
            rasterise_plainly(x, y, near, triangles, fine)
            for x, y, near in zip(*screen, nearness, strict=True)
        ]

    fragments = rasterise(screen, nearness, triangles, fine)
    pixel = np.concatenate([k * fine**2 + found for k, (found, _) in enumerate(plain())])
    common, here, there = np.intersect1d(fragments.pixel, pixel, return_indices=True)
    triangle = np.concatenate([seen for _, seen in plain()])
    # They may differ where a centre lies on an edge.
    assert len(common) > 0.999 * len(pixel)
    assert (fragments.triangle[here] == triangle[there]).mean() > 0.999
    contestants = {
        "ours": lambda: rasterise(screen, nearness, triangles, fine),
        "bounding boxes and a sort": plain,
    }
    seconds = time_interleaved(contestants, repeats)
    return put_together(f"z-buffer alone, {size} px", seconds, len(views))


def rasterise_plainly(
    x: np.ndarray, y: np.ndarray, nearness: np.ndarray, triangles: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return covered pixels and their nearest triangles."""
    x, y = x[triangles].astype(float), y[triangles].astype(float)
    left, right = np.floor(x.min(axis=1)).astype(int), np.ceil(x.max(axis=1)).astype(int)
    top, bottom = np.floor(y.min(axis=1)).astype(int), np.ceil(y.max(axis=1)).astype(int)
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    chosen = np.flatnonzero((area < -1e-9) & (right >= 0) & (left < size) & (bottom >= 0))
    chosen = chosen[top[chosen] < size]
    width, height = (right - left + 1)[chosen], (bottom - top + 1)[chosen]
    count = width * height
    owner = np.repeat(chosen, count)
    place_in_box = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    column = left[owner] + place_in_box % np.repeat(width, count)
    row = top[owner] + place_in_box // np.repeat(width, count)
    across, down = column + 0.5 - x[owner, 0], row + 0.5 - y[owner, 0]
    edge = [(x[owner, k] - x[owner, 0], y[owner, k] - y[owner, 0]) for k in (1, 2)]
    second = (across * edge[1][1] - edge[1][0] * down) / area[owner]
    third = (edge[0][0] * down - across * edge[0][1]) / area[owner]
    weights = np.stack([1 - second - third, second, third], axis=1)
    hit = (weights >= 0).all(axis=1) & (column >= 0) & (column < size) & (row >= 0) & (row < size)
    owner, pixel, weights = owner[hit], row[hit] * size + column[hit], weights[hit]
    depth = (weights * nearness[triangles[owner]]).sum(axis=1)
    order = np.lexsort((depth, pixel))
    last = order[np.append(pixel[order][1:] != pixel[order][:-1], True)]
    return pixel[last], owner[last]


def put_together(case: str, seconds: dict[str, float], images: int) -> dict:
    """Return the figures of one case as they are kept, in milliseconds for one image."""
    each = {name: 1e3 * value / images for name, value in seconds.items()}
    ours = each.pop("ours")
    return {
        "case": f"{case}, one core ({1e3 / ours:.0f} images/s)",
        "unit": "ms",
        "ours": ours,
        "peers": each,
    }


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    cases = (time_faces, time_rasteriser, time_objects)
    write_figures("rendering", [case(size, repeats) for case in cases for size in SIZES])


if __name__ == "__main__":
    main()
