"""What is said of maps, masks and transfer is what their tables say."""

import pandas as pd
import pytest

from face_relevance.pages.answers import Study
from face_relevance.pages.answers.asymmetry import describe_asymmetry
from face_relevance.pages.answers.leakage import describe_leakage
from face_relevance.pages.answers.masking import describe_masking, describe_transfer
from face_relevance.pages.answers.regions import describe_regions
from face_relevance.pages.answers.sanity import describe_sanity
from face_relevance.pages.answers.stability import describe_stability

STUDY = Study("tiny", "Tiny", "faces", "rendered", True, {}, "epsilon", "mean-colour")
OVER = "seeds and images"


def agreement(block, estimate, maps="raw", measure="spearman", method="epsilon"):
    ends = {"low": estimate - 0.1, "high": estimate + 0.1}
    where = {"method": method, "maps": maps, "measure": measure, "block": block}
    return {**where, "estimate": estimate, **ends, "pairs": 4, "images": 128, "over": OVER}


def test_a_block_whose_interval_meets_that_of_different_images_is_not_told_from_them():
    blocks = pd.DataFrame(
        [
            agreement("other seed", 0.9),
            agreement("other task", 0.55),
            agreement("different images", 0.4),
            agreement("other seed", 0.8, maps="centred"),
            agreement("different images", 0.05, maps="centred"),
            agreement("other seed", 0.11, method="random"),
        ]
    )
    described = describe_stability(STUDY, blocks)
    (answer,) = described.answers
    assert "0.90 (0.80 to 1.00) with another seed and 0.55 (0.45 to 0.65) with" in answer.answer
    assert "Not told from that by the intervals: another task." in answer.answer
    assert "taken off it is 0.80 (0.70 to 0.90)" in described.captions["stability"]
    assert "from 0.11" not in described.captions["methods"]
    assert "0.11 (0.01 to 0.21) for random and" in described.captions["methods"]
    blocks.loc[1, "low"] = 0.51
    (answer,) = describe_stability(STUDY, blocks).answers
    assert "All of these are above it" in answer.answer


def test_a_study_of_one_model_has_no_agreement_to_tell():
    assert not describe_stability(STUDY, pd.DataFrame([agreement("different images", 0.4)])).answers


def area(block, area, relative, low, high, fill="mean-colour", measure="accuracy"):
    return {
        "fill": fill, "measure": measure, "block": block, "area": area, "low": area - 0.05,
        "high": area + 0.05, "relative": relative, "relative_low": low, "relative_high": high,
        "pairs": 8, "images": 128, "over": OVER,
    }  # fmt: skip


@pytest.fixture
def blocks():
    return pd.DataFrame(
        [
            area("same model", 0.6, 1, 1, 1),
            area("other seed", 0.6, 1.0, 0.9, 1.1),
            area("other task", 0.5, 0.8, 0.7, 0.9),
            area("random", 0.4, 0.6, 0.5, 0.7),
            area("other-image", 0.55, 0.9, 0.8, 1.05),
            area("random", 0.1, 0.1, 0.1, 0.1, fill="blur"),
            area("random", 0.1, 0.1, 0.1, 0.1, measure="agreement"),
        ]
    )


def gap(pretraining, value):
    ends = {"gap": value, "low": value - 0.2, "high": value + 0.2}
    return {
        "fill": "mean-colour",
        "measure": "accuracy",
        "pretraining": pretraining,
        "task": "gender",
        **ends,
    }


def test_controls_are_told_from_a_models_own_pixels_by_their_intervals(blocks):
    gaps = pd.DataFrame([gap("faces", 0.5), gap("objects", 0.1)])
    described = describe_masking(STUDY, blocks, gaps)
    (answer,) = described.answers
    assert "models are right on 60 % (55 to 65) of images" in answer.answer
    assert "Random pixels: 40 % (35 to 45)." in answer.answer
    assert "Worse than a model's own pixels, by the intervals: random pixels." in answer.answer
    assert "Not told from its own pixels: the map of another image." in answer.answer
    assert "1 of 2 are above 0" in described.captions["masking_curves"]
    assert "8 models, 128 images." in described.captions["masking_curves"]


def test_transfer_is_relative_to_the_own_pixels_and_told_from_1_by_its_interval(blocks):
    (answer,) = describe_transfer(STUDY, blocks).answers
    assert "1.00 (0.90 to 1.10) with another seed and 0.80 (0.70 to 0.90) with" in answer.answer
    assert "Told from 1 by the intervals: another task. Not told from 1: another seed." in (
        answer.answer
    )
    assert "Random pixels reach 0.60 (0.50 to 0.70)." in answer.answer
    assert not describe_transfer(STUDY, blocks[blocks["block"] == "same model"]).answers


