"""What is said of similarity and of observers is what their tables say."""

import pandas as pd
import pytest

from face_relevance.pages.answers import Study, answer_study
from face_relevance.pages.answers.observers import (
    describe_judgements,
    describe_part_weights,
    describe_trials,
)
from face_relevance.pages.answers.similarity import (
    describe_contrasts,
    describe_similarity,
    describe_weighted,
)

STUDY = Study("tiny", "Tiny", "faces", "rendered", True, {}, "epsilon", "mean-colour")
NAN = float("nan")
OVER = "seeds, subjects and faces"


def layer(name, estimate, p_holm, kind="features", controlled="", pretraining="faces"):
    return {
        "setting": "simulated", "pretraining": pretraining, "task": "gender", "layer": name,
        "representation": name, "kind": kind, "controlled_for": controlled, "estimate": estimate,
        "low": estimate - 0.1, "high": estimate + 0.1, "p_holm": p_holm, "ceiling_low": 0.65,
        "ceiling_high": 0.71, "attainable": 0.9, "seeds": 2, "conditions": 32, "subjects": 12,
        "over": OVER, "reference": "choices of simulated observers", "simulated": True,
    }  # fmt: skip


@pytest.fixture
def similarity():
    return pd.DataFrame(
        [
            layer("pool5", 0.1, 0.4),
            layer("fc6", 0.3, 0.01),
            layer("fc6", 0.9, 0.01, controlled="pixels"),
            layer("shape", 0.6, 0.001, kind="baseline", pretraining=""),
        ]
    )


def test_layers_that_agree_with_observers_are_counted_and_the_best_is_named(similarity):
    described = describe_similarity(STUDY, similarity)
    (answer,) = described.answers
    assert "choices of simulated observers: the similarity of 1 of 2 layers" in answer.answer
    assert "The most alike is fc6 of faces/gender, 0.30 (0.20 to 0.40)." in answer.answer
    assert "is 0.65 to 0.71." in answer.answer
    assert "Without a network: shape 0.60 (0.50 to 0.70)." in answer.answer
    assert "32 faces, 12 subjects, simulated, 2 seeds." in described.captions["similarity"]


def test_without_subjects_there_is_no_ceiling_to_tell(similarity):
    similarity[["ceiling_low", "ceiling_high"]] = NAN
    (answer,) = describe_similarity(STUDY, similarity).answers
    assert "ceiling" not in answer.answer
    assert "Ties allow at most 0.90." in answer.answer
    assert answer.question.endswith("that belong together?")


def contrast(factor, difference, p_holm, one="faces", other="objects"):
    return {
        "setting": "simulated", "factor": factor, "one": one, "other": other, "pretraining": "all",
        "task": "all", "representation": "fc6", "difference": difference, "low": difference - 0.1,
        "high": difference + 0.1, "p_holm": p_holm, "over": OVER,
    }  # fmt: skip


def test_differences_are_told_by_factor_with_the_largest_of_them():
    rows = [
        contrast("task", 0.2, 0.01, "gender", "identity"),
        contrast("task", -0.3, 0.02, "gender", "identity"),
        contrast("pretraining", 0.5, 0.2),
    ]
    (answer,) = describe_contrasts(STUDY, pd.DataFrame(rows)).answers
    assert "Task: 2 of 2, the largest −0.30 (−0.40 to −0.20) (gender less identity, fc6)." in (
        answer.answer
    )
    assert "Pretraining: none of 1." in answer.answer


def test_weighted_layers_and_parts_have_a_caption():
    rows = [
        {"setting": "simulated", "pretraining": arm, "task": task, "model": model,
         "estimate": value, "low": value - 0.1, "high": value + 0.1, "over": OVER}
        for arm, task, model, value in (
            ("faces", "gender", "best layer", 0.2), ("faces", "gender", "weighted layers", 0.3),
            ("", "", "weighted parts", 0.7),
        )
    ]  # fmt: skip
    caption = describe_weighted(STUDY, pd.DataFrame(rows)).captions["layer_weights"]
    assert "weighted layers: 0.30 (0.20 to 0.40) for faces/gender" in caption
    assert "weighted parts of the face: 0.70 (0.60 to 0.80)" in caption


def test_planted_weights_stand_beside_those_that_were_recovered():
    common = {"setting": "simulated", "who": "observers", "simulated": True, "over": OVER}
    weights = pd.DataFrame(
        [
            {**common, "part": part, "weight": weight, "low": weight - 0.05, "high": weight + 0.05,
             "planted": planted}
            for part, weight, planted in (("nose", 0.3, 0.33), ("eyes", 0.5, 0.5))
        ]
    )  # fmt: skip
    overlaps = pd.DataFrame(
        [
            {"setting": "simulated", "who": "relevance", "pretraining": "faces", "task": "gender",
             "other_pretraining": "", "representation": method, "overlap": value,
             "low": value - 0.02, "high": value + 0.02}
            for method, value in (("epsilon", 0.4), ("random", 0.38))
        ]
    )  # fmt: skip
    (answer,) = describe_part_weights(STUDY, weights, overlaps).answers
    assert answer.answer.index("eyes 0.50 (0.45 to 0.55) (planted 0.50)") < answer.answer.index(
        "nose 0.30 (0.25 to 0.35) (planted 0.33)"
    )
    assert "is 0.40 (0.38 to 0.42) for faces/gender; of random maps it is 0.38" in answer.answer
    assert "nothing here is about people" in answer.answer


def test_choices_are_told_beside_chance_and_other_observers():
    rows = [
        {"setting": "simulated", "pretraining": arm, "task": "gender", "kind": "fitted",
         "representation": name, "accuracy": value, "low": value - 0.1, "high": value + 0.1,
         "p_holm": p, "chance": 1 / 3, "ceiling_low": 0.8, "ceiling_high": 0.84, "trials": 4800,
         "subjects": 12, "over": OVER}
        for arm, name, value, p in (
            ("faces", "weighted layers", 0.5, 0.01), ("objects", "weighted layers", 0.35, 0.9),
            ("", "weighted parts", 0.83, 0.001),
        )
    ]  # fmt: skip
    (answer,) = describe_trials(STUDY, pd.DataFrame(rows)).answers
    assert "35 % (25 to 45) for objects/gender and 50 % (40 to 60) for faces/gender" in (
        answer.answer
    )
    assert "(33 %) after Holm's correction: faces/gender." in answer.answer
    assert "The shapes of the parts tell 83 % (73 to 93), other observers 80 to 84 %." in (
        answer.answer
    )


def test_judgements_alone_are_told_with_groups_and_ceiling():
    rows = [
        {"setting": "ratings", "statistic": statistic, "one": one, "other": other,
         "estimate": value, "low": value - 0.1, "high": value + 0.1, "pairs": pairs,
         "over": "faces alone"}
        for statistic, one, other, value, pairs in (
            ("mean dissimilarity", "female", "male", 0.8, 256), ("ceiling low", "", "", 0.6, 496),
        )
    ]  # fmt: skip
    judgements = pd.DataFrame(rows)
    found = answer_study(STUDY, {"judgements": judgements})
    assert found["design"][0] == "How alike do observers find faces?"
    assert [answer["figure"] for answer in found["answers"]] == ["judgements"]
    caption = describe_judgements(STUDY, judgements).captions["judgements"]
    assert caption.startswith("Mean dissimilarity (ratings) 0.80 (0.70 to 0.90) for female with")
    assert "noise ceiling (ratings) low 0.60 (0.50 to 0.70)" in caption
    assert "496 pairs. Intervals are 95 %, over faces alone." in caption
