"""FSIMc of Zhang et al. (2011) in NumPy, step by step; phase congruency after Kovesi (1999)."""

import math

import numpy as np
from scipy import ndimage

SCALES, ORIENTATIONS = 4, 4


def compute_fsim(one, other):
    """FSIMc of two images (y, x, 3) from 0 to 255 whose shorter side is below 384 px."""
    one, other = convert_to_yiq(one), convert_to_yiq(other)
    congruency = [find_phase_congruency(image[..., 0]) for image in (one, other)]
    gradients = [find_gradient(image[..., 0]) for image in (one, other)]

    def compare(a, b, constant):
        return (2 * a * b + constant) / (a**2 + b**2 + constant)

    luminance = compare(*congruency, 0.85) * compare(*gradients, 160)
    chrominance = compare(one[..., 1], other[..., 1], 200) * compare(
        one[..., 2], other[..., 2], 200
    )
    weight = np.maximum(*congruency)
    likeness = luminance * (chrominance.astype(complex) ** 0.03).real
    return (likeness * weight).sum() / weight.sum()


def convert_to_yiq(image):
    matrix = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    return image @ matrix.T


def find_gradient(luminance):
    scharr = np.array([[3, 0, -3], [10, 0, -10], [3, 0, -3]]) / 16
    across = ndimage.convolve(luminance, scharr, mode="constant")
    down = ndimage.convolve(luminance, scharr.T, mode="constant")
    return np.hypot(across, down)


def find_phase_congruency(luminance):
    rows, columns = luminance.shape
    u, v = np.meshgrid(spread(columns), spread(rows))
    radius, angle = np.hypot(u, v), np.arctan2(-v, u)
    low_pass = 1 / (1 + (radius / 0.45) ** 30)
    radius[radius == 0] = 1
    spectrum = np.fft.fft2(luminance)
    energies, amplitudes = np.zeros_like(luminance), np.zeros_like(luminance)
    for orientation in range(ORIENTATIONS):
        towards = orientation * math.pi / ORIENTATIONS
        away = np.abs(np.angle(np.exp(1j * (angle - towards))))
        width = math.pi / ORIENTATIONS / 1.2
        angular = np.exp(-(away**2) / (2 * width**2))
        responses, wavelets, filters = [], [], []
        for scale in range(SCALES):
            centre = 1 / (6 * 2**scale)
            radial = np.exp(-(np.log(radius / centre) ** 2) / (2 * math.log(0.55) ** 2)) * low_pass
            radial[rows // 2, columns // 2] = 0
            filters.append(np.fft.ifftshift(radial * angular))
            wavelets.append(np.fft.ifft2(filters[-1]).real * math.sqrt(rows * columns))
            responses.append(np.fft.ifft2(spectrum * filters[-1]))
        total = sum(responses)
        direction = total / (np.abs(total) + 1e-4)
        energy = sum(
            (r * direction.conj()).real - np.abs((r * direction.conj()).imag) for r in responses
        )
        noise = -np.median(np.abs(responses[0]) ** 2) / math.log(0.5) / (filters[0] ** 2).sum()
        squares = sum((w**2).sum() for w in wavelets)
        products = sum(
            (wavelets[i] * wavelets[j]).sum() for i in range(SCALES) for j in range(i + 1, SCALES)
        )
        tau = math.sqrt((2 * noise * squares + 4 * noise * products) / 2)
        threshold = tau * math.sqrt(math.pi / 2) + 2 * math.sqrt((2 - math.pi / 2) * tau**2)
        energies += np.maximum(energy - threshold / 1.7, 0)
        amplitudes += sum(np.abs(r) for r in responses)
    return energies / amplitudes


def spread(size):
    if size % 2:
        return np.arange(-(size - 1) / 2, size / 2) / (size - 1)
    return np.arange(-size / 2, size / 2) / size
