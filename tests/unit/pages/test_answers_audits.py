"""What is said of audits, remedies, known answers and the protocol is what their tables say."""

import pandas as pd
import pytest

from face_relevance.pages.answers import Study
from face_relevance.pages.answers.artifacts import describe_artifacts, list_failures
from face_relevance.pages.answers.localisation import describe_localisation
from face_relevance.pages.answers.protocol import describe_peaks, describe_protocol
from face_relevance.pages.answers.remedies import describe_remedies

STUDY = Study("tiny", "Tiny", "faces", "cues", True, {}, "epsilon")
OVER = "seeds and images"


def audit(method, name, value, verdict, model="all"):
    return {
        "network": "vgg16", "pretraining": "all" if model == "all" else "faces", "model": model,
        "explained_by": method, "audit": name, "value": value, "low": value - 0.1,
        "high": value + 0.1, "verdict": verdict, "over": OVER,
    }  # fmt: skip


@pytest.fixture
def artifacts():
    return pd.DataFrame(
        [
            audit("epsilon", "conservation", 0.5, "warn"),
            audit("epsilon", "flips", 0.9, "fail"),
            audit("grad-cam", "flips", 0.1, "pass"),
            audit("random", "flips", 1.0, "fail"),
            audit("grad-cam", "flips", 0.95, "fail", model="faces/gender/seed-1"),
        ]
    )


def test_what_fails_is_named_and_controls_are_not(artifacts):
    described = describe_artifacts(STUDY, artifacts)
    (answer,) = described.answers
    assert "VGG-16: 1 of 2 methods fails an audit: epsilon (flips)." in answer.answer
    assert "Warnings of epsilon: conservation." in answer.answer
    caption = described.captions["artifacts_vgg16"]
    assert "conservation 0.50 (0.40 to 0.60); flips 0.90 (0.80 to 1.00) (failed)" in caption
    assert "1 model." in caption
    assert "0.50 (0.40 to 0.60) by epsilon" in described.captions["conservation_vgg16"]
    assert list_failures(artifacts) == [
        {"network": "VGG-16", "method": "epsilon", "audits": ["flips"]}
    ]


def test_where_nothing_fails_that_is_said(artifacts):
    artifacts["verdict"] = "pass"
    (answer,) = describe_artifacts(STUDY, artifacts).answers
    assert answer.answer.strip() == "VGG-16: none of 2 methods fails an audit."
    assert list_failures(artifacts) == []


def remedy(name, measure, value, change, stage="training", verdict="pass"):
    return {
        "network": "alexnet", "remedy": name, "stage": "none" if name == "none" else stage,
        "measure": measure, "value": value, "low": value - 0.1, "high": value + 0.1,
        "change": change, "change_low": change - 0.1, "change_high": change + 0.1,
        "images": 16, "over": OVER, "verdict": verdict,
    }  # fmt: skip


def test_the_remedy_that_lessens_an_artifact_most_is_told_with_its_cost():
    rows = [
        remedy("none", "border", 3.0, 0.0, verdict="fail"),
        remedy("none", "noise", 0.9, 0.0, verdict="warn"),
        remedy("reflect-padding", "border", 1.0, -2.0),
        remedy("flat-first", "border", 2.0, -1.0, stage="explaining"),
        remedy("reflect-padding", "noise", 0.9, -0.05),
    ]
    for name, accuracy in (("none", 0.0), ("reflect-padding", -0.2), ("flat-first", 0.0)):
        stage = "explaining" if name == "flat-first" else "training"
        rows += [remedy(name, "accuracy", 0.8, accuracy, stage)]
        rows += [remedy(name, "seconds", 1.5, 0.0, stage)]
    described = describe_remedies(STUDY, pd.DataFrame(rows))
    (answer,) = described.answers
    assert answer.question == "What helps against artifacts of AlexNet, and what does it cost?"
    assert (
        "border −2.00 (−2.10 to −1.90) by reflect-padding (1.50 (1.40 to 1.60) × the time, "
        "1 more help)" in answer.answer
    )
    assert "No remedy was seen to lessen noise." in answer.answer
    assert "accuracy told from 0: reflect-padding −0.20 (−0.30 to −0.10)." in answer.answer
    assert "2 remedies, up to 16 images." in described.captions["remedies_alexnet"]


