from itertools import product

import numpy as np
import pandas as pd
import pytest

from face_relevance.comparison import (
    correct_holm,
    explain_transfer,
    join_transfers,
    share_variance,
)


def name_models(seeds=3):
    return [f"{p}/{t}/seed-{s}" for p, t, s in product("ab", "gi", range(1, seeds + 1))]


def make_matrix(models, noise=0.0, effects=None, seed=0):
    """A matrix with additive effects of sharing a factor."""
    rng = np.random.default_rng(seed)
    matrix = noise * rng.normal(size=(len(models),) * 2)
    for position, effect in (effects or {}).items():
        level = np.array([model.split("/")[position] for model in models])
        matrix += effect * (level[:, None] == level[None, :])
    return matrix


def test_a_matrix_of_one_factor_is_explained_by_it_alone():
    models = name_models()
    table = share_variance(make_matrix(models, effects={0: 0.5}), models, 999).set_index("factor")
    assert table.share["pretraining"] == pytest.approx(1)
    assert table.difference["pretraining"] == pytest.approx(0.5)
    assert table.share[["source", "target", "task", "seed", "residual"]].max() < 1e-9
    assert table.p["pretraining"] == pytest.approx(table.smallest_p["pretraining"])
    assert table.p["task"] > 0.05


def test_shares_add_up_to_one_and_differences_are_those_planted():
    models = name_models()
    matrix = make_matrix(models, 0.01, {0: 0.3, 1: 0.1, 2: 0.05})
    matrix += np.linspace(0, 0.2, 12)[:, None]
    table = share_variance(matrix, models, 999).set_index("factor")
    assert table.share.sum() == pytest.approx(1)
    assert table.difference["pretraining"] == pytest.approx(0.3, abs=0.02)
    assert table.difference["task"] == pytest.approx(0.1, abs=0.02)
    assert table.difference["seed"] == pytest.approx(0.05, abs=0.02)
    assert (table.p[["pretraining", "task", "seed"]] < 0.01).all()
    np.testing.assert_array_equal(table.p_holm, correct_holm(table.p))
    assert table.freedom.sum() == 12 * 11 - 1


def test_few_models_use_all_permutations_and_say_what_they_can_show():
    models = name_models(seeds=2)
    table = share_variance(make_matrix(models, effects={2: 1.0}), models).set_index("factor")
    row = table.loc["seed"]
    # Two orders in each of four cells; two of these 16 leave the same seeds together.
    assert row.permutations == 16
    assert row.smallest_p == pytest.approx(2 / 16)
    assert row.p == pytest.approx(2 / 16)


def test_effects_of_a_task_on_source_and_target_are_not_taken_for_what_a_pair_shares():
    models = name_models()
    matrix = make_matrix(models, 0.05)
    hard = np.array([model.split("/")[1] == "i" for model in models])
    matrix += 1.0 * hard[None, :] + 0.5 * hard[:, None]
    table = share_variance(matrix, models, 999).set_index("factor")
    assert table.share["target"] > table.share["source"] > 0.15
    assert table.share["task"] < 0.01
    assert table.p["task"] > 0.05


def test_p_values_are_uniform_where_no_factor_matters():
    models = name_models()
    found = []
    for seed in range(60):
        table = share_variance(make_matrix(models, 1.0, seed=seed), models, 99, seed)
        found.append(table.set_index("factor").p[["pretraining", "task", "seed"]])
    found = pd.concat(found, axis=1)
    assert (found <= 0.1).mean(axis=1).between(0.01, 0.25).all()
    assert (found.mean(axis=1) - 0.5).abs().max() < 0.12


def test_factors_with_a_single_level_are_not_there():
    models = [f"{p}/t/seed-{s}" for p in "ab" for s in (1, 2, 3)]
    table = share_variance(make_matrix(models, 1.0), models, 99)
    assert table.factor.tolist() == ["source", "target", "pretraining", "seed", "residual"]


def test_a_constant_matrix_is_refused():
    with pytest.raises(ValueError, match="transfer equally well"):
        share_variance(np.ones((4, 4)), name_models(1))


def test_the_table_of_a_study_reads_its_relative_areas(make_curves):
    models = name_models(2)
    rng = np.random.default_rng(0)
    heights = rng.uniform(0.2, 0.8, (8, 8))
    stores = [
        make_curves(
            target,
            {
                source: [0, 1, 1, 1] if i == j else [0, *[heights[i, j]] * 2, 1]
                for i, source in enumerate(models)
            },
        )
        for j, target in enumerate(models)
    ]
    table = explain_transfer(join_transfers(stores, draws=10), draws=50)
    relative = (heights * 0.6 + 0.35) / 0.95
    expected = share_variance(relative, models, 50)
    pd.testing.assert_frame_equal(table.drop(columns=["fill", "measure"]), expected)
    assert (table.measure == "accuracy").all()


@pytest.mark.parametrize("number", [1, 2])
def test_a_study_with_nothing_to_share_has_a_table_without_rows(make_curves, number):
    models = name_models(1)[:number]
    stores = [make_curves(target, {name: [0, 1, 1, 1] for name in models}) for target in models]
    table = explain_transfer(join_transfers(stores, draws=10), draws=50)
    assert len(table) == 0
    assert {"fill", "measure", "factor", "share", "p_holm"} <= set(table.columns)
