"""Values of pixels that can never have relevance, as 0 where a rule multiplies by the input."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from face_relevance.audit.artifacts.maps import ExplainMaps, divide_positive

PROBED = 0.05
"""Share of the pixels of an image that are replaced at a time."""

GREY_LEVELS = 255


def find_levels(lowest: Sequence[float], highest: Sequence[float]) -> np.ndarray | None:
    """Find colours at which pixels are probed, as distances from 0 in units of the range.

    Parameters
    ----------
    lowest, highest : sequence of float, (channel,)
        Smallest and largest value of every channel of the input.

    Returns
    -------
    numpy.ndarray, (level,), or None
        Ascending, 0 among them, as far as every channel reaches in both directions and half as
        far; None if 0 is outside the range of a channel.

    Raises
    ------
    ValueError
        If a channel has no range.
    """
    low, high = np.asarray(lowest, float), np.asarray(highest, float)
    if not (high > low).all():
        raise ValueError(f"the range of a channel is empty: lowest {low}, highest {high}")
    if not ((low <= 0) & (high >= 0)).all():
        return None
    down, up = (low / (high - low)).max(), (high / (high - low)).min()
    return np.unique([down, down / 2, 0, up / 2, up])


def probe_levels(
    explain: ExplainMaps,
    inputs: Tensor,
    lowest: Sequence[float],
    highest: Sequence[float],
    levels: np.ndarray,
    seed: int,
) -> np.ndarray:
    """Replace pixels by chance, level by level, and look how relevant they are.

    Parameters
    ----------
    explain : callable
    inputs : Tensor (N, C, H, W)
    lowest, highest : sequence of float, (channel,)
    levels : numpy.ndarray, (level,)
        From `find_levels`.
    seed : int
        Of which pixels are replaced, in each image the same at all levels.

    Returns
    -------
    numpy.ndarray, (level, N), float64
        Mean |R| of the replaced pixels over that of all; NaN where there is no relevance.
    """
    generator = torch.Generator().manual_seed(seed)
    pixels = inputs.shape[-2] * inputs.shape[-1]
    count = max(1, round(PROBED * pixels))
    probed = torch.zeros(len(inputs), pixels, dtype=torch.bool)
    for row in probed:
        row[torch.randperm(pixels, generator=generator)[:count]] = True
    probed = probed.view(len(inputs), *inputs.shape[-2:])
    extent = (torch.tensor(highest) - torch.tensor(lowest)).to(inputs).view(1, -1, 1, 1)
    found = []
    for level in levels.tolist():
        density = np.abs(explain(torch.where(probed[:, None], level * extent, inputs)))
        replaced = (density * probed.numpy()).sum(axis=(1, 2)) / count
        found.append(divide_positive(replaced, density.mean(axis=(1, 2))))
    return np.stack(found)


def compare_levels(relevance: np.ndarray) -> np.ndarray:
    """Divide the relevance of probed pixels (level, N) by its median over levels."""
    known = np.isfinite(relevance).all(axis=0)
    middle = np.median(np.where(known, relevance, 0), axis=0)
    return divide_positive(relevance, np.broadcast_to(middle, relevance.shape))


def share_blind(inputs: Tensor, lowest: Sequence[float], highest: Sequence[float]) -> np.ndarray:
    """Share of images (y, x) whose pixel is within a grey level of 0 in every channel."""
    extent = (torch.tensor(highest) - torch.tensor(lowest)).to(inputs).view(1, -1, 1, 1)
    return (inputs.abs() <= extent / GREY_LEVELS).all(1).double().mean(0).numpy()
