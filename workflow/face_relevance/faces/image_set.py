"""The image set: pixels with their labels and, for each task, their split."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import xarray as xr

SPLITS = ("train", "validation", "test", "none")
GENDERS = ("female", "male")
Progress = Callable[[Iterable, str, int], Iterable]


def silent(iterable: Iterable, description: str, total: int) -> Iterable:
    """Return the iterable unchanged: the progress of those who want none."""
    return iterable


def assemble_image_set(
    pixels: np.ndarray,
    labels: Sequence[str],
    split: Mapping[str, Sequence[str]],
    attributes: Mapping[str, str],
    **described: Sequence[str],
) -> xr.Dataset:
    """Put pixels and labels together as the image set that every later stage reads.

    Parameters
    ----------
    pixels : numpy.ndarray
        uint8, (image, y, x, 3), RGB.
    labels : sequence of str
        Unique name of each image.
    split : mapping of str to sequence of str
        For each task, the split of each image: one of ``SPLITS``.
    attributes : mapping of str
        Title, source, licence, whether simulated.
    **described : sequence of str
        Further label variables along images, such as ``identity`` and ``gender``.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    ValueError
        If image labels repeat or a split is unknown; the message names it.
    """
    labels = np.asarray(labels, dtype=object)
    names, counts = np.unique(labels.astype(str), return_counts=True)
    if (counts > 1).any():
        raise ValueError(f"image label {names[counts > 1][0]!r} occurs more than once")
    for task, values in split.items():
        if unknown := set(values) - set(SPLITS):
            raise ValueError(f"task {task}: unknown split {min(unknown)!r}, known are {SPLITS}")
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), pixels),
            "split": (("task", "image"), np.array(list(split.values()), dtype=object)),
            **{k: ("image", np.asarray(v, dtype=object)) for k, v in described.items()},
        },
        coords={
            "image": labels,
            "channel": np.array(["red", "green", "blue"], dtype=object),
            "task": np.array(list(split), dtype=object),
        },
        attrs=dict(attributes),
    )


def select_explained(images: xr.Dataset, tasks: Sequence[str], per_identity: int) -> np.ndarray:
    """Labels of the images on which all models are explained and compared.

    Parameters
    ----------
    images : xarray.Dataset
        The image set of the tasks.
    tasks : sequence of str
        An explained image is in the test split of each of them: no model has seen it.
    per_identity : int
        At most so many images of one identity, the first in order.

    Returns
    -------
    numpy.ndarray of str

    Raises
    ------
    ValueError
        If no image is in the test split of all tasks.
    """
    unseen = (images["split"].sel(task=list(tasks)) == "test").all("task").values
    taken: dict[str, int] = {}
    chosen = []
    for label, identity, free in zip(
        images["image"].values, images["identity"].values, unseen, strict=True
    ):
        if free and taken.get(identity, 0) < per_identity:
            taken[identity] = taken.get(identity, 0) + 1
            chosen.append(label)
    if not chosen:
        raise ValueError(f"no image is in the test split of all tasks ({', '.join(tasks)})")
    return np.array(chosen, dtype=object)
