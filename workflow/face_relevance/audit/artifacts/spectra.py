"""Patterns that repeat with the strides of a network."""

import math
from collections.abc import Sequence

import numpy as np

PERIODS = 4
"""A stride counts if an image has at least so many of its periods: else it is the image's own."""

REACH = 4
"""Frequencies on each side that are the neighbourhood of one."""

FLOOR = 1e-6
"""Of the mean power: what is weaker than this is rounding, and no pattern."""


def choose_strides(size: tuple[int, int], strides: Sequence[int]) -> list[int]:
    """Choose the strides of which images of a size have enough whole periods, ascending."""
    chosen: list[int] = []
    for stride in sorted(strides):
        if stride > 1 and math.lcm(*chosen, stride) * PERIODS <= min(size):
            chosen.append(stride)
    return chosen


def compute_spectra(maps: np.ndarray, strides: Sequence[int]) -> np.ndarray:
    """Compute the power spectra of |R|, in which a grid is seen whatever the signs of its points.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)
    strides : sequence of int
        From `choose_strides`.

    Returns
    -------
    numpy.ndarray, (N, frequency_y, frequency_x), float64
        Of |R| without its mean, cut to whole periods of all strides, in the order of
        `numpy.fft.fft2`; the mean power of each is 1, but for maps that are constant.
    """
    period = math.lcm(*strides)
    rows, columns = (size - size % period for size in maps.shape[1:])
    top, left = ((size % period) // 2 for size in maps.shape[1:])
    values = np.abs(maps[:, top : top + rows, left : left + columns]).astype(np.float64)
    values = values - values.mean(axis=(1, 2), keepdims=True)
    power = np.abs(np.fft.fft2(values)) ** 2
    means = power.mean(axis=(1, 2), keepdims=True)
    return power / np.where(means > 0, means, 1)


def measure_checkerboard(spectra: np.ndarray, strides: Sequence[int]) -> np.ndarray:
    """Measure how much power at the frequencies of the strides exceeds that around them.

    Parameters
    ----------
    spectra : numpy.ndarray, (N, frequency_y, frequency_x)
        From `compute_spectra`.
    strides : sequence of int

    Returns
    -------
    numpy.ndarray, (N,), float64
        Largest log₁₀, over rows and columns and over the frequencies k / s of every stride s, of
        the power there over the median power of frequencies around it that belong to no stride,
        each the mean over the frequencies of the other axis; 0 where it exceeds nothing, NaN for
        constant maps and without strides.
    """
    if not len(strides):
        return np.full(len(spectra), np.nan)
    largest = np.zeros(len(spectra))
    for axis in (1, 2):
        power = spectra.mean(axis=3 - axis)
        size = power.shape[1]
        own = sorted({k * size // s for s in strides for k in range(1, s // 2 + 1)})
        for place in own:
            around = [
                near % size
                for near in range(place - REACH, place + REACH + 1)
                if near > 0 and min(near, size - near) not in own
            ]
            if not around:
                continue
            middle = np.median(power[:, around], axis=1)
            ratio = (power[:, place] + FLOOR) / (middle + FLOOR)
            largest = np.maximum(largest, np.log10(ratio))
    return np.where(spectra.any(axis=(1, 2)), largest, np.nan)
