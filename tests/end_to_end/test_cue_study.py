"""A study of planted cues from nothing to its verdict."""

import json

import pandas as pd
import pytest
from data_dictionary import find_unexplained
from findings import assert_told
from pictures import assert_drawn

from face_relevance.store import open_store

CONFIG = "tests/cues.yaml"
FIGURES = (
    "performance",
    "verdict",
    "contact_sheet_faces",
    "cue_examples_1",
    "artifacts_vgg16",
    "artifact_evidence_vgg16_1",
    "conservation_vgg16",
)


@pytest.fixture(scope="module")
def results(fresh):
    return fresh.finish(CONFIG)


def test_every_file_column_and_array_is_explained(results):
    assert find_unexplained(results) == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_and_is_not_blank(results, name):
    assert_drawn(results, name)


def test_models_are_explained_on_the_test_images_of_their_own_task(results):
    images = open_store(results / "images/faces.zarr", results / "images/faces.json")
    for task in ("gender-in-brows", "shortcut-tint"):
        folder = results / f"relevance/random/{task}/seed-1"
        maps = open_store(folder / "random.zarr", folder / "random.json")
        tests = images["image"].values[(images["split"].sel(task=task) == "test").values]
        assert set(maps["image"].values) == set(tests)


def test_a_shortcut_decides_and_the_gate_looks_where_it_still_goes_with_the_label(results):
    folder = results / "models/random/shortcut-tint/seed-1"
    report = json.loads((folder / "training.json").read_text())
    gate = json.loads((folder / "above_chance.json").read_text())
    assert gate["accuracy"] == report["accuracy"]["validation"] > report["accuracy"]["test"] + 0.1
    effects = pd.read_parquet(results / "comparison/cue_effects.parquet").set_index("cue")
    assert effects["changed"]["tint"] > effects["changed"]["shape"]
    assert effects["used"][["brows", "tint"]].all()


def test_scores_have_intervals_and_chance_and_name_the_best(results):
    table = pd.read_parquet(results / "comparison/localisation.parquet")
    measures = {"mass", "rank", "pointing", "auc"}
    assert set(table["measure"]) == measures | {f"absolute-{name}" for name in measures}
    assert set(table.loc[table["kind"] == "control", "method"]) == {
        "centre-prior", "mean-map", "edge-energy",
    }  # fmt: skip
    assert (table["low"] <= table["estimate"] + 1e-9).all()
    assert (table["estimate"] <= table["high"] + 1e-9).all()
    columns = table[table["kind"] == "method"].groupby(["task", "cue", "measure"])
    assert columns["among_best"].any().all()


def test_controls_score_what_they_must(results):
    """Brows are in the middle of the picture and full of edges; a random map knows nothing."""
    table = pd.read_parquet(results / "comparison/localisation.parquet")
    auc = table[(table["cue"] == "brows") & (table["measure"] == "auc")].set_index("method")
    assert auc["low"]["random"] < 0.5 < auc["high"]["random"]
    assert auc["low"]["centre-prior"] > 0.8
    assert auc["low"]["edge-energy"] > 0.7


def test_findings_are_told_of_every_figure(results):
    found = assert_told(results)
    assert found["study"]["simulated"] is True
    assert len(found["answers"]) >= 2
