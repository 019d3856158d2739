"""Ranks of dissimilarities and maps by classical multidimensional scaling."""

import numpy as np
import pytest

from face_relevance.figures.rdm_maps import (
    fill_pairs,
    rank_pairs,
    scale_classically,
    turn_towards,
)


@pytest.fixture
def places():
    return np.random.default_rng(4).normal(size=(12, 2))


def measure(places):
    """Distances of all pairs."""
    return np.linalg.norm(places[:, None] - places, axis=2)


def test_ranks_run_from_the_most_to_the_least_alike_pair_and_ties_share_theirs():
    rdm = np.array([[0, 2, 7, 7], [2, 0, 9, 3], [7, 9, 0, np.nan], [7, 3, np.nan, 0]], float)
    nan = np.nan
    expected = [[nan, 0, 0.625, 0.625], [0, nan, 1, 0.25], [0.625, 1, nan, nan],
                [0.625, 0.25, nan, nan]]  # fmt: skip
    np.testing.assert_allclose(rank_pairs(rdm), expected)


def test_a_pair_that_was_not_judged_gets_the_mean_of_both_faces():
    rdm = np.array([[0, 1, np.nan], [1, 0, 3], [np.nan, 3, 0]], float)
    filled = fill_pairs(rdm, "observers", ["a", "b", "c"])
    np.testing.assert_allclose(filled, [[0, 1, 2], [1, 0, 3], [2, 3, 0]])


def test_a_face_without_any_judgement_is_named():
    rdm = np.array([[0, 1, np.nan], [1, 0, np.nan], [np.nan, np.nan, 0]])
    with pytest.raises(ValueError, match="matrix 'observers': no pair of face 'c'"):
        fill_pairs(rdm, "observers", ["a", "b", "c"])


def test_distances_in_a_plane_are_found_again(places):
    found, share = scale_classically(measure(places))
    np.testing.assert_allclose(measure(found), measure(places), atol=1e-9)
    assert share == pytest.approx(1)


def test_the_share_is_that_of_the_two_largest_principal_components():
    patterns = np.random.default_rng(5).normal(size=(30, 6)) * [5, 3, 2, 1, 1, 1]
    _, share = scale_classically(measure(patterns))
    variances = np.linalg.svd(patterns - patterns.mean(0), compute_uv=False) ** 2
    assert share == pytest.approx(variances[:2].sum() / variances.sum())


def test_faces_that_are_all_alike_lie_in_one_place():
    found, share = scale_classically(np.zeros((5, 5)))
    np.testing.assert_allclose(found, 0)
    assert share == 1


def test_a_turned_and_mirrored_map_is_turned_back(places):
    places = places - places.mean(0)
    turned = places @ [[0.6, 0.8], [0.8, -0.6]]
    np.testing.assert_allclose(turn_towards(turned, places), places, atol=1e-12)
