import numpy as np
import pytest
import xarray as xr
from rsatoolbox.data import Dataset
from rsatoolbox.rdm import calc_rdm

from face_relevance.comparison.similarity import (
    average_patterns,
    compute_category_rdm,
    compute_distance_rdm,
    compute_rdm,
)

NAMES = np.array([f"person-{i}" for i in range(12)], dtype=object)


def make_patterns(seed, shape=(12, 30), names=NAMES):
    values = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    dims = ("condition", *("feature", "y", "x")[: len(shape) - 1])
    return xr.DataArray(values, dims=dims, coords={"condition": names})


@pytest.mark.parametrize("shape", [(12, 30), (12, 50_000), (12, 3, 7, 7)])
def test_rdm_equals_rsatoolbox(shape):
    patterns = make_patterns(0, shape) + 5
    double = patterns.values.reshape(12, -1).astype(np.float64)
    expected = calc_rdm(Dataset(double), method="correlation").get_matrices()[0]
    np.testing.assert_allclose(compute_rdm(patterns), expected, atol=1e-11)


def test_equal_correlations_are_ties_whatever_the_rounding():
    values = np.random.default_rng(0).normal(size=(12, 2)).astype(np.float32)
    rdm = compute_rdm(xr.DataArray(values, dims=("condition", "f"), coords={"condition": NAMES}))
    assert set(np.unique(rdm)) == {0, 2}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_pattern_that_is_not_finite_is_named(value):
    patterns = make_patterns(0)
    patterns[4] = value
    with pytest.raises(ValueError, match="'person-4' is not finite"):
        compute_rdm(patterns)


@pytest.mark.parametrize("value", [0, 3.3])
def test_a_constant_pattern_correlates_with_no_other(value):
    patterns = make_patterns(0)
    expected = compute_rdm(patterns)
    patterns[4] = value
    rdm = compute_rdm(patterns)
    assert (np.delete(rdm.values[4], 4) == 1).all()
    assert rdm.values[4, 4] == 0
    others = np.delete(np.arange(len(rdm)), 4)
    np.testing.assert_array_equal(rdm[others, others], expected[others, others])


def test_patterns_that_are_all_constant_are_refused():
    with pytest.raises(ValueError, match="all patterns are constant"):
        compute_rdm(make_patterns(0) * 0 + 2)


def test_patterns_average_over_the_images_of_an_identity():
    images = np.array(list("uvwxyz"), dtype=object)
    features = xr.DataArray(
        np.arange(12.0).reshape(6, 2), dims=("image", "f"), coords={"image": images}
    )
    identity = xr.DataArray(list("bababb"), dims="image", coords={"image": images})
    means = average_patterns(features[::-1], identity)
    assert means.condition.values.tolist() == ["a", "b"]
    np.testing.assert_allclose(means, [[4, 5], [5.5, 6.5]])
    np.testing.assert_allclose(means[1], features.values[[0, 2, 4, 5]].mean(0))


def test_category_and_distance_rdms_have_their_known_values():
    images = np.array(list("uvw"), dtype=object)
    category = compute_category_rdm(
        xr.DataArray(list("aba"), dims="image", coords={"image": images})
    )
    np.testing.assert_array_equal(category, [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    points = xr.DataArray(
        [[0, 0], [3, 4], [0, 1]], dims=("condition", "c"), coords={"condition": images}
    )
    np.testing.assert_allclose(compute_distance_rdm(points)[0], [0, 5, 1])
