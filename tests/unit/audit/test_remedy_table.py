"""The table of remedies, from values whose means and differences are known."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from face_relevance.audit.artifacts.tabulating import tabulate_artifacts
from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.audit.remedy_table import select_plain, tabulate_remedies

IMAGES = [f"nut-{i}" for i in range(8)]
TESTED = [f"bolt-{i}" for i in range(20)]
MEASURES = ["blind", "border", "ties", "localisation"]
THRESHOLDS = {audit: {"warn": 0.5, "fail": 0.7} for audit in AUDITS} | {
    "border": {"warn": 1.5, "fail": 1.8}
}


def audit(variant, seed, of_remedies, correct, network="vgg16"):
    """Values (measure, image) of every remedy as a dataset of one model."""
    names = list(of_remedies)
    value = xr.DataArray(
        np.stack([of_remedies[name] for name in names]),
        dims=("remedy", "measure", "image"),
        coords={
            "remedy": np.array(names, dtype=object),
            "measure": np.array(MEASURES, dtype=object),
            "image": np.array(IMAGES, dtype=object),
        },
    )
    tested = xr.DataArray(
        np.asarray(correct, float),
        dims="tested",
        coords={"tested": np.array(TESTED, dtype=object)},
    )
    attributes = {"network": network, "variant": variant, "seed": seed}
    return xr.Dataset({"value": value, "correct": tested}, attrs=attributes)


def draw(seed):
    """Values without a remedy: blind near 1, starved borders, no max pooling."""
    rng = np.random.default_rng(seed)
    blind, border = rng.uniform(0.9, 1, 8), rng.uniform(0.45, 0.55, 8)
    return np.stack([blind, border, np.full(8, np.nan), rng.uniform(0, 1, 8)])


@pytest.fixture
def audits():
    found = []
    for seed in (1, 2):
        plain = draw(seed)
        better = plain.copy()
        better[0] -= 0.75
        flooded = plain.copy()
        flooded[1] = 1 / plain[1].mean()
        half = np.arange(20) % 2
        found.append(audit("none", seed, {"none": plain, "flat-first": better}, half))
        found.append(audit("no-bias", seed, {"none": flooded}, np.arange(20) % 4 == 1))
    return found


@pytest.fixture
def table(audits):
    return tabulate_remedies(audits, THRESHOLDS, draws=100).set_index(["remedy", "measure"])


def test_values_are_means_over_images_and_seeds(table, audits):
    for measure in ("blind", "localisation"):
        expected = np.mean(
            [
                data["value"].sel(remedy="none", measure=measure)
                for data in audits
                if data.attrs["variant"] == "none"
            ]
        )
        row = table.loc["none", measure]
        assert row["value"] == pytest.approx(expected)
        assert row["low"] < row["value"] < row["high"]
        assert (row["change"], row["change_low"], row["change_high"]) == (0, 0, 0)
        assert row["over"] == "seeds and images"


def test_changes_are_paired_by_image_and_seed(table):
    row = table.loc["flat-first", "blind"]
    numbers = row[["change", "change_low", "change_high"]].to_numpy(float)
    np.testing.assert_allclose(numbers, -0.75)  # the same for every image of every seed
    assert row["high"] - row["low"] > 0.01
    assert table.loc["flat-first", "localisation"]["change"] == 0


def test_stages_follow_from_where_a_remedy_is_applied(table):
    stages = table["stage"].groupby(level="remedy", sort=False).unique()
    assert {remedy: list(stage) for remedy, stage in stages.items()} == {
        "none": ["none"], "no-bias": ["training"], "flat-first": ["explaining"],
    }  # fmt: skip
    assert list(stages.index) == ["none", "no-bias", "flat-first"]


def test_starved_and_flooded_borders_are_the_same_artifact(table):
    plain, flooded = table.loc["none", "border"], table.loc["no-bias", "border"]
    assert plain["value"] == pytest.approx(2, abs=0.2)
    assert flooded["value"] == pytest.approx(plain["value"], rel=0.01)
    assert flooded["change_low"] <= 0 <= flooded["change_high"]


def test_verdicts_are_those_of_the_thresholds(table):
    assert table.loc["none", "blind"]["verdict"] == "fail"
    assert table.loc["flat-first", "blind"]["verdict"] == "pass"
    assert table.loc["none", "localisation"]["verdict"] == "none"
    assert set(table.xs("ties", level="measure")["verdict"]) == {"none"}


def test_what_does_not_apply_is_left_empty(table):
    ties = table.xs("ties", level="measure")
    assert ties[["value", "low", "high", "change"]].isna().all(axis=None)
    assert (ties["images"] == 0).all()


def test_remedies_at_explaining_leave_the_accuracy(table):
    assert table.loc["none", "accuracy"]["value"] == 0.5
    assert table.loc["flat-first", "accuracy"]["value"] == 0.5
    assert table.loc["flat-first", "accuracy"]["change_high"] == 0
    assert table.loc["no-bias", "accuracy"]["value"] == 0.25
    assert table.loc["no-bias", "accuracy"]["change_high"] < 0
    assert (table.xs("accuracy", level="measure")["images"] == 20).all()


def test_every_network_is_compared_with_itself(audits):
    others = [data.assign_attrs(network="alexnet") for data in audits[2:]]
    table = tabulate_remedies([*audits, *others], THRESHOLDS, draws=100)
    assert table["network"].unique().tolist() == ["vgg16", "alexnet"]
    alone = tabulate_remedies(others, THRESHOLDS, draws=100)
    own = table[table["network"] == "alexnet"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone)


def test_a_variant_without_the_network_as_it_is_is_named(audits):
    with pytest.raises(ValueError, match="vgg16, seed 2: there is no model without a remedy"):
        tabulate_remedies([*audits[:2], audits[3]], THRESHOLDS, draws=100)


def test_the_networks_as_they_are_are_judged_like_those_of_other_studies(audits):
    table = tabulate_artifacts(select_plain(audits), THRESHOLDS, draws=100)
    assert set(table["model"]) == {
        "vgg16/classification/seed-1", "vgg16/classification/seed-2", "all",
    }  # fmt: skip
    assert table["explained_by"].unique().tolist() == ["epsilon-plus"]
    assert table["audit"].unique().tolist() == ["blind", "border", "ties"]
    pooled = table[(table["model"] == "all") & (table["audit"] == "border")]
    assert pooled["value"].item() == pytest.approx(0.5, abs=0.05)
