"""Phase congruency against a literal one, and on images whose features are known."""

import numpy as np
import pytest
import torch
from literal_fsim import find_phase_congruency as find_literally

from face_relevance.relevance.fidelity.phase_congruency import (
    build_log_gabors,
    find_phase_congruency,
)


@pytest.fixture
def noise():
    generator = torch.Generator().manual_seed(0)
    return 100 * torch.randn(4, 65, 63, generator=generator, dtype=torch.float64)


@pytest.fixture
def line():
    """A bright line on black, in column 30."""
    image = torch.zeros(1, 64, 64, dtype=torch.float64)
    image[:, :, 30] = 200
    return image


def test_phase_congruency_is_the_literal_one(noise):
    # Of odd sizes, whose highest frequencies have both signs: the sign is a matter of taste.
    images = noise.cumsum(1).cumsum(2) / 100
    for found, image in zip(find_phase_congruency(images), images, strict=True):
        np.testing.assert_allclose(found, find_literally(image.numpy()), rtol=0, atol=1e-5)


def test_a_line_is_in_phase_and_the_plane_around_it_is_not(line):
    found = find_phase_congruency(line)[0]
    assert (found[:, 30] > 0.99).all()
    assert (found[:, 10:28] < 0.1).all()
    assert (found[:, 33:51] < 0.1).all()


def test_brightness_and_contrast_do_not_matter(line, noise):
    image = line[:, :63, :63] + noise[:1, :63] / 10
    expected = find_phase_congruency(image)
    torch.testing.assert_close(find_phase_congruency(image * 0.3 + 50), expected)


def test_most_noise_stays_below_its_threshold(noise):
    assert (find_phase_congruency(noise) < 0.1).double().mean() > 0.8


def test_a_bank_built_without_gradients_serves_gradients(line):
    build_log_gabors.cache_clear()
    with torch.inference_mode():
        find_phase_congruency(line)
    image = (line + torch.linspace(0, 9, 64)).requires_grad_()
    find_phase_congruency(image).sum().backward()
    assert image.grad.abs().sum() > 0


def test_a_bank_is_built_once(line):
    build_log_gabors.cache_clear()
    for _ in range(3):
        find_phase_congruency(line)
    assert build_log_gabors.cache_info().misses == 1


def test_a_filter_passes_one_direction_and_octave():
    bank = build_log_gabors(96, 96, torch.float64, torch.device("cpu"))
    assert (bank.filters[..., 0, 0] == 0).all()
    # Wavelengths of 6, 12, 24 and 48 px are frequencies 16, 8, 4 and 2 of 96 px.
    for scale, frequency in enumerate((16, 8, 4, 2)):
        assert bank.filters[0, scale, frequency, 0] == pytest.approx(1, abs=1e-9)
        assert bank.filters[2, scale, 0, -frequency] == pytest.approx(1, abs=1e-9)
