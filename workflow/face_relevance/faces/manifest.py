"""Faces from a folder, described by a manifest: ``file, identity[, gender][, split][, …]``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from PIL import Image, ImageOps

from face_relevance.faces.image_set import GENDERS, SPLITS, assemble_image_set
from face_relevance.faces.splits import (
    split_identities,
    split_identities_across,
    split_views,
    split_views_across,
)
from face_relevance.store import CsvError, read_csv_table

SPLIT_COLUMNS = ("split", "split_gender", "split_identity")
ALLOWED = {"gender": GENDERS} | dict.fromkeys(SPLIT_COLUMNS, SPLITS)
TAKEN = (
    *("image", "y", "x", "channel", "task", "pixels", "shape", "pose", "parts", "hair_style"),
    *("distance", "shaped_part", "face", "other", "coefficient", "angle", "swapped", "cue_name"),
)
"""What image sets call their own dimensions and variables: no name for a column."""


class ManifestError(ValueError):
    """A manifest, or an image that it lists, cannot be used."""


def read_manifest(
    path: str | Path, tasks: Sequence[str], split: Mapping | None = None
) -> pd.DataFrame:
    """Read a manifest and check it whole, before any work is done.

    Parameters
    ----------
    path : path-like
        CSV file; the paths in its column ``file`` are relative to it.
    tasks : sequence of {"gender", "identity"}
        Tasks of the study: each needs the column of its name.
    split : mapping, optional
        Perhaps ``across``, a column of the manifest, and ``held_out``, one of its values.

    Returns
    -------
    pandas.DataFrame
        One row per image, by its line; all columns as strings. Columns that no task needs may
        have empty values.

    Raises
    ------
    ManifestError
        If a column is missing, misspelt or not free, a value is empty, a label unknown, a file
        listed twice or absent, or nothing could be trained on or held out; the message names
        file, line and value.
    """
    path = Path(path)
    across = (split or {}).get("across")
    required = {"file": None, "identity": None} | dict.fromkeys([*tasks, *filter(None, [across])])
    try:
        table = read_csv_table(path, list(required), [k for k in ALLOWED if k not in required])
    except CsvError as error:
        raise ManifestError(f"manifest {error}") from None
    if taken := [column for column in table if column in TAKEN]:
        raise ManifestError(
            f"{path}: image sets have a {taken[0]!r} of their own; rename the column"
        )
    seen: dict[str, int] = {}
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        where = f"{path}, line {line}"
        for column in ALLOWED:
            if row.get(column, ALLOWED[column][0]) not in ALLOWED[column]:
                raise ManifestError(
                    f"{where}: unknown {column} {row[column]!r}, known are "
                    f"{', '.join(ALLOWED[column])}"
                )
        file = row["file"]
        if file in seen:
            raise ManifestError(f"{where}: {file} is listed already in line {seen[file]}")
        if not (path.parent / file).is_file():
            raise ManifestError(f"{where}: image {path.parent / file} does not exist")
        seen[file] = line
    if across:
        _require_held_out(table, tasks, across, split["held_out"], path)
    return table


def load_folder(
    manifest: str | Path,
    tasks: Sequence[str],
    size: int,
    seed: int,
    split: Mapping[str, float | str],
    progress: Callable[[Iterable, str], Iterable],
) -> xr.Dataset:
    """Image set of the faces that a manifest lists.

    Parameters
    ----------
    manifest : path-like
        See :func:`read_manifest`.
    tasks : sequence of {"gender", "identity"}
        Tasks to make splits for. A column ``split_{task}`` of the manifest holds for a task, a
        column ``split`` for all others; without them, identities are disjoint for gender and
        views for identity.
    size : int
        Height and width in pixels; the central square of each image is resized.
    seed : int
        Of the splits.
    split : mapping
        ``validation`` and ``test``: shares of these splits. With ``across`` and ``held_out``,
        images with that value in that column are never trained on, and they alone are tested.
    progress : callable
        Wraps the iteration over files.

    Returns
    -------
    xarray.Dataset
        All columns of the manifest but those of files and splits are label variables.

    Raises
    ------
    ManifestError
        As :func:`read_manifest`, and for images that cannot be decoded.
    ValueError
        If there are too few images or identities for the splits; the message names them.
    """
    table = read_manifest(manifest, tasks, split)
    folder = Path(manifest).parent
    pixels = [
        crop_square(decode_image(folder / file), size)
        for file in progress(table["file"], "reading images")
    ]
    splits = {task: _split_task(table, task, split, seed) for task in tasks}
    described = table.drop(columns=["file", *SPLIT_COLUMNS], errors="ignore")
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


def decode_image(path: Path) -> Image.Image:
    """Read a picture whole; raise a ManifestError that names it where that is impossible."""
    try:
        with Image.open(path) as image:
            image.load()
            return image
    except (OSError, SyntaxError, ValueError) as error:
        raise ManifestError(f"image {path} cannot be read: {error}") from error


def _split_task(table: pd.DataFrame, task: str, split: Mapping, seed: int) -> np.ndarray:
    """Split the images of one task as the manifest says, or else by the shares of the config."""
    for column in (f"split_{task}", "split"):
        if column in table:
            return table[column].to_numpy()
    identity, validation, test = table["identity"], split["validation"], split["test"]
    if "across" not in split:
        if task == "identity":
            return split_views(identity, validation, test, seed)
        return split_identities(identity, table["gender"], validation, test, seed)
    held_out = table[split["across"]] == split["held_out"]
    if task == "identity":
        return split_views_across(identity, held_out, validation, seed)
    return split_identities_across(identity, table["gender"], held_out, validation, test, seed)


def _require_held_out(
    table: pd.DataFrame, tasks: Sequence[str], across: str, held_out: str, path: Path
) -> None:
    """Raise a ManifestError unless some images are held out and all identities have others."""
    if all({"split", f"split_{task}"} & set(table) for task in tasks):
        raise ManifestError(
            f"{path}: its columns of splits leave nothing for images.split.across; remove either"
        )
    values = sorted(set(table[across]))
    if held_out not in values:
        raise ManifestError(
            f"{path}: no {across} is {held_out!r} (images.split.held_out); there are "
            f"{', '.join(values)}"
        )
    kept = table.loc[table[across] != held_out, "identity"]
    if lost := sorted(set(table["identity"]) - set(kept)):
        raise ManifestError(
            f"{path}: identity {lost[0]} has no image to train on, as {across} of all its images "
            f"is {held_out} ({len(lost)} such identities); add one or leave it out"
        )
