"""Comparators in every draw, beside rsatoolbox on resampled RDMs and literal computations."""

import numpy as np
import pytest
from rsatoolbox.rdm import RDMs, compare
from rsatoolbox.util.matrix import get_v

from face_relevance.comparison import resample
from face_relevance.comparison.similarity.comparators import COMPARATORS, compare_rows
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.partial import compare_partially

COUNT = 12
NAMES = [f"face-{i:02d}" for i in range(COUNT)]
OF_RSATOOLBOX = {"pearson": "corr", "whitened-cosine": "cosine_cov", "whitened-pearson": "corr_cov"}


def name(comparator):
    return OF_RSATOOLBOX.get(comparator, comparator)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def vectors(rng):
    """Two RDMs without ties and one with many."""
    return np.vstack([rng.random((2, 66)), rng.integers(0, 3, (1, 66))])


@pytest.fixture
def targets(rng):
    return np.vstack([rng.random((2, 66)), rng.integers(0, 4, (1, 66))])


@pytest.fixture
def weights():
    return PairWeights(resample([], NAMES, 30, seed=0).images, NAMES)


def compare_copies(vectors, targets, drawn, comparator):
    """Compare the RDMs of a draw in full, copies of faces and all, with rsatoolbox."""
    picked = np.repeat(np.arange(COUNT), drawn.astype(int))
    sampled = [RDMs(v).subsample_pattern("index", picked) for v in (vectors, targets)]
    found = compare(*sampled, name(comparator))
    if comparator in ("rho-a", "tau-a"):  # scaled to what ties leave in the sample
        in_draw = np.diag(compare(sampled[1], sampled[1], comparator))
        found = found / in_draw * np.diag(compare(targets, targets, comparator))
    return found


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_the_sample_itself_equals_rsatoolbox(comparator, vectors, targets, weights):
    found = compare_rows(comparator, vectors, targets, weights)[0]
    expected = compare(RDMs(vectors), RDMs(targets), name(comparator))
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("comparator", ["cosine", "pearson", "spearman", "rho-a", "tau-a"])
def test_every_draw_equals_rsatoolbox_on_resampled_rdms(comparator, vectors, targets, weights):
    found = compare_rows(comparator, vectors, targets, weights)
    for row, drawn in zip(found, weights.conditions, strict=True):
        expected = compare_copies(vectors, targets, drawn, comparator)
        np.testing.assert_allclose(row, expected, atol=1e-12)


@pytest.mark.parametrize("comparator", ["whitened-cosine", "whitened-pearson"])
def test_whitened_draws_equal_explicit_covariance_matrices(comparator, vectors, targets, weights):
    found = compare_rows(comparator, vectors, targets, weights)
    for row, drawn in zip(found, weights.conditions, strict=True):
        picked = np.repeat(np.arange(COUNT), drawn.astype(int))
        sampled = [RDMs(v).subsample_pattern("index", picked) for v in (vectors, targets)]
        mine, theirs = (rdms.get_vectors() for rdms in sampled)
        kept = np.isfinite(mine).all(axis=0)  # pairs of copies have no dissimilarity
        mine, theirs = mine[:, kept], theirs[:, kept]
        if comparator == "whitened-pearson":
            mine, theirs = (v - v.mean(axis=1, keepdims=True) for v in (mine, theirs))
        inverse = np.linalg.inv(get_v(len(picked), None)[kept][:, kept].toarray())
        products = mine @ inverse @ theirs.T
        lengths = [np.einsum("ip,pq,iq->i", v, inverse, v) for v in (mine, theirs)]
        np.testing.assert_allclose(row, products / np.sqrt(np.outer(*lengths)), atol=1e-12)


@pytest.mark.parametrize("comparator", ["cosine", "pearson", "spearman", "rho-a", "tau-a"])
def test_pairs_that_a_subject_did_not_judge_do_not_count(
    comparator, vectors, targets, weights, rng
):
    targets = targets.copy()
    gone = rng.random(targets.shape) < 0.3
    targets[gone] = np.nan
    found = compare_rows(comparator, vectors, targets, weights)[0]
    for column, target in enumerate(targets):
        known = np.isfinite(target)
        expected = compare(vectors[:, known], target[None, known], name(comparator))[:, 0]
        np.testing.assert_allclose(found[:, column], expected, atol=1e-12)


def test_whitened_comparators_refuse_pairs_that_were_not_judged(vectors, targets, weights):
    targets = targets.copy()
    targets[1, 3] = np.nan
    with pytest.raises(ValueError, match=r"every pair.*similarity\.comparators"):
        compare_rows("whitened-cosine", vectors, targets, weights)


