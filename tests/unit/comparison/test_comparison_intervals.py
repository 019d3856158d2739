import numpy as np
import pytest

from face_relevance.comparison import crossed_draws, percentile_interval
from face_relevance.comparison.intervals import average_images, average_pairs, weigh_pairs

MODELS = [f"{p}/t/seed-{s}" for p in "ab" for s in (1, 2, 3)]
CLUSTERS = list("aaabbccccdd")


def test_cells_and_identities_keep_their_number_and_images_stay_with_their_identity():
    model_weights, image_weights = crossed_draws(MODELS, CLUSTERS, 200, seed=0)
    np.testing.assert_array_equal(model_weights[:, :3].sum(1), 3)
    np.testing.assert_array_equal(model_weights[:, 3:].sum(1), 3)
    np.testing.assert_array_equal(image_weights[:, [0, 3, 5, 9]].sum(1), 4)
    np.testing.assert_array_equal(image_weights[:, 0], image_weights[:, 2])
    np.testing.assert_array_equal(image_weights[:, 5], image_weights[:, 8])


def test_draws_depend_on_names_and_seed_not_on_positions():
    models, images = crossed_draws(MODELS, CLUSTERS, 50, seed=3)
    order, other = np.array([4, 0, 5, 2, 1, 3]), np.random.default_rng(0).permutation(11)
    shuffled = crossed_draws(np.array(MODELS)[order], np.array(CLUSTERS)[other], 50, seed=3)
    np.testing.assert_array_equal(shuffled[0], models[:, order])
    np.testing.assert_array_equal(shuffled[1], images[:, other])
    assert not np.array_equal(models, crossed_draws(MODELS, CLUSTERS, 50, seed=4)[0])


def test_block_draws_equal_a_literal_loop_over_resampled_models_and_images():
    rng = np.random.default_rng(1)
    pairs = [(i, j) for i in range(6) for j in range(6)]
    values = rng.normal(size=(len(pairs), len(CLUSTERS)))
    sources, targets = zip(*pairs, strict=True)
    model_weights, image_weights = crossed_draws(MODELS, CLUSTERS, 40, seed=2)
    pair_weights = weigh_pairs(model_weights, sources, targets)
    averaged = average_images(values, image_weights)

    def block_of(i, j):
        return "same" if i == j else "seed" if i // 3 == j // 3 else "pretraining"

    for block in ("same", "seed", "pretraining"):
        inside = np.array([block_of(*pair) == block for pair in pairs])
        fast = average_pairs(averaged[:, inside], pair_weights[:, inside])
        for draw in range(40):
            drawn_models = np.repeat(np.arange(6), model_weights[draw].astype(int))
            drawn_images = np.repeat(np.arange(11), image_weights[draw].astype(int))
            found = []
            if block == "same":
                found = [values[pairs.index((i, i)), drawn_images].mean() for i in drawn_models]
            else:
                for i in drawn_models:
                    for j in drawn_models:
                        if i != j and block_of(i, j) == block:
                            found.append(values[pairs.index((i, j)), drawn_images].mean())
            if found:
                assert fast[draw] == pytest.approx(np.mean(found))
            else:
                assert np.isnan(fast[draw])


def test_control_pairs_weigh_as_their_target():
    weights = np.array([[2.0, 0.0], [1.0, 1.0]])
    np.testing.assert_array_equal(
        weigh_pairs(weights, [None, 0, 0], [0, 0, 1]), [[2, 2, 0], [1, 1, 1]]
    )


def test_draws_without_a_pair_are_left_out_of_the_interval():
    draws = np.concatenate([np.linspace(0, 1, 1001), np.full(500, np.nan)])
    assert percentile_interval(draws) == pytest.approx((0.025, 0.975))
    with pytest.raises(ValueError, match="no bootstrap draw"):
        percentile_interval(np.full(10, np.nan))


def test_intervals_cover_the_truth_of_crossed_random_effects():
    rng = np.random.default_rng(5)
    models = [f"{cell}/t/seed-{s}" for cell in range(4) for s in range(8)]
    clusters = np.repeat(np.arange(30), 3).astype(str)
    hits = 0
    for trial in range(200):
        by_model = rng.normal(0, 1, len(models))[:, None]
        by_identity = np.repeat(rng.normal(0, 1, 30), 3)[None]
        values = by_model + by_identity + rng.normal(0, 1, (len(models), 90))
        model_weights, image_weights = crossed_draws(models, clusters, 300, seed=trial)
        draws = average_pairs(average_images(values, image_weights), model_weights)
        low, high = percentile_interval(draws)
        hits += low < 0 < high
    assert 0.89 <= hits / 200 <= 0.99
