"""Adaptive densities against a literal version, a peer library and densities that are known."""

import warnings

import numpy as np
import pytest
import torch
from literal_density import literal_density, literal_peaks

from face_relevance.relevance.advise import count_peaks, score_units
from face_relevance.relevance.advise.densities import estimate_densities

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the docstrings of the library have invalid escapes
    from adaptivekde import ssvkernel


def draw(kind, count, rng):
    half = count // 2
    return {
        "one hump": lambda: rng.beta(2, 5, count),
        "two humps": lambda: np.r_[rng.normal(0.3, 0.05, half), rng.normal(0.7, 0.1, count - half)],
        "most at zero": lambda: np.maximum(rng.normal(-0.1, 0.3, count), 0),
        "mostly outside": lambda: rng.normal(0, 5, count),
        "few distinct": lambda: rng.integers(0, 5, count) / 4,
        "uniform": lambda: rng.uniform(0, 1, count),
    }[kind]()


KINDS = ("one hump", "two humps", "most at zero", "mostly outside", "few distinct", "uniform")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [9, 16, 36])
def test_densities_are_those_of_the_literal_version(kind, count):
    rng = np.random.default_rng(count)
    samples = np.stack([draw(kind, count, rng) for _ in range(3)])
    densities = estimate_densities(torch.from_numpy(samples))
    for row, density in zip(samples, densities.numpy(), strict=True):
        expected = literal_density(row)
        if expected is None:
            assert np.isnan(density).all()
        else:
            np.testing.assert_allclose(density, expected, rtol=1e-8, atol=1e-10 * expected.max())


def test_smoothing_by_fourier_transforms_gives_the_same():
    samples = draw("two humps", 49, np.random.default_rng(1))
    density = estimate_densities(torch.from_numpy(samples)[None])[0]
    np.testing.assert_allclose(density, literal_density(samples, fourier=True), rtol=1e-8)


def test_the_literal_version_holds_for_a_layer_of_14_by_14():
    samples = draw("two humps", 196, np.random.default_rng(2))
    density = estimate_densities(torch.from_numpy(samples)[None])[0].numpy()
    expected = literal_density(samples, fourier=True)
    np.testing.assert_allclose(density, expected, rtol=1e-8, atol=1e-10 * expected.max())


def test_a_density_has_an_area_of_one_and_lies_near_the_mixture_it_was_drawn_from():
    rng = np.random.default_rng(3)
    weights, means, spreads = [0.4, 0.6], [0.25, 0.7], [0.05, 0.08]
    part = rng.choice(2, 400, p=weights)
    samples = rng.normal(np.take(means, part), np.take(spreads, part))
    grid = np.linspace(0, 1, 400)
    true = sum(
        w * np.exp(-0.5 * ((grid - m) / s) ** 2) / s / np.sqrt(2 * np.pi)
        for w, m, s in zip(weights, means, spreads, strict=True)
    )
    density = estimate_densities(torch.from_numpy(samples)[None])[0].numpy()
    assert np.sum(density) / 399 == pytest.approx(1)
    assert np.abs(density - true).mean() < 0.15 * true.mean()
    assert literal_peaks(density) == 2


def test_the_peer_library_finds_nearly_the_same_density():
    # adaptivekde counts the last half step, which the authors' MATLAB does not, and other windows.
    samples = draw("two humps", 196, np.random.default_rng(4))
    grid = np.linspace(0, 1, 196)
    peer = ssvkernel(samples, grid, M=10, nbs=2, WinFunc="Gauss")[0]
    density = estimate_densities(torch.from_numpy(samples)[None])[0].numpy()
    assert np.corrcoef(peer, density)[0, 1] > 0.99
    assert np.abs(peer / peer.sum() * 195 - density).max() < 0.1 * density.max()


def test_a_density_does_not_depend_on_the_others():
    rng = np.random.default_rng(5)
    samples = torch.from_numpy(np.stack([draw(kind, 49, rng) for kind in KINDS]))
    alone = torch.cat([estimate_densities(row[None]) for row in samples])
    torch.testing.assert_close(
        estimate_densities(samples), alone, rtol=1e-9, atol=1e-12, equal_nan=True
    )


@pytest.mark.parametrize(
    "samples",
    [[2.0] * 9, [-1.0, 3.0] * 5, [1.0] * 9, [float("nan")] * 9, [0.0, 1.0] * 8],
    ids=["above", "on both sides", "in the last half step", "nan", "too coarse"],
)
def test_where_nothing_is_left_there_is_no_density(samples):
    assert estimate_densities(torch.tensor([samples])).isnan().all()


@pytest.mark.parametrize(
    ("density", "peaks"),
    [
        ([0, 1, 0, 2, 0], 2),
        ([0, 1, 1, 0], 1),  # a flat top is one peak
        ([0, 1, 1, 2, 0], 1),  # a step is none
        ([1, 1, 0, 1, 1], 0),  # nor is an end, however flat
        ([3, 2, 1], 0),
        ([1, 1, 1], 0),
        ([0, 2, 1, 1, 2, 0], 2),
        ([float("nan")] * 4, 0),
    ],
)
def test_peaks_are_counted(density, peaks):
    assert count_peaks(torch.tensor([density], dtype=torch.float64)).tolist() == [peaks]
    assert literal_peaks(np.array(density, dtype=float)) == peaks


def test_units_score_their_peaks_and_those_without_a_density_score_0():
    rng = np.random.default_rng(6)
    humps = torch.from_numpy(np.stack([draw(kind, 49, rng) for kind in KINDS[:2]])).view(1, 2, 7, 7)
    activations = torch.cat([humps, torch.full((1, 1, 7, 7), 5.0)], dim=1)
    scores = score_units(activations, "published")
    assert scores.peaks.tolist() == [[1, 2, 0]]
    assert scores.failed.tolist() == [[False, False, True]]


def test_normalised_scores_ignore_shift_and_scale_of_a_unit_published_ones_do_not():
    rng = np.random.default_rng(7)
    samples = np.stack([draw(KINDS[k % 3], 49, rng) for k in range(30)])
    activations = torch.from_numpy(samples).view(1, 30, 7, 7)
    moved = 3 * activations - 2
    normalised = [score_units(a, "normalised").peaks for a in (activations, moved)]
    published = [score_units(a, "published").peaks for a in (activations, moved)]
    assert torch.equal(*normalised)
    assert not torch.equal(*published)


def test_unknown_activations_are_named():
    with pytest.raises(ValueError, match="'raw': choose one of published, normalised"):
        score_units(torch.zeros(1, 1, 3, 3), "raw")
