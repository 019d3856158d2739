"""The image set: pixels with their labels and, for each task, their split."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import xarray as xr

SPLITS = ("train", "validation", "test", "none")
GENDERS = ("female", "male")
# With three conditions or fewer, hardly any two matrices of dissimilarities differ in their ranks.
FEWEST_CONDITIONS = 4
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
    chosen = _take_first(images, unseen, per_identity)
    if not chosen.size:
        raise ValueError(f"no image is in the test split of all tasks ({', '.join(tasks)})")
    return chosen


def spread_evenly(labels: np.ndarray, most: int) -> np.ndarray:
    """Take at most so many labels, spread over them: those of one identity or class are neighbours.

    Parameters
    ----------
    labels : numpy.ndarray, (image,)
    most : int

    Returns
    -------
    numpy.ndarray
        The first one among them, in order.
    """
    return labels[:: max(1, len(labels) // most)][:most]


def select_compared(
    images: xr.Dataset,
    tasks: Sequence[str],
    per_identity: int,
    judged: Sequence[str] | None = None,
    labels: str = "identity",
) -> np.ndarray:
    """Labels of the images on which the representations of all models are compared.

    Parameters
    ----------
    images : xarray.Dataset
        The image set of the tasks.
    tasks : sequence of str
        As for :func:`select_explained`; not used with judgements, for which no network may be
        trained or validated on an image for any task of the image set.
    per_identity : int
        At most so many images of one identity, the first in order; not used where images are
        judged.
    judged : sequence of str, optional
        Faces that were judged. Without it, the images that are explained are compared.
    labels : {"identity", "image"}
        What `judged` names.

    Returns
    -------
    numpy.ndarray of str
        In the order of the image set.

    Raises
    ------
    ValueError
        If a judged face is not in the image set, or fewer than four are left without those that
        networks are trained or validated on. Without judgements as :func:`select_explained`.
    """
    if judged is None:
        return select_explained(images, tasks, per_identity)
    names, wanted = images[labels].values, set(judged)
    if missing := sorted(wanted - set(names)):
        near = difflib.get_close_matches(missing[0], list(set(names)), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"the first one there is {min(names)!r}"
        raise ValueError(
            f"judged {labels} {missing[0]!r} is not in the image set ({len(missing)} of "
            f"{len(wanted)} judged faces are not); {hint}"
        )
    unseen = images["split"].isin(["test", "none"]).all("task").values
    free = unseen & np.isin(names, list(wanted))
    left = len(set(names[free]))
    if left < FEWEST_CONDITIONS:
        raise ValueError(
            f"{left} judged faces can be compared, but {FEWEST_CONDITIONS} are needed: a network "
            f"is trained or validated on every image of {len(wanted) - left} of the {len(wanted)} "
            "judged faces; give their images the split 'none' or 'test' in every task"
        )
    if labels == "image":
        return images["image"].values[free]
    return _take_first(images, free, per_identity)


def select_of_classes(images: xr.Dataset, split: str, per_class: int) -> np.ndarray:
    """Labels of some images of each class.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with ``class`` and a split of the task ``classification``.
    split : str
        One of ``SPLITS``.
    per_class : int
        At most so many images of one class, the first in order.

    Returns
    -------
    numpy.ndarray of str
        In the order of the image set.

    Raises
    ------
    ValueError
        If no image has the split.
    """
    free = images["split"].sel(task="classification").values == split
    if not free.any():
        raise ValueError(f"no image of the set has the split {split!r}")
    return _take_first(images, free, per_class, "class")


def select_held_out(images: xr.Dataset, task: str, count: int) -> np.ndarray:
    """Labels of images of the validation split, on which choices are made that no test may see.

    Parameters
    ----------
    images : xarray.Dataset
        The image set of the tasks.
    task : str
        Whose split it is.
    count : int
        At most so many, spread evenly over the split.

    Returns
    -------
    numpy.ndarray of str
        In the order of the image set.
    """
    free = images["image"].values[(images["split"].sel(task=task) == "validation").values]
    return free[np.linspace(0, len(free) - 1, min(count, len(free))).round().astype(int)]


def _take_first(
    images: xr.Dataset, free: np.ndarray, count: int, by: str = "identity"
) -> np.ndarray:
    """Labels of the first images of each identity, or class, among those that are free to take."""
    taken: dict[str, int] = {}
    chosen = []
    for label, name, is_free in zip(images["image"].values, images[by].values, free, strict=True):
        if is_free and taken.get(name, 0) < count:
            taken[name] = taken.get(name, 0) + 1
            chosen.append(label)
    return np.array(chosen, dtype=object)
