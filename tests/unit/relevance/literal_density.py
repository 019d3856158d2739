"""Adaptive kernel density, one sample and one point at a time: slow, and easy to read.

After Shimazaki & Shinomoto (2010) with the settings of ADVISE. Loops over bandwidths, windows and
points in float64; nothing is shared with the code that it checks.
"""

import math
from itertools import pairwise

import numpy as np

WIDTHS = 10
TOLERANCE = 1e-5
GOLDEN = (math.sqrt(5) + 1) / 2


def literal_density(samples, points=None, fourier=False):
    """Density of samples at ``linspace(0, 1, points)``, or None where there is none.

    ``fourier`` smooths by discrete Fourier transforms, as the authors do; otherwise the same
    circular Gaussian is summed directly.
    """
    points = len(samples) if points is None else points
    grid = np.linspace(0, 1, points)
    inside = sorted(x for x in map(float, samples) if 0 <= x <= 1)
    if not inside:
        return None
    gaps = [after - before for before, after in pairwise(inside)]
    gaps = [gap for gap in gaps if gap > 0]
    t = grid
    if gaps and min(gaps) > 1 / (points - 1):
        t = np.linspace(0, 1, min(math.ceil(1 / min(gaps)), 1000))
    if len(t) < 2:
        return None
    step = 1 / (len(t) - 1)
    edges = [(2 * k - 1) / (2 * (len(t) - 1)) for k in range(len(t))]
    histogram = np.zeros(len(t))
    for x in inside:
        for k in range(len(t)):
            last = k == len(t) - 1
            if (x == edges[k]) if last else (edges[k] <= x < edges[k + 1]):
                histogram[k] += 1 / step
    if not histogram.any():
        return None
    low, high = (math.log(math.expm1(width)) for width in (5 * step, 1.0))
    widths = [math.log1p(math.exp(x)) for x in np.linspace(low, high, WIDTHS)]
    smooth = smooth_by_fourier if fourier else smooth_directly
    costs = []
    for width in widths:
        smoothed = smooth(histogram, width / step)
        costs.append(
            smoothed**2 - 2 * smoothed * histogram + 2 / math.sqrt(2 * math.pi) / width * histogram
        )
    best = np.empty((WIDTHS, len(t)))
    for i, window in enumerate(widths):
        local = np.array([smooth(cost, window / step) for cost in costs])
        best[i] = [widths[n] for n in local.argmin(0)]
    density = search_stiffness(histogram, t, best, widths)
    return np.interp(grid, t, density)


def smooth_directly(values, width):
    """Circular convolution with a Gaussian, whose period leaves three widths of room."""
    period = 2 ** math.ceil(math.log2(len(values) + 3 * width))
    smoothed = np.zeros(len(values))
    for k in range(len(values)):
        for j in range(len(values)):
            for turn in range(-3, 4):
                smoothed[k] += values[j] * gauss(k - j + turn * period, width)
    return smoothed


def smooth_by_fourier(values, width):
    """Compute the same by Fourier transforms."""
    period = 2 ** math.ceil(math.log2(len(values) + 3 * width))
    kernel = np.exp(-0.5 * (width * 2 * np.pi * np.fft.fftfreq(period)) ** 2)
    return np.fft.ifft(np.fft.fft(values, period) * kernel).real[: len(values)]


def search_stiffness(histogram, t, best, widths):
    """Golden-section search; the density of the last step is returned, as by the authors."""
    low, high = 1e-12, 1.0
    left = (GOLDEN - 1) * low + (2 - GOLDEN) * high
    right = (2 - GOLDEN) * low + (GOLDEN - 1) * high
    cost_left, _ = estimate(histogram, t, best, widths, left)
    cost_right, _ = estimate(histogram, t, best, widths, right)
    density, steps = None, 1
    while abs(high - low) > TOLERANCE * (abs(left) + abs(right)) and steps < 30:
        if cost_left < cost_right:
            high, right, cost_right = right, left, cost_left
            left = (GOLDEN - 1) * low + (2 - GOLDEN) * high
            cost_left, density = estimate(histogram, t, best, widths, left)
        else:
            low, left, cost_left = left, right, cost_right
            right = (2 - GOLDEN) * low + (GOLDEN - 1) * high
            cost_right, density = estimate(histogram, t, best, widths, right)
        steps += 1
    return density


def estimate(histogram, t, best, widths, stiffness):
    """Cost and density (counts per unit) for one stiffness."""
    step = 1 / (len(t) - 1)
    chosen = np.empty(len(t))
    for k in range(len(t)):
        ratios = best[:, k] / widths
        if stiffness > ratios.max():
            chosen[k] = min(widths)
        elif stiffness < ratios.min():
            chosen[k] = max(widths)
        else:
            chosen[k] = stiffness * widths[np.flatnonzero(ratios >= stiffness)[-1]]
    smoothed = np.empty(len(t))
    for k in range(len(t)):
        weights = [gauss(t[k] - t[j], chosen[j] / stiffness) for j in range(len(t))]
        smoothed[k] = np.dot(weights, chosen) / np.sum(weights)
    if np.ptp(chosen) == 0:
        smoothed[:] = chosen[0]  # without rounding, equal costs are equal
    density = np.array(
        [
            sum(
                histogram[j] * step * gauss(t[k] - t[j], smoothed[k])
                for j in np.flatnonzero(histogram)
            )
            for k in range(len(t))
        ]
    )
    density *= histogram.sum() / density.sum()
    cost = density**2 - 2 * density * histogram
    cost += 2 / math.sqrt(2 * math.pi) / smoothed * histogram
    return cost.sum() * step, density / (density.sum() * step)


def gauss(distance, width):
    """Density of a Gaussian."""
    return math.exp(-(distance**2) / 2 / width**2) / math.sqrt(2 * math.pi) / width


def literal_peaks(density):
    """Count the points, or flat tops, that are higher than what is before and behind them."""
    if density is None or not np.isfinite(density).all():
        return 0
    peaks, rising = 0, False
    for before, after in pairwise(density):
        if after > before:
            rising = True
        elif after < before:
            peaks += rising
            rising = False
    return peaks
