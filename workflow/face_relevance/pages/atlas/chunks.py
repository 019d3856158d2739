"""Which images the atlas has, and in which sprite each of them lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np
import xarray as xr

from face_relevance.faces.image_set import select_explained

MOST_PIXELS = 240_000
"""Pixels of a sprite: in three bytes each, written out in base 64, they stay below 1 MB."""


@dataclass(frozen=True)
class Chunk:
    """Images that lie in one sprite.

    Parameters
    ----------
    number : int
        From 0.
    tasks : tuple of str
        The models of these tasks explain them.
    images : tuple of str
        Labels; the place in the sprite is the place in here.
    """

    number: int
    tasks: tuple[str, ...]
    images: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The sprites of a study.

    Parameters
    ----------
    chunks : tuple of Chunk
    height, width : int
        Of each picture.
    averaged : int
        So many by so many pixels of the study are one of the atlas.
    columns : int
        Pictures in a row of a sprite.
    explained : int
        Number of images that the study explains, of which these are some.
    """

    chunks: tuple[Chunk, ...]
    height: int
    width: int
    averaged: int
    columns: int
    explained: int

    def of_task(self, task: str) -> list[Chunk]:
        """List the chunks that the models of a task explain."""
        return [chunk for chunk in self.chunks if task in chunk.tasks]


def plan_chunks(
    images: xr.Dataset,
    together: Sequence[Sequence[str]],
    per_identity: int,
    most: int,
    side: int,
) -> Plan:
    """Choose the images of the atlas and put them into chunks.

    Parameters
    ----------
    images : xarray.Dataset
        The image set of the tasks.
    together : sequence of sequence of str
        Tasks of which all models explain the same images.
    per_identity : int
        As for :func:`face_relevance.faces.select_explained`.
    most : int
        Images for each set of tasks, spread evenly over the identities; 0 for all.
    side : int
        Pixels of the larger side, at most.

    Returns
    -------
    Plan
        The same for the same image set, whatever models there are. Images are in the order of
        their identities.

    Raises
    ------
    ValueError
        If no image is explained, or pictures cannot be averaged evenly to so few pixels.
    """
    size = images.sizes["y"], images.sizes["x"]
    averaged = _find_average(size, side)
    height, width = size[0] // averaged, size[1] // averaged
    room = max(1, MOST_PIXELS // (height * width))
    chunks: list[Chunk] = []
    explained = 0
    for tasks in together:
        labels = select_explained(images, tasks, per_identity)
        explained += len(labels)
        shown = _spread(images, labels, most)
        for start in range(0, len(shown), room):
            here = tuple(shown[start : start + room])
            chunks.append(Chunk(len(chunks), tuple(tasks), here))
    return Plan(tuple(chunks), height, width, averaged, isqrt(room - 1) + 1, explained)


def _find_average(size: tuple[int, int], side: int) -> int:
    """Find by how much pictures are reduced, so that no pixel is cut."""
    needed = -(-max(size) // side)
    for averaged in range(needed, 4 * needed):
        if not any(length % averaged for length in size):
            return averaged
    raise ValueError(
        f"config, atlas.pixels: images of {size[0]} by {size[1]} pixels cannot be averaged evenly "
        f"to {side}; give {max(size)} to leave them as they are"
    )


def _spread(images: xr.Dataset, labels: np.ndarray, most: int) -> list[str]:
    """Take some images, spread evenly over the identities."""
    identity = images["identity"].sel(image=labels).values.astype(str)
    ordered = labels[np.argsort(identity, kind="stable")]
    count = min(most, len(ordered)) if most else len(ordered)
    places = np.linspace(0, len(ordered) - 1, count).round().astype(int)
    return [str(label) for label in ordered[places]]
