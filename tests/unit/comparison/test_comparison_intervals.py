import numpy as np
import pytest
from scipy import stats

from face_relevance.comparison import correct_holm, interval, resample
from face_relevance.comparison.intervals import UNIT, average_images, average_pairs, p_value
from face_relevance.comparison.resampling import share_strata, weigh_pairs


def names(cells, seeds):
    return [f"{cell}/t/seed-{s}" for cell in range(cells) for s in range(seeds)]


def average(values, rows):
    """Mean over models in one cell, in every row."""
    weights = share_strata(rows.models, rows.cells)
    return average_pairs(average_images(values, rows.images), weights)


def test_without_any_variation_between_seeds_it_is_students_interval_over_identities():
    y = np.random.default_rng(0).normal(3, 1, 12)
    rows = resample(names(1, 3), [f"p{i}" for i in range(12)], 4000, seed=1)
    found = interval(average(np.tile(y, (3, 1)), rows), rows)
    assert found.error == pytest.approx(stats.sem(y))
    assert found.freedom == pytest.approx(11)
    low, high = stats.t.interval(0.95, 11, y.mean(), stats.sem(y))
    assert found.high - found.low == pytest.approx(high - low)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.1)
    assert found.over == "seeds and images"


def test_without_any_variation_between_images_it_is_students_interval_over_seeds():
    y = np.array([1.0, 2.0, 4.0])
    rows = resample(names(1, 3), list("aabbcc"), 4000, seed=1)
    found = interval(average(np.tile(y[:, None], (1, 6)), rows), rows)
    assert found.error == pytest.approx(stats.sem(y))
    assert found.freedom == pytest.approx(2)
    low, high = stats.t.interval(0.95, 2, y.mean(), stats.sem(y))
    assert found.high - found.low == pytest.approx(high - low)


def test_cells_are_fixed_and_their_degrees_of_freedom_add_up():
    y = np.array([0.0, 2.0, 100.0, 102.0, 500.0, 502.0])
    rows = resample(names(3, 2), list("abc"), 2000, seed=1)
    found = interval(average(np.tile(y[:, None], (1, 3)), rows), rows)
    assert found.error == pytest.approx(1 / np.sqrt(3))
    assert found.freedom == pytest.approx(3)


def test_noise_of_single_images_is_not_counted_for_both_factors():
    rng = np.random.default_rng(2)
    rows = resample(names(1, 10), [f"p{i}" for i in range(50)], 1000, seed=0)
    ratios = []
    for _ in range(20):
        values = rng.normal(size=(10, 50))
        ratios.append(interval(average(values, rows), rows).error ** 2 * values.size)
    assert 1 <= np.mean(ratios) < 1.4  # 2 if it were counted twice


def test_a_skewed_statistic_has_a_skewed_interval_that_ends_at_its_bound():
    rows = resample(names(1, 2), [f"p{i}" for i in range(40)], 4000, seed=0)
    correct = np.tile(np.arange(40) > 0, (2, 1)).astype(float)
    found = interval(average(correct, rows), rows, UNIT)
    assert found.high == 1
    free = interval(average(correct, rows), rows)
    assert free.high - 39 / 40 < 39 / 40 - free.low


def test_two_seeds_make_one_pair_whose_interval_is_over_images_alone():
    rng = np.random.default_rng(3)
    by_pair = rng.normal(size=(2, 30))
    rows = resample(names(1, 2), [f"p{i}" for i in range(30)], 500, seed=0)
    weights = share_strata(weigh_pairs(rows.models, [0, 1], [1, 0]), [0, 0])
    found = interval(average_pairs(average_images(by_pair, rows.images), weights), rows)
    assert found.over == "images"
    assert found.error == pytest.approx(stats.sem(by_pair.mean(0)))


def test_a_constant_has_an_interval_of_no_length_and_nan_stays_nan():
    rows = resample(names(1, 2), list("abc"), 20, seed=0)
    values = np.stack([np.ones(len(rows.models)), np.full(len(rows.models), np.nan)], axis=1)
    found = interval(values, rows)
    np.testing.assert_array_equal(found.low, [1, np.nan])
    np.testing.assert_array_equal(found.high, [1, np.nan])
    assert np.isnan(p_value(values[0], found)).all()


def test_a_statistic_without_a_valid_draw_is_refused():
    rows = resample(names(1, 2), list("abc"), 20, seed=0)
    values = np.full(len(rows.models), np.nan)
    values[0] = 1
    with pytest.raises(ValueError, match="no bootstrap draw"):
        interval(values, rows)


def test_p_value_is_that_of_students_test():
    y = np.random.default_rng(5).normal(0.4, 1, 15)
    rows = resample(names(1, 2), [f"p{i}" for i in range(15)], 100, seed=1)
    values = average(np.tile(y, (2, 1)), rows)
    assert p_value(values[0], interval(values, rows)) == pytest.approx(
        stats.ttest_1samp(y, 0).pvalue
    )


def test_holm_corrects_step_by_step_and_leaves_out_what_was_not_tested():
    np.testing.assert_allclose(
        correct_holm([0.04, 0.01, np.nan, 0.03, 0.5]), [0.09, 0.04, np.nan, 0.09, 0.5]
    )
    np.testing.assert_allclose(correct_holm([0.6, 0.9]), [1, 1])
    assert np.isnan(correct_holm([np.nan])).all()
