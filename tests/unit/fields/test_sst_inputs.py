"""Inputs of networks from anomalies, and folds of the samples."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.fields import assign_folds, prepare_inputs, restore_columns

ANOMALY = xr.DataArray(
    [[[6.0, -2.5, np.nan]], [[1.0, 0.0, np.nan]]], dims=("time", "latitude", "longitude")
)


def test_extremes_are_cut_and_scaled_and_land_is_zero():
    found = prepare_inputs(ANOMALY, 5)
    np.testing.assert_allclose(found[:, 0], [[1, -0.5, 0], [0.2, 0, 0]])
    assert found.dtype == np.float32


def test_without_a_cap_anomalies_stay_in_degrees():
    np.testing.assert_allclose(prepare_inputs(ANOMALY, None)[0, 0], [6, -2.5, 0])


def test_permuted_columns_come_back():
    order = np.array([2, 0, 1])
    permuted = prepare_inputs(ANOMALY, None, order)
    np.testing.assert_allclose(permuted[0, 0], [0, 6, -2.5])
    np.testing.assert_array_equal(restore_columns(permuted, order), prepare_inputs(ANOMALY, None))


def test_what_is_no_cap_and_no_order_is_refused():
    with pytest.raises(ValueError, match="cut at ±0 °C"):
        prepare_inputs(ANOMALY, 0)
    with pytest.raises(ValueError, match="no permutation of 0 to 2"):
        prepare_inputs(ANOMALY, 5, np.array([0, 1, 1]))


def label(names, winters):
    return xr.DataArray(
        np.array(names, dtype=object), dims="time",
        coords={"winter": ("time", np.array(winters, dtype=object))},
    )  # fmt: skip


def test_every_fold_has_its_share_of_each_class():
    classes = label(["a"] * 10 + ["b"] * 5, range(15))
    folds = assign_folds(classes, 5, 1)
    for number in range(5):
        held = classes.values[folds.values == number]
        assert sorted(held) == ["a", "a", "b"]
    assert (assign_folds(classes, 5, 1) == folds).all()
    assert (assign_folds(classes, 5, 2) != folds).any()


def test_samples_of_one_winter_are_in_one_fold():
    winters = np.repeat(np.arange(8), 5)
    folds = assign_folds(label(np.where(winters % 2, "a", "b"), winters), 4, 1).values
    assert all(len(set(folds[winters == winter])) == 1 for winter in range(8))


def test_a_class_of_too_few_winters_is_named():
    with pytest.raises(ValueError, match="class 'b' is in 2 winters, too few for 3 folds"):
        assign_folds(label(list("aaaabb"), range(6)), 3, 1)
