"""What is said of accuracies is what their table says."""

import pandas as pd
import pytest

from face_relevance.pages.answers import Study
from face_relevance.pages.answers.performance import describe_performance

STUDY = Study("tiny", "Tiny", "faces", "rendered", True, {})


def model(pretraining, task, seed, accuracy, low, chance=0.5):
    return {
        "pretraining": pretraining,
        "task": task,
        "seed": seed,
        "accuracy": accuracy,
        "low": low,
        "high": accuracy + 0.02,
        "chance": chance,
        "images": 128,
        "identities": 16,
    }


@pytest.fixture
def performance():
    return pd.DataFrame(
        [
            model("faces", "gender", 1, 0.91, 0.8),
            model("faces", "gender", 2, 0.7, 0.6),
            model("objects", "identity", 1, 0.5, 0.3, chance=0.0625),
        ]
    )


def test_the_worst_and_the_best_model_of_a_task_are_named_with_their_intervals(performance):
    (answer,) = describe_performance(STUDY, performance).answers
    assert answer.answer.startswith("All 3 models are right on held-out images more often")
    assert (
        "Gender, on 128 images of 16 identities: from 70 % (60 to 72) (faces seed 2) to 91 % "
        "(80 to 93) (faces seed 1); chance is 50 %." in answer.answer
    )
    assert "Identity: 50 % (30 to 52) of 128 images" in answer.answer
    assert "chance is 6 %." in answer.answer


def test_a_number_in_the_text_changes_with_the_table(performance):
    performance.loc[0, ["accuracy", "high"]] = 0.97, 0.99
    caption = describe_performance(STUDY, performance).captions["performance"]
    assert "97 % (80 to 99)" in caption
    assert "91 %" not in caption


def test_a_model_whose_interval_reaches_chance_is_not_told_from_it(performance):
    performance.loc[1, "low"] = 0.5
    (answer,) = describe_performance(STUDY, performance).answers
    assert answer.answer.startswith("2 of 3 models are right")
    assert "Not told from chance: faces gender seed 2." in answer.answer


def test_intervals_without_identities_are_over_images(performance):
    assert "over identities" in describe_performance(STUDY, performance).captions["performance"]
    performance["identities"] = performance["images"]
    assert "over images" in describe_performance(STUDY, performance).captions["performance"]
