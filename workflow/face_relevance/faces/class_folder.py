"""Pictures of anything by class: a folder with a folder for each class, or a manifest."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.faces.image_set import SPLITS, assemble_image_set
from face_relevance.faces.manifest import ManifestError, crop_square, decode_image
from face_relevance.faces.splits import split_views
from face_relevance.store import CsvError, read_csv_table

TASK = "classification"
SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")


def list_classes(path: str | Path, trained: bool = True) -> pd.DataFrame:
    """List pictures by class, and check the list whole before any work is done.

    Parameters
    ----------
    path : path-like
        A folder with one sub-folder for each class, or a CSV file with the columns ``file``
        (relative to it), ``class`` and perhaps ``split``.
    trained : bool
        Whether networks are trained on these pictures, which needs some to train on.

    Returns
    -------
    pandas.DataFrame
        ``file``, relative to the folder or to that of the CSV file, ``class`` and, where given,
        ``split``; one row per picture, sorted by class and file, or as in the CSV file.

    Raises
    ------
    ManifestError
        If there is nothing, a class without pictures or with too few for its splits, a file that
        is absent or listed twice, an unknown split, or a split without pictures; the message names
        the place.
    """
    path = Path(path)
    if not path.exists():
        raise ManifestError(f"{path} does not exist; put there a folder of pictures for each class")
    table = _list_folder(path) if path.is_dir() else _read_manifest(path)
    needed = ("train", "validation", "test") if trained else ("validation", "test")
    if "split" in table:
        for split in needed:
            if split not in set(table["split"]):
                raise ManifestError(f"{path}: no picture has the split {split!r}, which is needed")
        return table
    for name, count in table["class"].value_counts(sort=False).items():
        if count < len(needed):
            raise ManifestError(
                f"{path}: class {name!r} has {count} of the {len(needed)} pictures that it needs, "
                f"one each for {', '.join(needed)}; add some, or list the pictures in a CSV file "
                "with a column split"
            )
    return table


def load_classes(
    path: str | Path,
    size: int,
    seed: int,
    split: Mapping[str, float],
    progress: Callable[[Iterable, str], Iterable],
    trained: bool = True,
    names: Mapping[str, str] | None = None,
) -> xr.Dataset:
    """Image set of pictures by class.

    Parameters
    ----------
    path : path-like
        See :func:`list_classes`.
    size : int
        Height and width in pixels; the central square of each picture is resized.
    seed : int
        Of the splits.
    split : mapping
        ``validation`` and ``test``: shares of these splits in each class, where the list has no
        column of splits. Pictures that no network is trained on are divided in this ratio.
    progress : callable
        Wraps the iteration over files.
    trained : bool
        Whether networks are trained on these pictures.
    names : mapping of str to str, optional
        What a class is called instead, such as the label for a WordNet id; classes that are not
        among them keep their name.

    Returns
    -------
    xarray.Dataset
        ``pixels``, ``class`` and ``split`` of the task ``classification``; an image is called by
        its file.

    Raises
    ------
    ManifestError
        As :func:`list_classes`, and for pictures that cannot be decoded.
    ValueError
        If a class has too few pictures for its splits.
    """
    path = Path(path)
    table = list_classes(path, trained)
    folder = path if path.is_dir() else path.parent
    pixels = [
        crop_square(decode_image(folder / file), size)
        for file in progress(table["file"], "reading images")
    ]
    names = names or {}
    classes = [names.get(name, name) for name in table["class"]]
    if "split" in table:
        divided = table["split"].to_numpy()
    elif trained:
        divided = split_views(classes, split["validation"], split["test"], seed)
    else:
        share = split["validation"] / (split["validation"] + split["test"])
        divided = _divide(classes, share, seed)
    attributes = {
        "title": f"Pictures in {path.name}",
        "simulated": "no",
        "source": path.name,
        "licence": "see the source of the images",
    }
    return assemble_image_set(
        np.stack(pixels), table["file"], {TASK: divided}, attributes, **{"class": classes}
    )


def _list_folder(folder: Path) -> pd.DataFrame:
    classes = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    if not classes:
        raise ManifestError(f"{folder} has no sub-folders; put the pictures of each class into one")
    rows = []
    for below in classes:
        files = sorted(p for p in below.iterdir() if p.suffix.lower() in SUFFIXES)
        if not files:
            raise ManifestError(f"{below} holds no pictures ({', '.join(SUFFIXES)})")
        rows += [(f"{below.name}/{file.name}", below.name) for file in files]
    return pd.DataFrame(rows, columns=["file", "class"], dtype=object)


def _read_manifest(path: Path) -> pd.DataFrame:
    try:
        table = read_csv_table(path, ["file", "class"], ["split"])
    except CsvError as error:
        raise ManifestError(f"manifest {error}") from None
    seen: dict[str, int] = {}
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        where, file = f"{path}, line {line}", row["file"]
        if row.get("split", SPLITS[0]) not in SPLITS:
            raise ManifestError(
                f"{where}: unknown split {row['split']!r}, known are {', '.join(SPLITS)}"
            )
        if file in seen:
            raise ManifestError(f"{where}: {file} is listed already in line {seen[file]}")
        if not (path.parent / file).is_file():
            raise ManifestError(f"{where}: image {path.parent / file} does not exist")
        seen[file] = line
    return table[[column for column in ("file", "class", "split") if column in table]]


def _divide(classes: list[str], validation: float, seed: int) -> np.ndarray:
    """Validate on a share of each class, on one picture of it at least, and test on the others."""
    rng = np.random.default_rng(seed)
    split = np.full(len(classes), "test", dtype=object)
    for name in sorted(set(classes)):
        members = rng.permutation(np.flatnonzero(np.array(classes, dtype=object) == name))
        held = min(max(1, round(validation * len(members))), len(members) - 1)
        split[members[:held]] = "validation"
    return split
