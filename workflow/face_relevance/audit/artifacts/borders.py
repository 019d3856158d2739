"""Relevance along the border, where padding stands in for an image that goes on."""

import numpy as np
from torch import Tensor

from face_relevance.audit.artifacts.maps import divide_positive
from face_relevance.audit.artifacts.verdicts import MOST


def paint_mean(inputs: Tensor) -> Tensor:
    """Return constant images (N, C, H, W) of the mean colours of others."""
    return inputs.mean((-2, -1), keepdim=True).expand_as(inputs).contiguous()


def measure_distances(shape: tuple[int, int]) -> np.ndarray:
    """Return how many pixels lie between each pixel (y, x) and the border."""
    rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in shape)
    return np.minimum(rows[:, None], columns[None, :])


def compare_border(maps: np.ndarray, ring: int) -> np.ndarray:
    """Divide the density of |R| along the border by that inside.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)
    ring : int
        Width of the border in pixels.

    Returns
    -------
    numpy.ndarray, (N,), float64
        1 where both are equal, from 1 / `MOST` to `MOST`; NaN where there is no relevance at all.

    Raises
    ------
    ValueError
        If the ring leaves no pixel inside.
    """
    outside = measure_distances(maps.shape[1:]) < ring
    if outside.all():
        raise ValueError(
            f"a ring of {ring} pixels leaves nothing of maps of {maps.shape[1]} by "
            f"{maps.shape[2]} pixels: take a smaller audit.ring"
        )
    density = np.abs(maps)
    border, inside = (density[:, where].mean(axis=1) for where in (outside, ~outside))
    ratio = np.where((inside == 0) & (border > 0), MOST, divide_positive(border, inside))
    return ratio.clip(1 / MOST, MOST)


def profile_border(maps: np.ndarray) -> np.ndarray:
    """Average the density of |R|, relative to the mean of its map, by distance to the border.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (distance,), float64
        From 0 pixels on; NaN where no map has relevance.
    """
    distances = measure_distances(maps.shape[1:]).ravel()
    relative = average_density(maps).ravel()
    return np.bincount(distances, relative) / np.bincount(distances)


def average_density(maps: np.ndarray) -> np.ndarray:
    """Average |R| (y, x), each map divided by its mean; maps without relevance do not count."""
    density = np.abs(maps)
    means = density.mean(axis=(1, 2))
    known = means > 0
    if not known.any():
        return np.full(maps.shape[1:], np.nan)
    return (density[known] / means[known, None, None]).mean(axis=0)
