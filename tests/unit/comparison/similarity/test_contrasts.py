"""Differences between factors, and shares of variance."""

import numpy as np
import pytest

from face_relevance.comparison.similarity import (
    align_rdms,
    contrast_scores,
    partition_variance,
    resample_comparison,
    score_representations,
    tabulate_scores,
)


@pytest.fixture(scope="module")
def scores(models, judged, baselines):
    compared = align_rdms(models, judged, "ratings", baselines)
    return score_representations(resample_comparison(compared, "rho-a", draws=200, seed=0))


@pytest.fixture(scope="module")
def contrasts(scores):
    return contrast_scores(scores)


def test_every_difference_is_that_of_the_scores(scores, contrasts):
    table = tabulate_scores(scores, permutations=99)
    estimate = table.set_index(["pretraining", "task", "representation"])["estimate"]
    row = contrasts[
        (contrasts["factor"] == "pretraining") & (contrasts["representation"] == "fc6")
    ].iloc[0]
    expected = [estimate["faces", t, "fc6"] - estimate["objects", t, "fc6"] for t in "ab"]
    assert (row.one, row.other, row.task) == ("faces", "objects", "all")
    assert row.difference == pytest.approx(np.mean(expected))
    of_cell = contrasts[
        (contrasts["factor"] == "masking")
        & (contrasts["layer"] == "pool5")
        & (contrasts["pretraining"] == "faces")
        & (contrasts["task"] == "a")
    ].iloc[0]
    expected = estimate["faces", "a", "masked pool5"] - estimate["faces", "a", "pool5"]
    assert of_cell.difference == pytest.approx(expected)


def test_all_questions_are_asked_and_corrected_within_each(contrasts):
    counts = contrasts.groupby("factor").size().to_dict()
    # 7 representations; 3 layers in all and 4 cells; 3 pairs of layers in 4 cells
    assert counts == {"pretraining": 7, "task": 7, "masking": 15, "representation": 12}
    for _, rows in contrasts.groupby(["factor", contrasts["pretraining"] == "all"]):
        smallest = rows["p"].min()
        assert rows["p_holm"].min() == pytest.approx(min(1, smallest * len(rows)))


def test_a_planted_difference_is_found_and_none_where_there_is_none(contrasts):
    rows = contrasts.set_index(["factor", "representation"])
    assert rows.loc[("pretraining", "fc6"), "low"].item() > 0
    low, high = rows.loc[("task", "fc6"), ["low", "high"]].to_numpy().ravel()
    assert low < 0 < high


def test_the_same_resamples_make_differences_surer_than_their_terms(scores, contrasts):
    table = tabulate_scores(scores, permutations=99).set_index(
        ["pretraining", "task", "representation"]
    )
    of_cell = contrasts[
        (contrasts["factor"] == "representation") & (contrasts["one"] == "pool5")
    ].set_index(["pretraining", "task"])
    widths = []
    for cell, row in of_cell.iterrows():
        terms = [table.loc[(*cell, name)] for name in (row.one, row.other)]
        apart = np.hypot(*(term.high - term.low for term in terms))
        widths.append((row.high - row.low, apart))
        assert row.high - row.low < 1.2 * apart
    differences, independent = np.sum(widths, axis=0)
    assert differences < independent


FROZEN = {"a": ["pool1"], "b": ["pool1"]}


def test_shares_of_variance_add_up_to_one(scores):
    table = partition_variance(scores, FROZEN)
    assert table["part"].nunique() == 8
    sums = table.groupby(["pretraining", "task"])["share"].sum()
    np.testing.assert_allclose(sums, 1, atol=1e-12)
    unique = table[table["part"].isin(["pretraining", "task", "relevance"])]
    assert (unique["share"] >= -1e-12).all()


def test_the_trained_layers_explain_what_was_planted_in_them(scores):
    table = partition_variance(scores, FROZEN).set_index(["pretraining", "task", "part"])["share"]
    for task in "ab":
        assert table["faces", task, "task"] > 0.3
        assert table["objects", task, "unexplained"] > 0.7


def test_shares_equal_regressions_worked_out_one_by_one(models, judged):
    """One model, one subject: R² of each combination by least squares on ranks."""
    from scipy.stats import rankdata

    one = {"faces/a/seed-1": models["faces/a/seed-1"]}
    compared = align_rdms(one, judged.isel(subject=[0]), "ratings")
    scores = resample_comparison(compared, "rho-a", draws=100, seed=0)
    found = partition_variance(scores, FROZEN).set_index("part")["share"]
    ranks = rankdata(compared.vectors[0], axis=1)
    names = list(compared.described["representation"])
    sets = {
        "pretraining": ranks[names.index("pool1")],
        "task": (ranks[names.index("pool5")] + ranks[names.index("fc6")]) / 2,
        "relevance": ranks[names.index("relevance epsilon")],
    }
    target = rankdata(compared.targets[0])

    def explain(*chosen):
        design = np.column_stack([np.ones(len(target)), *(sets[name] for name in chosen)])
        left = target - design @ np.linalg.lstsq(design, target)[0]
        return 1 - left.var() / target.var()

    everything = explain(*sets)
    assert found["unexplained"] == pytest.approx(1 - everything)
    assert found["task"] == pytest.approx(everything - explain("pretraining", "relevance"))
    shared = (
        explain("pretraining", "relevance") + explain("task", "relevance")
        - explain("relevance") - everything
    )  # fmt: skip
    assert found["pretraining & task"] == pytest.approx(shared)


def test_a_set_without_layers_explains_nothing(scores):
    table = partition_variance(scores, {}).set_index("part")["share"]
    np.testing.assert_allclose(table["pretraining"], 0, atol=1e-12)
