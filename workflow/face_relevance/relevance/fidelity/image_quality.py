"""How alike masked images and originals look: SSIM, FSIM and MSE of displayed pixels."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.fidelity.phase_congruency import find_phase_congruency

WINDOW = 11
"""Side of the window of SSIM in pixels; images must not be smaller."""

SIGMA = 1.5
"""Standard deviation of its Gaussian in pixels."""

CHUNK_PIXELS = 2**16
"""Pixels that a CPU compares at a time: more fall out of its cache, which halves the speed."""

DEVICE_CHUNK_PIXELS = 2**21
"""The same for an accelerator: 41 images of 224 px."""

# Constants of SSIM for luminance, and for contrast and structure.
C1, C2 = 0.01**2, 0.03**2

# Red, green and blue in luminance, in-phase and quadrature of the colour.
YIQ = ((0.299, 0.587, 0.114), (0.5959, -0.2746, -0.3213), (0.2115, -0.5227, 0.3112))

SCHARR = ((3 / 16, 0, -3 / 16), (10 / 16, 0, -10 / 16), (3 / 16, 0, -3 / 16))

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
        [_compare_windows(original, ours) for original, ours in _split(images, masked)]
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
    single = _describe(images) if len(images) == 1 else None
    scores = []
    for original, ours in _split(images, masked):
        one = _describe(original) if single is None else single
        scores.append(_compare(one, _describe(ours)))
    return torch.cat(scores)


def _compare_windows(images: Tensor, masked: Tensor) -> Tensor:
    one, other = images / 255, masked / 255
    moments = torch.cat([one, other, one.square() + other.square(), one * other], 1)
    one, other, squares, product = _blur(moments).split(3, dim=1)
    means, mean_product = one.square() + other.square(), one * other
    luminance = (2 * mean_product + C1) / (means + C1)
    structure = (2 * (product - mean_product) + C2) / (squares - means + C2)
    return (luminance * structure).mean((1, 2, 3))


def _blur(images: Tensor) -> Tensor:
    """Average over the window of SSIM wherever it fits."""
    steps = torch.arange(WINDOW, dtype=torch.float64) - WINDOW // 2
    window = (-steps.square() / (2 * SIGMA**2)).softmax(0).to(images)
    window = window.expand(images.shape[1], 1, 1, WINDOW)
    for kernel in (window, window.mT):
        images = F.conv2d(images, kernel, groups=len(kernel))
    return images


class _Features(NamedTuple):
    """What FSIM compares, each (N, H, W)."""

    congruency: Tensor
    gradient: Tensor
    in_phase: Tensor
    quadrature: Tensor
    plain: Tensor
    """(N,) bool: all pixels have one luminance."""


def _describe(images: Tensor) -> _Features:
    luminance, in_phase, quadrature = torch.einsum(
        "kc,nchw->knhw", images.new_tensor(YIQ), _shrink(images)
    )
    scharr = images.new_tensor(SCHARR)
    slopes = F.conv2d(luminance[:, None], torch.stack([scharr, scharr.T])[:, None], padding=1)
    pixels = luminance.flatten(1)
    return _Features(
        find_phase_congruency(luminance),
        slopes.square().sum(1).sqrt(),
        in_phase,
        quadrature,
        pixels.amin(1) == pixels.amax(1),
    )


def _compare(one: _Features, other: _Features) -> Tensor:
    """Average the similarity of all features over the pixels, weighed by phase congruency."""
    weights = torch.maximum(one.congruency, other.congruency)
    colour = _measure_similarity(one.in_phase, other.in_phase, T3) * _measure_similarity(
        one.quadrature, other.quadrature, T4
    )
    likeness = (
        _measure_similarity(one.congruency, other.congruency, T1)
        * _measure_similarity(one.gradient, other.gradient, T2)
        * colour.abs() ** CHROMATIC
    )
    score = (likeness * weights).sum((1, 2)) / weights.sum((1, 2))
    return score.masked_fill(other.plain, 0)


def _measure_similarity(one: Tensor, other: Tensor, constant: float) -> Tensor:
    return (2 * one * other + constant) / (one.square() + other.square() + constant)


def _shrink(images: Tensor) -> Tensor:
    """Average blocks, so that the shorter side has about 256 pixels or less."""
    block = round(min(images.shape[-2:]) / 256)
    return F.avg_pool2d(images, block) if block > 1 else images


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