def test_methods_are_counted_on_the_cues_that_models_use():
    place = {"pretraining": "random", "models": 2, "images": 40, "over": OVER}
    scores = pd.DataFrame(
        [
            {**place, "task": task, "cue": cue, "method": method, "kind": kind,
             "measure": "absolute-auc", "estimate": value, "low": value - 0.1,
             "high": value + 0.1, "among_best": best}
            for task, cue, method, kind, value, best in (
                ("a", "nose", "epsilon", "method", 0.9, True),
                ("a", "nose", "gradient", "method", 0.6, False),
                ("a", "nose", "centre-prior", "control", 0.5, False),
                ("b", "brows", "epsilon", "method", 0.8, True),
                ("b", "brows", "gradient", "method", 0.75, True),
                ("b", "brows", "centre-prior", "control", 0.7, False),
                ("c", "mole", "gradient", "method", 0.99, True),
            )
        ]
    )  # fmt: skip
    effects = pd.DataFrame(
        [
            {"pretraining": "random", "task": task, "cue": cue, "changed": changed,
             "changed_low": changed - 0.1, "changed_high": changed + 0.1, "used": used}
            for task, cue, changed, used in (
                ("a", "nose", 0.9, True), ("b", "brows", 0.5, True), ("c", "mole", 0.1, False)
            )
        ]
    )  # fmt: skip
    described = describe_localisation(STUDY, scores, effects)
    (answer,) = described.answers
    assert "Of 2 cues that models use" in answer.answer
    assert "epsilon for 2 and gradient for 1" in answer.answer
    assert "0.90 (0.80 to 1.00) for nose in a by epsilon" in answer.answer
    assert "Not used by every model: mole in c." in answer.answer
    assert "0.99" not in answer.answer
    assert "50 % (40 to 60) for brows in b" in described.captions["verdict"]


def test_who_is_better_follows_from_the_direction_of_a_measure():
    protocol = pd.DataFrame(
        [
            {"network": network, "method": method, "measure": measure, "better": better,
             "models": 2, "images": 48, "over": OVER}
            for network in ("alexnet", "all")
            for method in ("advise", "grad-cam")
            for measure, better in (("avx", "high"), ("deletion", "low"), ("road", "low"))
        ]
    )  # fmt: skip
    contrasts = pd.DataFrame(
        [
            {"network": "all", "measure": measure, "family": "planned", "one": "advise",
             "other": "grad-cam", "difference": value, "low": value - 0.1, "high": value + 0.1,
             "p_holm": p}
            for measure, value, p in (("avx", -0.2, 0.01), ("deletion", -0.3, 0.01),
                                      ("road", 0.3, 0.3))
        ]
    )  # fmt: skip
    ranks = pd.DataFrame(
        [
            {"network": "all", "measure": measure, "method": method, "rank": rank,
             "low": rank - 0.1, "high": rank + 0.1, "methods": 2}
            for measure, method, rank in (("avx", "advise", 1.8), ("avx", "grad-cam", 1.2),
                                          ("road", "advise", 1.4), ("road", "grad-cam", 1.6))
        ]
    )  # fmt: skip
    described = describe_protocol(STUDY, protocol, ranks, contrasts)
    planned, winners = described.answers
    assert planned.answer == (
        "ADVISE (held out), against Grad-CAM: better in deletion by −0.30 (−0.40 to −0.20); worse "
        "in AVX (ours) by −0.20 (−0.30 to −0.10); not told apart in ROAD."
    )
    assert "by AVX (ours) Grad-CAM, 1.20 (1.10 to 1.30)" in winners.answer
    assert winners.answer.endswith("They are not the same.")
    assert "2 models, 48 images, 2 methods." in described.captions["protocol_ranks"]


def test_units_with_one_peak_are_told_by_network():
    peaks = pd.DataFrame(
        [
            {"network": "alexnet", "activations": kind, "class": group, "peaks": number,
             "share": share, "low": share - 0.05, "high": share + 0.05, "over": OVER}
            for kind, group, number, share in (
                ("published", "all", 1, 0.6), ("published", "all", 2, 0.4),
                ("published", "cup", 1, 0.9), ("normalised", "all", 1, 0.5),
            )
        ]
    )  # fmt: skip
    (answer,) = describe_peaks(STUDY, peaks).answers
    assert "AlexNet 60 % (55 to 65)." in answer.answer
    assert "normalised activations: AlexNet 50 % (45 to 55)." in answer.answer
    assert "90 %" not in answer.answer
