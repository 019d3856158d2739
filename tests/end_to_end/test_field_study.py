"""A study of planted squares from nothing to its figures."""

import pandas as pd
import pytest
from data_dictionary import find_unexplained
from findings import assert_told
from pictures import assert_drawn

from face_relevance.store import open_store

CONFIG = "tests/fields.yaml"
FIGURES = ("field_examples", "field_localisation", "field_permutation", "fading_memory")


@pytest.fixture(scope="module")
def results(fresh):
    return fresh.finish(CONFIG)


def test_every_file_column_and_array_is_explained(results):
    assert find_unexplained(results) == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_fields_is_drawn_and_is_not_blank(results, name):
    assert_drawn(results, name)


def test_a_reservoir_sees_what_it_read_last(results):
    table = pd.read_parquet(results / "comparison/field_localisation.parquet")
    assert set(table["network"]) == {"cnn", "echo-state"}
    mass = table[(table["measure"] == "mass") & (table["method"] == "z-plus")]
    mean = mass[mass["column"] >= 0].groupby(["variant", "column"])["estimate"].mean()
    assert mean["echo-state", 26] > 2 * mean["echo-state", 0]
    assert mean["echo-state-columns-reversed", 0] > 2 * mean["echo-state-columns-reversed", 26]
    assert (mean["cnn"] > 0.1).all()


def test_memory_fades_faster_with_a_larger_leak_and_without_recurrence(results):
    table = pd.read_parquet(results / "comparison/fading_memory.parquet")
    rates = table[(table["measure"] == "rate") & (table["reading"] == "columns")]
    rates = rates.set_index(["method", "leak", "spectral_radius"])["estimate"]["z-plus"]
    assert rates[0.05, 0.8] > rates[0.3, 0.8] > rates[0.3, 0.0]
    assert rates[0.3, 0.0] == pytest.approx(0.7, abs=0.05)


def test_stores_say_that_their_fields_are_simulated(results):
    folder = results / "fields/echo-state"
    store = open_store(folder / "seed-1.zarr", folder / "seed-1.json")
    assert store.attrs["simulated"] == 1
    assert store.sizes["position"] == 4


def test_findings_are_told_of_every_figure(results):
    found = assert_told(results)
    assert found["study"]["simulated"] is True
    assert len(found["answers"]) >= 2
