"""Choices of the odd one out: predicted trial by trial, and explained by weights."""

import numpy as np
import pandas as pd
import pytest

from face_relevance.comparison.similarity import (
    align_rdms,
    predict_trials,
    resample_comparison,
)
from face_relevance.comparison.similarity.choices import (
    fit_choices,
    index_trials,
    predict_odd,
    weigh_trials,
)
from face_relevance.comparison.similarity.trials import choice_ceiling


def list_trials(*rows):
    return pd.DataFrame(rows, columns=["subject", "first", "second", "third", "odd"])


# Three faces and a fourth: pairs are ab, ac, ad, bc, bd, cd.
FOUR = list("abcd")


@pytest.fixture(scope="module")
def choices(truth):
    """Five subjects who choose by the distances of the truth, with noise."""
    rng = np.random.default_rng(7)
    rows = []
    for subject in range(5):
        for _ in range(120):
            faces = rng.choice(len(truth), 3, replace=False)
            points = truth[faces]
            distances = [np.linalg.norm(points[a] - points[b]) for a, b in ((1, 2), (0, 2), (0, 1))]
            odd = np.argmin(np.array(distances) + rng.normal(size=3) * 0.5)
            names = [f"face-{i:02d}" for i in faces]
            rows.append((f"s{subject}", *names, names[odd]))
    return list_trials(*rows)


@pytest.fixture(scope="module")
def sample(models, judged, baselines):
    compared = align_rdms(models, judged, "ratings", baselines)
    return resample_comparison(compared, "rho-a", draws=100, seed=0)


def test_the_odd_one_is_the_face_outside_the_most_alike_pair():
    trials = index_trials(
        list_trials(
            ("s", "a", "b", "c", "c"), ("s", "b", "d", "a", "b"), ("s", "c", "a", "d", "d")
        ),
        FOUR,
    )
    #                  ab ac ad bc bd cd
    rdm = np.array([[1, 5, 2, 6, 4, 3.0]])
    # abc: ab nearest, c odd (chosen); abd: ab nearest, d odd (b chosen); acd: ad nearest, c odd
    in_order = predict_odd(rdm, trials)[0]
    assert in_order.tolist() == [1, 0, 0]


def test_equally_alike_pairs_share_the_credit():
    trials = index_trials(list_trials(("s", "a", "b", "c", "c")), FOUR)
    assert predict_odd(np.array([[1, 1, 9, 5, 9, 9.0]]), trials).item() == 0.5
    assert predict_odd(np.array([[1, 1, 9, 1, 9, 9.0]]), trials).item() == pytest.approx(1 / 3)
    assert predict_odd(np.array([[3, 1, 9, 1, 9, 9.0]]), trials).item() == 0


def test_trials_with_other_faces_are_left_out_and_order_does_not_matter(choices):
    conditions = [f"face-{i:02d}" for i in range(14)]
    shuffled = choices.sample(frac=1, random_state=0)
    for one, other in zip(
        index_trials(choices, conditions), index_trials(shuffled, conditions), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    fewer = index_trials(choices, conditions[:10])
    assert 0 < len(fewer.odd) < len(choices)
    assert fewer.faces.max() == 9
    with pytest.raises(ValueError, match="no trial has three faces"):
        index_trials(choices, ["x", "y", "z"])
    wrong = list_trials(("s", "a", "b", "c", "d"))
    with pytest.raises(ValueError, match="odd one 'd' is not exactly one of"):
        index_trials(wrong, FOUR)


def test_a_trial_counts_as_often_as_its_faces_and_its_subject(sample, choices):
    resamples = sample.resamples
    trials = index_trials(choices, sample.compared.conditions)
    weights = weigh_trials(trials, resamples)
    row, trial = len(weights) - 1, 11
    expected = resamples.subjects[row, trials.subjects[trial]]
    for face in trials.faces[trial]:
        expected *= resamples.images[row, face]
    assert weights[row, trial] == expected
    assert (weights[0] == 1).all()


def test_ceilings_worked_by_hand():
    """Two agree on c, one says a; of the others' choices the most frequent counts."""
    trials = index_trials(
        list_trials(
            ("s1", "a", "b", "c", "c"), ("s2", "a", "b", "c", "c"), ("s3", "a", "b", "c", "a")
        ),
        FOUR,
    )
    low, high = choice_ceiling(trials, 6)
    # s1 and s2 are each predicted by a tie of one c and one a: half; s3 is not predicted
    assert low == pytest.approx((0.5 + 0.5 + 0) / 3)
    assert high == pytest.approx(2 / 3)
    assert np.isnan(choice_ceiling(index_trials(list_trials(("s", *"abc", "c")), FOUR), 6)).all()


def test_accuracy_is_the_share_of_predicted_trials(sample, choices):
    table = predict_trials(sample, choices)
    trials = index_trials(choices, sample.compared.conditions)
    names = list(sample.compared.described["representation"])
    members = sample.cells["faces", "a"]
    direct = predict_odd(sample.compared.vectors[members, names.index("fc6")], trials).mean()
    row = table[
        (table["pretraining"] == "faces") & (table["task"] == "a")
        & (table["representation"] == "fc6")
    ].iloc[0]  # fmt: skip
    assert row.accuracy == pytest.approx(direct)
    assert row.chance == 1 / 3
    assert (row.trials, row.subjects, row.over) == (600, 5, "seeds, subjects and faces")
    assert row.ceiling_low < row.ceiling_high
    assert (table["p_holm"] >= table["p"]).all()


def test_layers_near_the_truth_predict_and_weighted_parts_do_so_best(sample, choices):
    table = predict_trials(sample, choices).set_index(["pretraining", "task", "representation"])
    for task in "ab":
        assert table.loc[("faces", task, "fc6"), "low"] > 1 / 3
        assert table.loc[("objects", task, "fc6"), "low"] < 1 / 3
    parts = table.loc[("", "", "weighted parts")]
    single = table.loc[[("", "", part) for part in ("eyes", "mouth", "chin")], "accuracy"]
    assert parts["kind"] == "fitted"
    assert parts["accuracy"] > single.max()


def test_the_likelihood_has_its_known_optimum():
    """One distance, differing by 1 in every trial: log odds of the rates of choices."""
    rows = [("s", "a", "b", "c", "c")] * 60 + [("s", "a", "b", "c", "b")] * 25
    rows += [("s", "a", "b", "c", "a")] * 15
    trials = index_trials(list_trials(*rows), FOUR)
    # ab is near; ac and bc are one further: P(ab) = e / (e + 2) for a weight of log(e)
    predictors = np.array([[0, 1, 0, 1, 0, 0.0]])
    beta = fit_choices(predictors, trials, np.ones(100), np.ones(1))
    assert beta.item() == pytest.approx(np.log(2 * 0.6 / 0.4), abs=1e-4)
    against = fit_choices(1 - predictors, trials, np.ones(100), np.ones(1))
    assert against.item() == 0  # no negative weight


def test_a_weighted_fit_is_that_of_repeated_trials(choices, sample):
    trials = index_trials(choices, sample.compared.conditions)
    parts = sample.compared.baseline_vectors[2:]
    weights = np.random.default_rng(0).integers(0, 3, len(trials.odd))
    repeated = np.repeat(np.arange(len(weights)), weights)
    again = trials._replace(pairs=trials.pairs[repeated], odd=trials.odd[repeated])
    one = fit_choices(parts, trials, weights.astype(float), np.ones(3))
    other = fit_choices(parts, again, np.ones(len(repeated)), np.ones(3))
    np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
