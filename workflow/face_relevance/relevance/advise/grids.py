"""What all densities on one grid have in common: its points, bandwidths and Gaussians."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor

BANDWIDTHS = 10
"""Bandwidths that are compared, and as many lengths of the intervals they are compared in."""
MOST_TERMS = 64
ACCURACY = 1e-11
"""Share of the largest value that the series of a Gaussian may be off, if it has all its terms."""


@dataclass(frozen=True)
class Grid:
    """Equally spaced points from 0 to 1.

    Parameters
    ----------
    points : Tensor (L,) float64
    widths : Tensor (BANDWIDTHS,) float64
        Fixed bandwidths, from five steps to the length of the grid, and beyond it where five
        steps are longer than that.
    smoothing : Tensor (BANDWIDTHS, L, L) float64
        What the authors' Fourier transforms do: Gaussians of these widths per step, on a circle
        that leaves at least three widths of room behind the grid.
    windows : Tensor (BANDWIDTHS, L, 2 L) float64
        Gaussians of these widths between the points, times the width, and as they are.
    expansion : Tensor (term, L, L) float64
        Coefficients of Chebyshev polynomials in the logarithm of the width of a Gaussian.
    narrowest, widest : float
        Widths that the expansion holds for: those that the search can meet.
    """

    points: Tensor
    widths: Tensor
    smoothing: Tensor
    windows: Tensor
    expansion: Tensor
    narrowest: float
    widest: float

    @property
    def step(self) -> float:
        """Distance of neighbouring points."""
        return 1 / (len(self.points) - 1)

    def scale(self, widths: Tensor) -> Tensor:
        """Map the logarithms of widths to [-1, 1], where the expansion is defined."""
        low, high = math.log(self.narrowest), math.log(self.widest)
        return (2 * widths.log() - low - high) / max(high - low, 1e-9)


@lru_cache(maxsize=64)  # of 200 points, one takes 27 MB
def make_grid(length: int, device: torch.device) -> Grid:
    """Prepare a grid.

    Parameters
    ----------
    length : int
        Number of points, at least 2.
    device : torch.device
        Where the densities are computed.

    Returns
    -------
    Grid
    """
    points = torch.linspace(0, 1, length, dtype=torch.float64)
    step = 1 / (length - 1)
    # Equal steps of log(exp(width) - 1), between five steps of the grid and its length.
    ends = torch.tensor([5 * step, 1.0], dtype=torch.float64).expm1().log().tolist()
    widths = torch.linspace(*ends, BANDWIDTHS, dtype=torch.float64).exp().log1p()
    distances = points[:, None] - points
    # A bandwidth is the stiffness times the longest interval whose best bandwidth is not below it.
    shrinkage = min(1.0, float((widths[:-1] / widths[1:]).min()), float(widths[-1] / widths.max()))
    narrowest = float(widths.min()) * shrinkage
    windows = gauss(distances, widths.view(-1, 1, 1))
    grid = Grid(
        points,
        widths,
        torch.stack([_smooth_on_circle(length, float(width) / step) for width in widths]),
        torch.cat([widths.view(-1, 1, 1) * windows, windows], dim=2),
        _expand(distances, narrowest, float(widths.max())),
        narrowest,
        float(widths.max()),
    )
    tensors = {key: value for key, value in vars(grid).items() if isinstance(value, Tensor)}
    return replace(grid, **{key: value.to(device) for key, value in tensors.items()})


def gauss(distances: Tensor, widths: Tensor | float) -> Tensor:
    """Compute the density of a Gaussian."""
    return (-0.5 * (distances / widths) ** 2).exp() / (math.sqrt(2 * math.pi) * widths)


def _smooth_on_circle(length: int, width: float) -> Tensor:
    """Return the Gaussian between points on a circle, width and distances in steps."""
    period = 2 ** math.ceil(math.log2(length + 3 * width))
    steps = torch.arange(length, dtype=torch.float64)
    distances = steps[:, None] - steps
    # Five turns are enough: the sixth is more than eight widths away.
    return sum(gauss(distances + turn * period, width) for turn in range(-2, 3))


def _expand(distances: Tensor, narrowest: float, widest: float) -> Tensor:
    """Interpolate Gaussians in the zeros of a Chebyshev polynomial (discrete cosine transform)."""
    low, high = math.log(narrowest), math.log(widest)
    # As a function of the logarithm of the width a Gaussian is analytic within π / 4 of the real
    # axis: the coefficients fall as powers of the axes of that ellipse.
    axis = math.pi / 4 / max((high - low) / 2, 0.1)
    terms = math.ceil(-math.log(ACCURACY) / math.log(axis + math.hypot(1, axis)))
    terms = min(MOST_TERMS, terms)
    orders = torch.arange(terms, dtype=torch.float64)
    angles = (orders + 0.5) * (math.pi / terms)
    widths = (0.5 * ((high - low) * angles.cos() + low + high)).exp()
    values = gauss(distances, widths.view(-1, 1, 1))
    cosines = (orders[:, None] * angles).cos() * (2 / terms)
    cosines[0] /= 2
    return torch.einsum("no,okl->nkl", cosines, values)
