"""Faces from a folder, described by a manifest: ``file, identity[, gender][, split]``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from PIL import Image, ImageOps

from face_relevance.faces.image_set import GENDERS, SPLITS, assemble_image_set
from face_relevance.faces.splits import split_identities, split_views

ALLOWED = {"gender": GENDERS, "split": SPLITS}


class ManifestError(ValueError):
    """A manifest, or an image that it lists, cannot be used."""


def read_manifest(path: str | Path, tasks: Sequence[str]) -> pd.DataFrame:
    """Read a manifest and check it whole, before any work is done.

    Parameters
    ----------
    path : path-like
        CSV file; the paths in its column ``file`` are relative to it.
    tasks : sequence of {"gender", "identity"}
        Tasks of the study: each needs the column of its name.

    Returns
    -------
    pandas.DataFrame
        One row per image, all columns as strings.

    Raises
    ------
    ManifestError
        If a column is missing or unknown, a value is empty, a label unknown, a file listed
        twice or absent; the message names file, line and value.
    """
    path = Path(path)
    if not path.is_file():
        raise ManifestError(f"manifest {path} does not exist")
    table = pd.read_csv(path, dtype=str, skipinitialspace=True, keep_default_na=False)
    known = {"file", "identity", "gender", "split"}
    if missing := {"file", "identity", *tasks} - set(table.columns):
        raise ManifestError(f"{path}: column {min(missing)!r} is missing")
    if unknown := set(table.columns) - known:
        raise ManifestError(f"{path}: unknown column {min(unknown)!r}, known are {sorted(known)}")
    seen: dict[str, int] = {}
    for line, row in enumerate(table.to_dict("records"), start=2):
        where = f"{path}, line {line}"
        for column, value in row.items():
            if not value:
                raise ManifestError(f"{where}: {column} is empty")
            if column in ALLOWED and value not in ALLOWED[column]:
                raise ManifestError(
                    f"{where}: unknown {column} {value!r}, known are {', '.join(ALLOWED[column])}"
                )
        file = row["file"]
        if file in seen:
            raise ManifestError(f"{where}: {file} is listed already in line {seen[file]}")
        if not (path.parent / file).is_file():
            raise ManifestError(f"{where}: image {path.parent / file} does not exist")
        seen[file] = line
    if not seen:
        raise ManifestError(f"{path} lists no image")
    return table


def load_folder(
    manifest: str | Path,
    tasks: Sequence[str],
    size: int,
    seed: int,
    split: Mapping[str, float],
    progress: Callable[[Iterable, str], Iterable],
) -> xr.Dataset:
    """Image set of the faces that a manifest lists.

    Parameters
    ----------
    manifest : path-like
        See :func:`read_manifest`.
    tasks : sequence of {"gender", "identity"}
        Tasks to make splits for. A column ``split`` in the manifest holds for all tasks;
        without it, identities are disjoint for gender and views for identity.
    size : int
        Height and width in pixels; the central square of each image is resized.
    seed : int
        Of the splits.
    split : mapping
        ``validation`` and ``test``: shares of these splits.
    progress : callable
        Wraps the iteration over files.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    ManifestError
        As :func:`read_manifest`, and for images that cannot be decoded.
    """
    table = read_manifest(manifest, tasks)
    folder = Path(manifest).parent
    pixels = [
        crop_square(_decode(folder / file), size)
        for file in progress(table["file"], "reading images")
    ]
    shares = (split["validation"], split["test"], seed)
    if "split" in table:
        splits = {task: table["split"] for task in tasks}
    else:
        make = {
            "identity": lambda: split_views(table["identity"], *shares),
            "gender": lambda: split_identities(table["identity"], table["gender"], *shares),
        }
        splits = {task: make[task]() for task in tasks}
    described = {name: table[name] for name in ("identity", "gender") if name in table}
    attributes = {
        "title": f"Faces listed in {Path(manifest).name}",
        "simulated": "no",
        "source": Path(manifest).name,
        "licence": "see the source of the images",
    }
    return assemble_image_set(np.stack(pixels), table["file"], splits, attributes, **described)


def crop_square(image: Image.Image, size: int) -> np.ndarray:
    """Cut out the central square of an image and resize it.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode; grey images get three equal channels.
    size : int
        Height and width of the result in pixels.

    Returns
    -------
    numpy.ndarray
        uint8, (size, size, 3). No pixel is invented: padding would be seen, and explained.
    """
    square = ImageOps.fit(image.convert("RGB"), (size, size), Image.Resampling.LANCZOS)
    return np.asarray(square)


def _decode(path: Path) -> Image.Image:
    try:
        with Image.open(path) as image:
            image.load()
            return image
    except (OSError, SyntaxError, ValueError) as error:
        raise ManifestError(f"image {path} cannot be read: {error}") from error
