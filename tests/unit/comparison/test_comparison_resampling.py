import numpy as np
import pytest

from face_relevance.comparison import resample
from face_relevance.comparison.intervals import average_images, average_pairs
from face_relevance.comparison.resampling import share_strata, weigh_pairs

MODELS = [f"{p}/t/seed-{s}" for p in "ab" for s in (1, 2, 3)]
CLUSTERS = list("aaabbccccdd")
LEFT_OUT = 1 + 6 + 4  # the sample, without each model, without each identity


def test_rows_are_the_sample_then_all_but_one_then_draws():
    rows = resample(MODELS, CLUSTERS, 200, seed=0)
    assert rows.models.shape == (LEFT_OUT + 200, 6)
    assert rows.images.shape == (LEFT_OUT + 200, 11)
    np.testing.assert_array_equal(rows.models[0], 1)
    np.testing.assert_array_equal(rows.models[1:7], 1 - np.eye(6))
    np.testing.assert_array_equal(rows.models[7:LEFT_OUT], 1)
    np.testing.assert_array_equal(rows.images[:7], 1)
    np.testing.assert_array_equal(rows.images[7], [0, 0, 0] + [1] * 8)
    np.testing.assert_array_equal(rows.images[10], [1] * 9 + [0, 0])


def test_cells_and_identities_keep_their_number_and_images_stay_with_their_identity():
    rows = resample(MODELS, CLUSTERS, 200, seed=0)
    models, images = rows.models[LEFT_OUT:], rows.images[LEFT_OUT:]
    np.testing.assert_allclose(models[:, :3].sum(1), 3)
    np.testing.assert_allclose(models[:, 3:].sum(1), 3)
    assert (models > 0).all()
    np.testing.assert_array_equal(images[:, [0, 3, 5, 9]].sum(1), 4)
    np.testing.assert_array_equal(images[:, 0], images[:, 2])
    np.testing.assert_array_equal(images[:, 5], images[:, 8])
    np.testing.assert_array_equal(images, np.round(images))


def test_draws_depend_on_names_and_seed_not_on_positions():
    rows = resample(MODELS, CLUSTERS, 50, seed=3)
    order, other = np.array([4, 0, 5, 2, 1, 3]), np.random.default_rng(0).permutation(11)
    shuffled = resample(np.array(MODELS)[order], np.array(CLUSTERS)[other], 50, seed=3)
    np.testing.assert_array_equal(shuffled.models, rows.models[:, order])
    np.testing.assert_array_equal(shuffled.images, rows.images[:, other])
    np.testing.assert_array_equal(np.array(MODELS)[order][shuffled.left_out], MODELS)
    assert not np.array_equal(rows.models, resample(MODELS, CLUSTERS, 50, seed=4).models)


def test_one_identity_is_refused():
    with pytest.raises(ValueError, match="at least two identities"):
        resample(MODELS, ["a", "a"], 10, seed=0)


def test_block_averages_equal_a_literal_loop_over_models_and_images():
    rng = np.random.default_rng(1)
    pairs = [(i, j) for i in range(6) for j in range(6)]
    values = rng.normal(size=(len(pairs), len(CLUSTERS)))
    rows = resample(MODELS, CLUSTERS, 20, seed=2)
    weights = weigh_pairs(rows.models, *zip(*pairs, strict=True))
    averaged = average_images(values, rows.images)

    def block_of(i, j):
        return "same" if i == j else "seed" if i // 3 == j // 3 else "pretraining"

    for block in ("same", "seed", "pretraining"):
        inside = [number for number, pair in enumerate(pairs) if block_of(*pair) == block]
        strata = [(pairs[n][0] // 3, pairs[n][1] // 3) for n in inside]
        fast = average_pairs(averaged[:, inside], share_strata(weights[:, inside], strata))
        for row, (by_model, by_image) in enumerate(zip(rows.models, rows.images, strict=True)):
            means = []
            for stratum in set(strata):
                total = weight = 0
                for n in inside:
                    i, j = pairs[n]
                    if (i // 3, j // 3) == stratum:
                        w = by_model[i] if i == j else by_model[i] * by_model[j]
                        total += w * np.average(values[n], weights=by_image)
                        weight += w
                means.append(total / weight)
            assert fast[row] == pytest.approx(np.mean(means))


def test_control_pairs_weigh_as_their_target():
    weights = np.array([[2.0, 0.0], [1.0, 1.0]])
    np.testing.assert_array_equal(
        weigh_pairs(weights, [None, 0, 0], [0, 0, 1]), [[2, 2, 0], [1, 1, 1]]
    )


def test_strata_keep_their_share_and_an_empty_one_leaves_no_average():
    weights = np.array([[1.0, 1, 1], [3, 1, 8], [0, 0, 1]])
    shares = share_strata(weights, ["a", "a", "b"])
    np.testing.assert_allclose(shares[:2], [[1 / 3, 1 / 3, 1 / 3], [1 / 2, 1 / 6, 1 / 3]])
    assert np.isnan(average_pairs(np.ones((3, 3)), shares)).tolist() == [False, False, True]