def direction(origin, relative, p_holm):
    return {
        "fill": "mean-colour", "measure": "accuracy", "origin": origin, "destination": "faces",
        "relative": relative, "relative_low": relative - 0.1, "relative_high": relative + 0.1,
        "p_holm": p_holm, "pairs": 4, "over": OVER,
    }  # fmt: skip


def test_a_difference_that_is_not_told_from_0_is_said_to_be_so():
    factors = pd.DataFrame(
        {"fill": ["mean-colour"], "measure": ["accuracy"], "factor": ["task"], "share": [0.15],
         "p_holm": [0.02], "smallest_p": [0.01]}
    )  # fmt: skip
    rows = pd.DataFrame([direction("objects", -0.05, 0.6), direction("imagenet", 0.2, 0.3)])
    described = describe_asymmetry(STUDY, rows, factors)
    (answer,) = described.answers
    assert "Of 2 differences" in answer.answer
    assert "none is told from 0" in answer.answer
    assert "The largest one is 0.20 (0.10 to 0.30) from imagenet to faces" in answer.answer
    assert "task (15 % of the variance" in described.captions["asymmetry"]
    assert "told from chance: task." in described.captions["asymmetry"]
    rows.loc[0, "p_holm"] = 0.01
    (answer,) = describe_asymmetry(STUDY, rows, factors).answers
    assert "1 is told from 0 after Holm's correction: −0.05 (−0.15 to 0.05)" in answer.answer


def test_masks_that_give_the_answer_away_are_counted():
    rows = [
        {"task": "identity", "source": f"faces/identity/seed-{seed}", "kind": "model",
         "fraction": fraction, "accuracy": accuracy, "low": accuracy - 0.1, "high": accuracy + 0.1,
         "chance": 0.25, "images": 128, "identities": 16, "folds": 5}
        for seed, fraction, accuracy in ((1, 0.1, 0.5), (2, 0.1, 0.3), (1, 0.3, 0.9))
    ]  # fmt: skip
    (answer,) = describe_leakage(STUDY, pd.DataFrame(rows)).answers
    assert "of the 10 % most relevant pixels" in answer.answer
    assert "(25 %) by the masks of 1 of 2 models" in answer.answer
    assert "at best right in 50 % (40 to 60) (faces/identity/seed-1)" in answer.answer


def check(check, layer, estimate, measure="spearman", pretraining="faces"):
    where = {"pretraining": pretraining, "task": "gender", "method": "epsilon", "check": check}
    ends = {"low": estimate - 0.1, "high": estimate + 0.1, "models": 2, "images": 8, "over": OVER}
    return {**where, "measure": measure, "layer": layer, "estimate": estimate, **ends}


def test_what_is_left_of_maps_is_told_after_all_layers_were_drawn_afresh():
    rows = [
        check("cascading", "fc8", 0.9),
        check("cascading", "conv1_1", 0.05),
        check("cascading", "conv1_1", 0.4, pretraining="objects"),
        check("class swap", "output", 0.7),
        check("convergence", "fc8", 0.1, measure="cosine"),
        check("convergence", "conv1_1", 0.95, measure="cosine"),
    ]
    (answer,) = describe_sanity(STUDY, pd.DataFrame(rows)).answers
    assert "is 0.05 (−0.05 to 0.15) for faces/gender and 0.40" in answer.answer
    assert "1 of 2 is told from 0" in answer.answer
    assert "second-best class it is 0.70 (0.60 to 0.80)" in answer.answer
    assert "is 0.95 (0.85 to 1.05)" in answer.answer
    assert "0.90" not in answer.answer


def test_the_part_with_the_densest_relevance_is_named_for_each_kind_of_model():
    rows = [
        {"method": "epsilon", "sign": sign, "pretraining": "faces", "task": "gender", "part": part,
         "density": density, "density_low": density - 0.2, "density_high": density + 0.2,
         "models": 2, "images": 128, "over": OVER}
        for sign, part, density in (
            ("absolute", "eyes", 1.5), ("absolute", "nose", 2.5), ("positive", "mouth", 9.0)
        )
    ]  # fmt: skip
    (answer,) = describe_regions(STUDY, pd.DataFrame(rows)).answers
    assert "on the nose for faces/gender, 2.50 (2.30 to 2.70)" in answer.answer
    assert "On the eyes it is 1.50 (1.30 to 1.70)" in answer.answer
    assert "mouth" not in answer.answer
