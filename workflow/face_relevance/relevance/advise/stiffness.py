"""The search for the stiffness of locally adaptive bandwidths, for many histograms at once."""

import math

import torch
from torch import Tensor

from face_relevance.relevance.advise.grids import BANDWIDTHS, Grid, gauss

GOLDEN = (math.sqrt(5) + 1) / 2
TOLERANCE = 1e-5
STEPS = 29
# Products of Gaussians wider than the grid, in powers: the 14th is below rounding.
POWERS = 13
# Histograms whose densities are evaluated together, of L × L distances each.
TOGETHER = 16


def search_stiffness(histogram: Tensor, best: Tensor, grid: Grid) -> Tensor:
    """Find the stiffness of least cost by golden-section search.

    Parameters
    ----------
    histogram : Tensor (N, L) float64
        Samples per unit of length at the points of the grid; none is empty.
    best : Tensor (BANDWIDTHS, N, L) float64
        Best fixed bandwidth around every point, for intervals as long as `grid.widths`.
    grid : Grid

    Returns
    -------
    Tensor (N, L) float64
        Density for the last stiffness that was tried, as in the authors' code; it is within the
        tolerance of the best one.
    """
    trial = _Trial(histogram, best, grid)
    low = histogram.new_full((len(histogram),), 1e-12)
    high = torch.ones_like(low)
    left = (GOLDEN - 1) * low + (2 - GOLDEN) * high
    right = (2 - GOLDEN) * low + (GOLDEN - 1) * high
    cost_left, _ = trial(left)
    cost_right, bandwidths = trial(right)
    for _ in range(STEPS):
        going = (high - low).abs() > TOLERANCE * (left.abs() + right.abs())
        if not going.any():
            break
        falls = cost_left < cost_right
        high = torch.where(going & falls, right, high)
        low = torch.where(going & ~falls, left, low)
        tried = torch.where(
            falls,
            (GOLDEN - 1) * low + (2 - GOLDEN) * high,
            (2 - GOLDEN) * low + (GOLDEN - 1) * high,
        )
        cost, found = trial(tried)
        bandwidths = torch.where(going[:, None], found, bandwidths)
        to_left, to_right = going & falls, going & ~falls
        left, right = (
            torch.where(to_left, tried, torch.where(to_right, right, left)),
            torch.where(to_right, tried, torch.where(to_left, left, right)),
        )
        cost_left, cost_right = (
            torch.where(to_left, cost, torch.where(to_right, cost_right, cost_left)),
            torch.where(to_right, cost, torch.where(to_left, cost_left, cost_right)),
        )
    return _evaluate(histogram, bandwidths, grid)


class _Trial:
    """Cost and bandwidths (N, L) of one stiffness for each histogram.

    What the last call can hand on is kept: which interval a point's bandwidth comes from changes
    at few values of the stiffness, and the smoothing over intervals with it.
    """

    def __init__(self, histogram: Tensor, best: Tensor, grid: Grid):
        self.histogram, self.grid = histogram, grid
        self.ratios = best / grid.widths.view(-1, 1, 1)
        self.largest, self.smallest = self.ratios.amax(0), self.ratios.amin(0)
        self.terms = (histogram * grid.step) @ grid.expansion
        self.source = torch.full(histogram.shape, -1, dtype=torch.int8, device=histogram.device)
        self.sums = torch.stack([histogram, histogram], 1)

    def __call__(self, stiffness: Tensor) -> tuple[Tensor, Tensor]:
        bandwidths = self._smooth(stiffness[:, None])
        histogram, step = self.histogram, self.grid.step
        density = self._sum_terms(self.grid.scale(bandwidths))
        density = density * (histogram.sum(1) / density.sum(1))[:, None]
        cost = density * (density - 2 * histogram)
        cost += 2 / math.sqrt(2 * math.pi) * histogram / bandwidths
        return cost.sum(1) * step, bandwidths

    def _smooth(self, stiffness: Tensor) -> Tensor:
        """Weigh the bandwidths of all points, each by a Gaussian of the length of its interval."""
        widths = self.grid.widths
        # Beyond all ratios the bandwidth is the least or largest, and the interval follows it.
        narrow, wide = stiffness > self.largest, stiffness < self.smallest
        source = torch.full_like(self.source, BANDWIDTHS)
        for place, ratio in enumerate(self.ratios):
            source.masked_fill_(ratio >= stiffness, place)
        source.masked_fill_(wide, BANDWIDTHS + 1)
        changed = (source != self.source).any(1).nonzero().flatten()
        if len(changed):
            self._sum_windows(source[changed], changed)
        numerator, denominator = stiffness * self.sums[:, 0], self.sums[:, 1].clone()
        for outer, width in ((narrow, widths.min()), (wide, widths.max())):
            rows = outer.any(1).nonzero().flatten()
            if len(rows):
                weights = _sum_wide(outer[rows], stiffness[rows] / width, self.grid.points)
                numerator[rows] += width * weights
                denominator[rows] += weights
        smoothed = numerator / denominator
        chosen = torch.cat([widths, widths.min()[None], widths.max()[None]])[source[:, :1].long()]
        chosen = torch.where(source[:, :1] < BANDWIDTHS, stiffness * chosen, chosen)
        # Without rounding where all points agree: equal costs must be equal.
        return torch.where((source == source[:, :1]).all(1, keepdim=True), chosen, smoothed)

    def _sum_windows(self, source: Tensor, rows: Tensor) -> None:
        """Sum the Gaussians of the points' intervals, with their lengths and without."""
        grid = self.grid
        ones = torch.nn.functional.one_hot(source.long(), BANDWIDTHS + 2)[..., :BANDWIDTHS]
        ones = ones.double().transpose(1, 2).flatten(1)
        self.sums[rows] = (ones @ grid.windows.flatten(0, 1)).unflatten(1, (2, -1))
        self.source[rows] = source

    def _sum_terms(self, scaled: Tensor) -> Tensor:
        """Sum the Chebyshev series of the density (Clenshaw's recurrence)."""
        twice = 2 * scaled
        current, after = self.terms[-1].clone(), torch.zeros_like(scaled)
        for order in range(len(self.terms) - 2, 0, -1):
            torch.sub(self.terms[order], after, out=after).addcmul_(twice, current)
            current, after = after, current
        return torch.addcmul(self.terms[0] - after, scaled, current)


def _sum_wide(outer: Tensor, stiffness: Tensor, points: Tensor) -> Tensor:
    """Sum Gaussians of width 1 / stiffness ≥ 1 around some points, as products of powers."""
    scaled = stiffness * (points - 0.5)
    factor = (-0.5 * scaled**2).exp()
    weights = torch.zeros_like(scaled)
    for power in range(POWERS):
        weights += factor * (factor * outer).sum(1, keepdim=True)
        factor = factor * scaled / math.sqrt(power + 1)
    return weights * stiffness / math.sqrt(2 * math.pi)


def _evaluate(histogram: Tensor, bandwidths: Tensor, grid: Grid) -> Tensor:
    """Sum the samples' Gaussians at every point, each of the bandwidth of the point."""
    distances = grid.points[:, None] - grid.points
    pairs = zip(histogram.split(TOGETHER), bandwidths.split(TOGETHER), strict=True)
    density = torch.cat(
        [
            (gauss(distances, width[..., None]) @ samples[..., None]).squeeze(-1)
            for samples, width in pairs
        ]
    )
    return density / (density.sum(1, keepdim=True) * grid.step)