def test_an_unknown_comparator_is_named(vectors, targets, weights):
    with pytest.raises(ValueError, match="no comparator 'rho'"):
        compare_rows("rho", vectors, targets, weights)


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_values_worked_by_hand(comparator):
    """Four faces: the dissimilarities 1 to 6, and the same with the first two swapped."""
    vector, target = np.array([[1, 2, 3, 4, 5, 6.0]]), np.array([[2, 1, 3, 4, 5, 6.0]])
    weights = PairWeights.of_sample(6)
    found = compare_rows(comparator, vector, target, weights).item()
    by_hand = {
        "cosine": 90 / 91,
        "pearson": 16.5 / 17.5,
        "spearman": 1 - 6 * 2 / (6 * 35),
        "rho-a": 1 - 6 * 2 / (6 * 35),
        "tau-a": (14 - 1) / 15,
    }
    if comparator in by_hand:
        assert found == pytest.approx(by_hand[comparator])
    else:
        assert by_hand["tau-a"] < found < 1


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_clusters_are_drawn_whole_and_pairs_across_copies_do_not_count(comparator, rng):
    clusters = np.repeat(list("abcd"), 3)
    weights = PairWeights(resample([], clusters, 25, seed=1).images, clusters)
    vector, target = rng.random((1, 66)), rng.random((1, 66))
    square = np.zeros((12, 12), int)
    upper = np.triu_indices(12, 1)
    square[upper] = np.arange(66)
    square += square.T
    found = compare_rows(comparator, vector, target, weights)[:, 0, 0]
    for drawn, value in zip(weights.conditions.astype(int), found, strict=True):
        copies = [(i, copy) for i in range(12) for copy in range(drawn[i])]
        pairs = [
            (a, b)
            for a in range(len(copies))
            for b in range(a + 1, len(copies))
            if clusters[copies[a][0]] != clusters[copies[b][0]] or copies[a][1] == copies[b][1]
        ]
        if (drawn[::3] > 0).sum() < 3:
            assert np.isnan(value)
            continue
        place = [square[copies[a][0], copies[b][0]] for a, b in pairs]
        mine, theirs = vector[:, place], target[:, place]
        if comparator.startswith("whitened"):
            if comparator.endswith("pearson"):
                mine, theirs = mine - mine.mean(), theirs - theirs.mean()
            belongs = np.zeros((len(pairs), len(copies)))
            for row, pair in enumerate(pairs):
                belongs[row, list(pair)] = 1
            inverse = np.linalg.inv(2 * np.eye(len(pairs)) + belongs @ belongs.T)
            lengths = [(v @ inverse @ v.T).item() for v in (mine, theirs)]
            expected = (mine @ inverse @ theirs.T).item() / np.sqrt(np.prod(lengths))
        else:
            expected = compare(mine, theirs, name(comparator)).item()
            if comparator in ("rho-a", "tau-a"):
                expected /= compare(theirs, theirs, comparator).item()
        assert value == pytest.approx(expected, abs=1e-12)


def test_what_does_not_vary_resembles_nothing(targets, weights):
    for comparator in ("pearson", "spearman", "rho-a", "tau-a", "whitened-pearson"):
        assert (compare_rows(comparator, np.ones((1, 66)), targets, weights)[0] == 0).all()


def residuals(values, controls):
    design = np.column_stack([np.ones(controls.shape[1]), *controls])
    return values - design @ np.linalg.lstsq(design, values)[0]


def test_partial_comparisons_correlate_what_regression_leaves(vectors, targets, weights, rng):
    from scipy.stats import rankdata

    controls = np.vstack([rng.random(66), rng.integers(0, 2, 66)])
    targets = targets.copy()
    targets[0, :20] = np.nan
    found = compare_partially("rho-a", vectors, targets, controls, weights)[0]
    for column, target in enumerate(targets):
        known = np.isfinite(target)
        held = [rankdata(control[known]) for control in controls]
        for row, vector in enumerate(vectors):
            left = [residuals(rankdata(v[known]), np.array(held)) for v in (vector, target)]
            assert found[row, column] == pytest.approx(np.corrcoef(*left)[0, 1], abs=1e-10)


def test_a_control_held_constant_leaves_nothing_of_itself(vectors, targets, weights):
    found = compare_partially("pearson", vectors, targets, vectors[:1], weights)
    assert np.nanmax(np.abs(found[:, 0])) == 0
    assert np.abs(found[0, 1]).min() > 0
