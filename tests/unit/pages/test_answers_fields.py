"""What is said of fields and of sea-surface temperature is what their tables say."""

import pandas as pd

from face_relevance.pages.answers import Study, answer_study
from face_relevance.pages.answers.fields import describe_fading, describe_places
from face_relevance.pages.answers.sst import describe_memory, describe_seas

FACTORS = {"pretraining": ["echo-state"], "task": ["classification"], "seed": [1, 2]}
STUDY = Study("fields", "Fields", "fields", "planted", True, FACTORS, "epsilon-plus")
OVER = "seeds and images"


def place(position, measure, estimate, permuted=False, method="epsilon-plus"):
    return {
        "variant": "echo-state-permuted" if permuted else "echo-state-rows",
        "network": "echo-state", "permuted": permuted, "position": position,
        "method": "" if measure == "accuracy" else method, "measure": measure,
        "estimate": estimate, "low": estimate - 0.05, "high": estimate + 0.05, "chance": 0.01,
        "models": 2, "fields": 16, "over": OVER,
    }  # fmt: skip


def make_places():
    return pd.DataFrame(
        [
            place("all", "mass", 0.2),
            place("0-0", "mass", 0.04),
            place("0-90", "mass", 0.36),
            place("all", "accuracy", 0.9),
            place("all", "mass", 0.99, method="epsilon"),
            place("all", "follows-reading", 0.91, permuted=True),
            place("all", "follows-place", 0.04, permuted=True),
        ]
    )


def test_places_without_more_relevance_than_a_constant_map_are_blind():
    looks, follows = describe_places(STUDY, make_places()).answers
    assert (
        "echo-state network (rows) 20 % (15 to 25), right in 90 % (85 to 95), blind in 1 of "
        "2 places" in looks.answer
    )
    assert "map of one value has 1 %" in looks.answer
    assert "echo-state network 0.91 (0.86 to 0.96) with the order of reading, 0.04" in (
        follows.answer
    )


def test_fields_are_simulated_and_intervals_are_over_fields():
    found = answer_study(STUDY, {"field_localisation": make_places()})
    assert found["study"] == {
        "name": "fields", "title": "Fields", "simulated": True, "kind": "fields",
    }  # fmt: skip
    assert any("All of it is simulated" in paragraph for paragraph in found["design"])
    assert "2 models: echo-state network; 2 seeds of each." in found["design"][1]
    assert "over seeds and fields." in found["captions"]["field_localisation"]
    assert found["failed_audits"] == []


def test_a_decay_is_told_from_the_leak_by_its_interval():
    fading = pd.DataFrame(
        [
            {"reading": "columns", "leak": leak, "spectral_radius": radius,
             "method": "epsilon-plus", "measure": "rate", "estimate": value, "low": value - 0.01,
             "high": value + 0.01, "expected": 1 - leak, "models": 2, "fields": 16, "over": OVER}
            for leak, radius, value in ((0.2, 0.8, 0.91), (0.005, 0.8, 0.99), (0.2, 0.0, 0.79))
        ]
    )  # fmt: skip
    (answer,) = describe_fading(STUDY, fading).answers
    assert "0.91 (0.90 to 0.92) at leak 0.2 (the leak alone leaves 0.8)" in answer.answer
    assert "1 of 2 are told from what the leak alone leaves." in answer.answer
    assert "Without recurrence: 0.79 (0.78 to 0.80) at leak 0.2" in answer.answer


def sea(measure, estimate, samples="events", setting="base", change=0.0, control=0.36):
    return {
        "network": "cnn", "setting": setting, "samples": samples, "measure": measure,
        "estimate": estimate, "low": estimate - 0.05, "high": estimate + 0.05, "chance": 0.04,
        "control": control, "gain_low": estimate - control - 0.05, "change": change,
        "change_low": change - 0.05, "change_high": change + 0.05, "models": 8, "winters": 50,
        "over": OVER,
    }  # fmt: skip


def test_relevance_in_the_box_is_told_beside_maps_that_know_no_network():
    measures = pd.DataFrame(
        [
            sea("correct", 0.8, samples="all"),
            sea("mass", 0.2, control=0.1),
            sea("auc", 0.86, control=0.88),
            sea("mass", 0.1, setting="masked", change=-0.1),
            sea("mass", 0.2, setting="flat", change=0.0),
        ]
    )
    orders = pd.DataFrame(
        [
            {"network": "cnn", "setting": "permuted", "measure": measure, "estimate": value,
             "low": value - 0.05, "high": value + 0.05}
            for measure, value in (("place", 0.36), ("step", 0.29))
        ]
    )  # fmt: skip
    described = describe_seas(STUDY, measures, orders)
    classes, box, controls = described.answers
    assert "CNN 80 % (75 to 85); always saying the most frequent class is right in 36 %" in (
        classes.answer
    )
    assert "CNN 20 % (15 to 25); a map of one value has 4.0 %" in box.answer
    assert "absolute anomalies 10.0 %. 1 of 1 are above the former" in box.answer
    assert "none of 1 is told to be better" in box.answer
    assert "Of 2 changes of the setting, 1 are told to take relevance" in controls.answer
    assert "of the same step of reading by CNN 0.29" in described.captions["sst_controls"]
    assert "8 seeds, 50 winters." in described.captions["sst_maps"]


def test_fading_of_temperatures_is_told_beside_the_leak():
    fading = pd.DataFrame(
        {"leak": [0.2], "estimate": [0.073], "low": [0.067], "high": [0.078], "expected": [0.223],
         "over": [OVER]}
    )  # fmt: skip
    (answer,) = describe_memory(STUDY, fading).answers
    assert "0.073 (0.067 to 0.078) at leak 0.2 (by the leak alone 0.223)" in answer.answer
    assert "1 of 1 are told from the leak alone" in answer.answer
