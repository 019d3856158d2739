"""A study of the protocol of ADVISE from nothing to its figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from data_dictionary import find_unexplained
from findings import assert_told
from pictures import assert_drawn

from face_relevance.store import open_store

CONFIG = "tests/advise.yaml"
FIGURES = (
    "protocol_maps", "protocol_networks", "protocol_table", "protocol_ranks", "protocol_measures",
    "peak_counts", "performance", "contact_sheet_objects",
    *(f"{figure}_{network}" for figure in ("artifacts", "conservation") for network in
      ("alexnet", "xception")),
    "artifact_evidence_alexnet_1", "artifact_evidence_xception_1",
)  # fmt: skip


@pytest.fixture(scope="module")
def results(evaluated):
    return evaluated.folder / "results/tiny-advise"


def test_every_file_column_and_array_is_explained(results):
    assert find_unexplained(results) == []


def read(results, kind, network, method):
    path = results / f"protocol/{kind}/{network}/seed-1/{method}"
    return open_store(path.with_suffix(".zarr"), path.with_suffix(".json")).load()


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_and_is_not_blank(results, name):
    assert_drawn(results, name)


def test_the_two_most_probable_classes_of_test_images_are_explained(results):
    images = open_store(results / "images/objects.zarr", results / "images/objects.json")
    tests = set(images["image"].values[images["split"].sel(task="classification") == "test"])
    for method in ("advise", "grad-cam"):
        maps = read(results, "maps", "alexnet", method)
        assert set(maps["image"].values) <= tests
        assert (maps["target"][0] != maps["target"][1]).all()
        assert (maps["probability"][0] >= maps["probability"][1]).all()
        assert np.isfinite(maps["relevance"]).all()


def test_random_units_are_as_many_as_advise_chose(results):
    for network in ("alexnet", "xception"):
        chosen, drawn = (
            read(results, "maps", network, name) for name in ("advise", "advise-random")
        )
        np.testing.assert_array_equal(
            chosen["units"], drawn["units"].sel(image=chosen["image"].values)
        )
        counted = open_store(
            results / f"protocol/peaks/{network}/seed-1.zarr",
            results / f"protocol/peaks/{network}/seed-1.json",
        )
        peaks = counted["peaks"].sel(activations="normalised", image=chosen["image"].values)
        members = (peaks == chosen["peaks"]).sum("unit")
        np.testing.assert_array_equal(members.where(chosen["peaks"] >= 0, 0), chosen["units"])


def test_tables_have_all_methods_and_measures_and_their_intervals(results):
    methods = set(yaml.safe_load(Path(CONFIG).read_text())["protocol"]["methods"])
    table = pd.read_parquet(results / "comparison/protocol.parquet")
    assert set(table["network"]) == {"alexnet", "xception", "all"}
    for _, rows in table.groupby(["network", "measure"]):
        assert set(rows["method"]) == methods
    assert {"avx", "avx_published", "deletion", "insertion", "road", "win_rate", "seconds"} <= set(
        table["measure"]
    )
    assert (table["low"] <= table["mean"] + 1e-9).all()
    assert (table["mean"] <= table["high"] + 1e-9).all()
    wins = table[table["measure"] == "win_rate"].groupby("network")["mean"].sum()
    np.testing.assert_allclose(wins, 1)
    ranks = pd.read_parquet(results / "comparison/protocol_ranks.parquet")
    means = ranks.groupby(["network", "measure"])["rank"].mean()
    np.testing.assert_allclose(means, (len(methods) + 1) / 2)


def test_shares_of_peak_counts_add_up(results):
    table = pd.read_parquet(results / "comparison/peak_counts.parquet")
    shares = table.groupby(["network", "activations", "class"])["share"].sum()
    np.testing.assert_allclose(shares, 1)
    assert set(table["activations"]) == {"published", "normalised"}


def test_findings_are_told_of_every_figure(results):
    found = assert_told(results)
    assert found["study"]["simulated"] is True
    assert len(found["answers"]) >= 2
