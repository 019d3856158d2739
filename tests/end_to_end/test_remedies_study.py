"""A study of remedies from nothing to its figures."""

import json

import pandas as pd
import pytest
from data_dictionary import find_unexplained
from findings import assert_told
from pictures import assert_drawn

from face_relevance.store import open_store

CONFIG = "tests/remedies.yaml"
FIGURES = ("remedies_alexnet", "remedy_maps", "contact_sheet_objects")


@pytest.fixture(scope="module")
def results(fresh):
    return fresh.finish(CONFIG)


def test_every_file_column_and_array_is_explained(results):
    assert find_unexplained(results) == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_and_is_not_blank(results, name):
    assert_drawn(results, name)


def test_every_remedy_is_compared_with_none(results):
    table = pd.read_parquet(results / "comparison/remedies.parquet")
    stages = dict(zip(table["remedy"], table["stage"], strict=True))
    assert stages == {
        "none": "none", "blur-pooling": "training", "flat-first": "explaining",
        "averaged-flips": "explaining",
    }  # fmt: skip
    rows = table.set_index(["remedy", "measure"])
    assert rows.loc[("none", "blind"), "value"] == 1
    assert rows.loc[("flat-first", "blind"), "value"] < 0.9
    assert rows.loc[("averaged-flips", "flips"), "value"] < 1e-3
    assert (rows.xs("none")["change"].dropna() == 0).all()
    known = table.dropna(subset="value")
    assert (known["low"] <= known["value"] + 1e-9).all()
    assert (known["value"] <= known["high"] + 1e-9).all()


def test_the_network_as_it_is_is_judged(results):
    table = pd.read_parquet(results / "audit/artifacts.parquet").set_index(["model", "audit"])
    assert table.loc[("all", "blind"), "verdict"] == "fail"


def test_variants_are_explained_by_themselves(results):
    folder = results / "remedies/alexnet/blur-pooling"
    found = open_store(folder / "seed-1.zarr", folder / "seed-1.json")
    assert found.attrs["variant"] == "blur-pooling"
    assert found["remedy"].values.tolist() == ["none"]
    assert found["correct"].mean() > 1 / 16


def plan(fresh, **remedies):
    return fresh.plan("--config", f"remedies={json.dumps(remedies)}", configfile=CONFIG)


def test_a_further_remedy_at_explaining_trains_nothing(results, fresh):
    jobs = plan(fresh, at_explaining=["flat-first", "averaged-flips", "ignore-bias"])
    # The table of verdicts is written by the same job.
    drawn = {"plot_remedies", "plot_remedy_maps", "plot_artifacts", "write_guidance"}
    drawn |= {"write_findings", "write_landing", "write_tables", "write_provenance"}
    drawn |= {"write_config"}
    assert set(jobs) == {"audit_remedies", "tabulate_remedies", "tabulate_runs"} | drawn
    (audited,) = jobs["audit_remedies"]
    assert "/none/" in audited


def test_a_further_remedy_at_training_leaves_the_other_networks(results, fresh):
    jobs = plan(fresh, at_training=["blur-pooling", "no-bias"])
    for rule in ("train_variant", "check_variant", "audit_remedies"):
        (outputs,) = jobs[rule]
        assert "/no-bias/" in outputs
    assert "draw_classes" not in jobs


def test_findings_are_told_of_every_figure(results):
    found = assert_told(results)
    assert found["study"]["simulated"] is True
    # One for each architecture, of which this study has one.
    assert [answer["figure"] for answer in found["answers"]] == ["remedies_alexnet"]
