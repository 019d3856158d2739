"""Phase congruency of luminance: where the frequencies of an image agree, as at edges and lines."""

import math
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

SCALES, ORIENTATIONS = 4, 4

SHORTEST = 6
"""Wavelength of the smallest scale in pixels; it doubles from scale to scale."""

BANDWIDTH = 0.55
"""Standard deviation of a log-Gabor filter, as a share of its centre frequency."""

OVERLAP = 1.2
"""Angle between two orientations in standard deviations of their filters."""

CUTOFF, STEEPNESS = 0.45, 15
"""Butterworth low-pass, in cycles per pixel: the corners of the spectrum are left out."""

DEVIATIONS, OVERESTIMATE = 2, 1.7
"""Noise is what lies within two standard deviations, by experience 1.7 times too high."""


class LogGabors(NamedTuple):
    """Filters of one size, in the frequency domain.

    Parameters
    ----------
    filters : Tensor (orientation, scale, H, W)
        Frequency 0 in the corner.
    noise : Tensor (orientation,)
        Threshold of noise, as a multiple of the median amplitude at the smallest scale.
    """

    filters: Tensor
    noise: Tensor


def find_phase_congruency(luminance: Tensor) -> Tensor:
    """Find phase congruency with the filters and the threshold of noise of FSIM.

    Parameters
    ----------
    luminance : Tensor (N, H, W)

    Returns
    -------
    Tensor (N, H, W)
        0 to 1; meaningless where an image is of one luminance.

    References
    ----------
    Kovesi (1999), Image features from phase congruency, Videre 1(3); parameters of Zhang et al.
    (2011), doi:10.1109/TIP.2011.2109730.
    """
    bank = build_log_gabors(*luminance.shape[-2:], luminance.dtype, luminance.device)
    spectrum = torch.fft.fft2(luminance)[:, None]
    tiny = torch.finfo(luminance.dtype).eps
    energy, amplitude = torch.full_like(luminance, tiny), torch.full_like(luminance, tiny)
    # One orientation at a time stays in the cache of a CPU.
    for filters, noise in zip(bank.filters, bank.noise, strict=True):
        responses = torch.fft.ifft2(spectrum * filters)
        even, odd = responses.real, responses.imag
        amplitudes = (even.square() + odd.square()).sqrt_()
        amplitude += amplitudes.sum(1)
        total_even, total_odd = even.sum(1, keepdim=True), odd.sum(1, keepdim=True)
        total = (total_even.square() + total_odd.square()).sqrt_()
        # What responses have in the mean direction of phase adds up to the length of their sum.
        across = (even * (total_odd / (total + tiny))).sub_(odd * (total_even / (total + tiny)))
        threshold = amplitudes[:, 0].flatten(1).median(1).values * noise
        energy += (total[:, 0] - across.abs_().sum(1) - threshold[:, None, None]).relu_()
    return energy / amplitude


@lru_cache(maxsize=4)
@torch.inference_mode(False)  # a bank first used there must serve elsewhere too
def build_log_gabors(
    height: int, width: int, dtype: torch.dtype, device: torch.device
) -> LogGabors:
    """Build the filters of all orientations and scales, and what noise of power 1 does in them.

    Parameters
    ----------
    height, width : int
    dtype : torch.dtype
    device : torch.device

    Returns
    -------
    LogGabors
    """
    down, across = torch.meshgrid(_spread(height), _spread(width), indexing="ij")
    radius, angle = torch.hypot(down, across), torch.atan2(-across, down)
    low_pass = 1 / (1 + (radius / CUTOFF) ** (2 * STEEPNESS))
    radius[height // 2, width // 2] = 1  # its logarithm is asked for
    centres = 1 / (SHORTEST * 2.0 ** torch.arange(SCALES, dtype=torch.float64))
    octaves = (radius / centres[:, None, None]).log()
    radial = (-octaves.square() / (2 * math.log(BANDWIDTH) ** 2)).exp() * low_pass
    radial[:, height // 2, width // 2] = 0
    towards = torch.arange(ORIENTATIONS, dtype=torch.float64) * math.pi / ORIENTATIONS
    away = angle - towards[:, None, None]
    away = torch.atan2(away.sin(), away.cos())
    angular = (-away.square() / (2 * (math.pi / ORIENTATIONS / OVERLAP) ** 2)).exp()
    filters = torch.fft.ifftshift(angular[:, None] * radial, (-2, -1))
    return LogGabors(filters.to(device, dtype), _weigh_noise(filters).to(device, dtype))


def _weigh_noise(filters: Tensor) -> Tensor:
    """Derive the threshold of noise whose amplitude at the smallest scale has the median 1.

    The squared amplitude of Gaussian noise is exponentially distributed, so its mean is its median
    over ln 2; divided by the energy of the filter, it is the power of the noise. The energy of all
    scales together follows Rayleigh's distribution, whose parameter τ is the root of that power
    times the energy of the sum of the even parts of the filters (all pairs of scales included).
    """
    even = torch.fft.ifft2(filters.sum(1)).real * math.sqrt(filters[0, 0].numel())
    power = 1 / math.log(2) / filters[:, 0].square().sum((1, 2))
    tau = (power * even.square().sum((1, 2))).sqrt()
    return tau * (math.sqrt(math.pi / 2) + DEVIATIONS * math.sqrt(2 - math.pi / 2)) / OVERESTIMATE


def _spread(size: int) -> Tensor:
    """List frequencies in cycles per pixel, 0 in the middle; odd sizes reach ±0.5, as published."""
    half = size // 2
    return torch.arange(-half, size - half, dtype=torch.float64) / (size - size % 2)
