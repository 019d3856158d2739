"""Maps as arrays, and how alike two of them are."""

from collections.abc import Callable

import numpy as np
from torch import Tensor

from face_relevance.comparison.map_measures import multiply, pearson_vectors

ExplainMaps = Callable[[Tensor], np.ndarray]
"""From inputs (N, C, H, W) to maps (N, y, x) in float64 of what was decided on the first inputs."""


def divide_positive(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Divide where the divisor is positive; NaN elsewhere."""
    return np.divide(one, other, out=np.full(np.shape(one), np.nan), where=other > 0)


def correlate(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Correlate maps.

    Parameters
    ----------
    one, other : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (N,), float64
        Pearson's r; 0 where one of the two is constant and NaN where both are.
    """
    silent = (np.ptp(one, axis=(1, 2)) == 0) & (np.ptp(other, axis=(1, 2)) == 0)
    return np.where(silent, np.nan, multiply(pearson_vectors(one), pearson_vectors(other)))


def measure_change(maps: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """Measure how much maps change.

    Parameters
    ----------
    maps, changed : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (N,), float64
        Sum of the absolute differences over the mean of both sums of absolute relevance: 0 to 2,
        for small changes their share of the map; NaN where there is no relevance.
    """
    sums = [np.abs(values).sum(axis=(1, 2)) for values in (maps, changed)]
    return divide_positive(2 * np.abs(changed - maps).sum(axis=(1, 2)), sums[0] + sums[1])
