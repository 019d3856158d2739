"""Kernel densities with locally adaptive bandwidths, of many samples at once."""

import math

import torch
from torch import Tensor

from face_relevance.relevance.advise.grids import make_grid
from face_relevance.relevance.advise.stiffness import search_stiffness

FINEST = 1000
# Points of densities that are computed together; more would not be faster.
POINTS = 2**17


def estimate_densities(samples: Tensor) -> Tensor:
    """Estimate the density of each row of samples, with a bandwidth that adapts to the place.

    Parameters
    ----------
    samples : Tensor (N, Z)
        N sets of Z samples. Those outside [0, 1] are left out.

    Returns
    -------
    Tensor (N, Z) float64
        Densities at ``linspace(0, 1, Z)``, with an area of 1; NaN where there is none.

    Notes
    -----
    For intervals of ten lengths around every point the best of ten fixed bandwidths is found; the
    stiffness, the ratio of a bandwidth to the length of its interval, is searched by golden
    section for the least estimated squared error. The settings are those of ADVISE: Gaussian
    windows, ten bandwidths, 29 steps at most, and the density of the last one.

    As in the authors' code, the grid is coarser where no two samples are as near as its spacing:
    it then has ``ceil(1 / least distance)`` points, between which the density is interpolated. A
    bin reaches half a step to either side of its point, but the last one ends at its lower edge,
    so that samples in the last half step are not counted. There is no density if no sample is
    left, or if the coarser grid has one point.

    Every row is computed as if it were alone, in float64: results agree with a literal version,
    point by point, to rounding.

    References
    ----------
    Shimazaki & Shinomoto (2010), Kernel bandwidth optimization in spike rate estimation, Journal
    of Computational Neuroscience 29, 171-182; Dehshibi et al. (2022), arXiv 2203.01289.
    """
    densities = torch.full(samples.shape, torch.nan, dtype=torch.float64, device=samples.device)
    if samples.shape[1] < 2:
        return densities
    size = max(1, POINTS // samples.shape[1])
    for rows in torch.arange(len(samples), device=samples.device).split(size):
        chosen = samples[rows].double()
        inside = (chosen >= 0) & (chosen <= 1)
        lengths = _choose_lengths(chosen, inside)
        for length in lengths.unique().tolist():
            same = (lengths == length).nonzero().flatten()
            histogram = _count(chosen[same], inside[same], length)
            filled = histogram.any(1)
            if length > 1 and filled.any():
                density = _interpolate(_estimate(histogram[filled]), samples.shape[1])
                densities[rows[same[filled]]] = density
    return densities


def _choose_lengths(samples: Tensor, inside: Tensor) -> Tensor:
    """Return how many points the grid of each row has."""
    count = samples.shape[1]
    gaps = samples.where(inside, torch.inf).sort(1).values.diff(dim=1)
    least = gaps.where((gaps > 0) & gaps.isfinite(), torch.inf).amin(1)
    coarse = (1 / least).ceil().clamp(max=FINEST)
    return torch.where(least.isfinite() & (least > 1 / (count - 1)), coarse, count).long()


def _count(samples: Tensor, inside: Tensor, length: int) -> Tensor:
    """Return the histogram (N, length) of samples per unit of length around each point."""
    step = 1 / max(length - 1, 1)
    places = torch.arange(length, dtype=torch.float64, device=samples.device)
    edges = (2 * places - 1) / (2 * max(length - 1, 1))
    bins = torch.bucketize(samples, edges, right=True) - 1
    counted = inside & ((bins < length - 1) | (samples == edges[-1]))
    histogram = samples.new_zeros(len(samples), length)
    return histogram.scatter_add_(1, bins.clamp(min=0), counted.double()) / step


def _estimate(histogram: Tensor) -> Tensor:
    """Find the best bandwidths within intervals, then the density of the best stiffness."""
    grid = make_grid(histogram.shape[1], histogram.device)
    widths = grid.widths.view(-1, 1, 1)
    smoothed = histogram @ grid.smoothing
    costs = smoothed * (smoothed - 2 * histogram) + 2 / math.sqrt(2 * math.pi) / widths * histogram
    best = torch.stack([grid.widths[(costs @ window).min(0).indices] for window in grid.smoothing])
    return search_stiffness(histogram, best, grid)


def _interpolate(density: Tensor, count: int) -> Tensor:
    """Interpolate densities (N, length) linearly at more or fewer points."""
    length = density.shape[1]
    if length == count:
        return density
    place = torch.linspace(0, length - 1, count, dtype=torch.float64, device=density.device)
    before = place.floor().clamp(max=length - 2).long()
    return torch.lerp(density[:, before], density[:, before + 1], place - before)
