"""How alike masked images and originals look: SSIM, FSIM and MSE of displayed pixels."""

from typing import NamedTuple

import piq
import torch

# Private parts of piq, whose version is pinned; a test compares with its public function.
from piq.fsim import _construct_filters, _phase_congruency
from piq.functional import gradient_map, rgb2yiq, scharr_filter, similarity_map
from torch import Tensor
from torch.nn import functional as F

WINDOW = 11
"""Side of the window of SSIM in pixels; images must not be smaller."""

CHUNK_PIXELS = 2**16
"""Pixels that a CPU compares at a time: more fall out of its cache, which halves the speed."""

DEVICE_CHUNK_PIXELS = 2**21
"""The same for an accelerator: 41 images of 224 px."""

# Constants of FSIM for phase congruency, gradient, the two chromatic channels, and their exponent.
T1, T2, T3, T4, CHROMATIC = 0.85, 160, 200, 200, 0.03


def measure_mse(images: Tensor, masked: Tensor) -> Tensor:
    """Return the mean squared difference as a share of the largest one, 255².

    Parameters
    ----------
    images : Tensor (N, 3, H, W) or (1, 3, H, W)
        0 to 255.
    masked : Tensor (N, 3, H, W)

    Returns
    -------
    Tensor (N,)
    """
    return ((images - masked) / 255).square().flatten(1).mean(1)


def measure_ssim(images: Tensor, masked: Tensor) -> Tensor:
    """Compare structure, the mean over the colour channels (Wang 2004).

    Parameters
    ----------
    images : Tensor (N, 3, H, W) or (1, 3, H, W)
        0 to 255.
    masked : Tensor (N, 3, H, W)

    Returns
    -------
    Tensor (N,)
        At most 1.

    Raises
    ------
    ValueError
        If the images are not RGB, or smaller than the window.

    Notes
    -----
    A Gaussian window of 11 px with σ = 1.5 wherever it fits whole into the image, as in
    scikit-image (``gaussian_weights``, no sample covariance). The authors of ADVISE call MATLAB's
    ``ssim``, which reads the three channels of an image as a volume: its figures differ.
    """
    _check(images, masked)
    return torch.cat(
        [
            piq.ssim(ours, original, data_range=255, reduction="none", downsample=False)
            for original, ours in _split(images, masked)
        ]
    )


def measure_fsim(images: Tensor, masked: Tensor) -> Tensor:
    """Compare features, with colour: FSIMc of Zhang et al. (2011).

    Parameters
    ----------
    images : Tensor (N, 3, H, W) or (1, 3, H, W)
        0 to 255. One image with many masks is described only once.
    masked : Tensor (N, 3, H, W)

    Returns
    -------
    Tensor (N,)
        0 to 1; 0 where the masked image is of one luminance and has no feature: there the authors'
        code divides 0 by 0.

    Raises
    ------
    ValueError
        If the images are not RGB, or smaller than the window of SSIM.

    References
    ----------
    Zhang et al. (2011), doi:10.1109/TIP.2011.2109730.
    """
    _check(images, masked)
    filters = _construct_filters(_shrink(images[:1])[:, :1])
    single = _describe(images, filters) if len(images) == 1 else None
    scores = []
    for original, ours in _split(images, masked):
        one = _describe(original, filters) if single is None else single
        scores.append(_compare(one, _describe(ours, filters)))
    return torch.cat(scores)


class _Features(NamedTuple):
    """What FSIM compares, each (N, 1, H, W)."""

    congruency: Tensor
    gradient: Tensor
    in_phase: Tensor
    quadrature: Tensor
    plain: Tensor
    """(N,) bool: all pixels have one luminance."""


def _describe(images: Tensor, filters: Tensor) -> _Features:
    luminance, in_phase, quadrature = rgb2yiq(_shrink(images)).split(1, dim=1)
    scharr = scharr_filter(device=images.device, dtype=images.dtype)
    kernels = torch.stack([scharr, scharr.transpose(-1, -2)])
    pixels = luminance.flatten(1)
    return _Features(
        _phase_congruency(luminance, filters),
        gradient_map(luminance, kernels),
        in_phase,
        quadrature,
        pixels.amin(1) == pixels.amax(1),
    )


def _compare(one: _Features, other: _Features) -> Tensor:
    """Average the similarity of all features over the pixels, weighed by phase congruency."""
    weights = torch.maximum(one.congruency, other.congruency)
    colour = similarity_map(one.in_phase, other.in_phase, T3) * similarity_map(
        one.quadrature, other.quadrature, T4
    )
    likeness = (
        similarity_map(one.congruency, other.congruency, T1)
        * similarity_map(one.gradient, other.gradient, T2)
        * colour.abs() ** CHROMATIC
    )
    score = (likeness * weights).sum((1, 2, 3)) / weights.sum((1, 2, 3))
    return score.masked_fill(other.plain, 0)


def _shrink(images: Tensor) -> Tensor:
    """Average blocks, so that the shorter side has about 256 pixels or less."""
    return F.avg_pool2d(images, max(1, round(min(images.shape[-2:]) / 256)))


def _split(images: Tensor, masked: Tensor) -> list[tuple[Tensor, Tensor]]:
    """Split both into chunks of equal length."""
    most = CHUNK_PIXELS if masked.is_cpu else DEVICE_CHUNK_PIXELS
    size = max(1, most // (masked.shape[-2] * masked.shape[-1]))
    return list(zip(images.expand_as(masked).split(size), masked.split(size), strict=True))


def _check(images: Tensor, masked: Tensor) -> None:
    if images.shape[1:] != masked.shape[1:] or len(images) not in (1, len(masked)):
        raise ValueError(
            f"masked images {tuple(masked.shape)} do not fit to images {tuple(images.shape)}"
        )
    if masked.dim() != 4 or masked.shape[1] != 3 or min(masked.shape[-2:]) < WINDOW:
        raise ValueError(
            f"SSIM and FSIM of images {tuple(masked.shape)}: give (N, 3, H, W) of at least {WINDOW}"
            " px, grey ones with their channel repeated"
        )
