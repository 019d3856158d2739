"""How relevant a unit is: the number of peaks of the density of its activations."""

from dataclasses import dataclass

import torch
from torch import Tensor

from face_relevance.relevance.advise.densities import estimate_densities

ACTIVATIONS = {
    "published": "activations as they are; those outside [0, 1] are left out",
    "normalised": "activations of each unit and image scaled to [0, 1]",
}
"""What the density is taken of, in words."""


@dataclass(frozen=True)
class UnitScores:
    """Scores of the units of a layer.

    Parameters
    ----------
    peaks : Tensor (N, unit) int64
        Number of peaks; 0 where there is no density.
    failed : Tensor (N, unit) bool
        Whether a unit has no density: no activation in [0, 1], or all of them the same.
    """

    peaks: Tensor
    failed: Tensor


def score_units(activations: Tensor, kind: str) -> UnitScores:
    """Count the peaks of the density of each unit's activations.

    Parameters
    ----------
    activations : Tensor (N, unit, H, W)
        Output of a layer.
    kind : {"published", "normalised"}
        What the density is taken of; see `ACTIVATIONS`.

    Returns
    -------
    UnitScores

    Raises
    ------
    ValueError
        If the kind does not exist.

    References
    ----------
    Dehshibi et al. (2022), arXiv 2203.01289.
    """
    if kind not in ACTIVATIONS:
        raise ValueError(f"no activations '{kind}': choose one of {', '.join(ACTIVATIONS)}")
    samples = activations.detach().flatten(0, 1).flatten(1).double()
    if kind == "normalised":
        low = samples.amin(1, keepdim=True)
        samples = (samples - low) / (samples.amax(1, keepdim=True) - low)
    densities = estimate_densities(samples)
    shape = activations.shape[:2]
    return UnitScores(count_peaks(densities).view(shape), densities.isnan().any(1).view(shape))


def count_peaks(densities: Tensor) -> Tensor:
    """Count the local maxima of densities.

    Parameters
    ----------
    densities : Tensor (N, Z)

    Returns
    -------
    Tensor (N,) int64
        A peak is a point, or a flat top as one, that is higher than what is before and behind it:
        neither end of the density is a peak. 0 where the density is NaN.
    """
    slopes = densities.diff(dim=1).sign()
    # Each flat stretch goes on as what came before it rose or fell.
    places = torch.arange(slopes.shape[1], device=densities.device)
    moved = torch.where(slopes != 0, places, 0).cummax(1).values
    direction = slopes.gather(1, moved)
    return ((direction[:, :-1] > 0) & (slopes[:, 1:] < 0)).sum(1)
