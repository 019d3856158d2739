"""A study of sea-surface temperature from a file as NOAA has it to its figures."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from data_dictionary import find_unexplained
from findings import assert_told
from pictures import assert_drawn

from face_relevance.store import open_store

CONFIG = "tests/enso.yaml"
FIGURES = ("sst_classes", "sst_maps", "sst_measures", "sst_controls", "sst_memory")


def write_temperatures(path):
    """Months of 1981 to 1992 on a coarse grid: seasons, noise, and winters of three kinds."""
    months = pd.date_range("1981-01-01", "1992-12-01", freq="MS")
    latitude = np.arange(32, -33, -4, dtype=np.float32)
    longitude = np.arange(160, 280, 5, dtype=np.float32)
    kind = np.resize([2.0, 0.0, -2.0], 13)[np.asarray(months.year - 1981 + (months.month > 10))]
    warm = (np.abs(latitude[:, None]) <= 8) & (longitude >= 190) & (longitude <= 240)
    noise = 0.3 * np.random.default_rng(1).standard_normal((len(months), *warm.shape))
    season = np.cos(2 * np.pi * (months.month.values - 1) / 12)
    values = 25 + season[:, None, None] + kind[:, None, None] * warm + noise
    values[:, latitude < -10, :5] = np.nan
    days = (months - pd.Timestamp("1800-01-01")).days.astype(float)
    data = xr.Dataset(
        {"sst": (("time", "lat", "lon"), values.astype("f4"), {"units": "degC"})},
        {
            "time": ("time", days, {"units": "days since 1800-1-1 00:00:00"}),
            "lat": latitude,
            "lon": longitude,
        },
    )
    data.to_netcdf(path, engine="h5netcdf")


@pytest.fixture(scope="module")
def results(fresh):
    refused = fresh.run("--dry-run", configfile=CONFIG)
    assert "sst.mnmean.nc does not exist; download" in refused.stdout + refused.stderr
    write_temperatures(fresh.folder / "sst.mnmean.nc")
    return fresh.finish(CONFIG)


def test_every_file_column_and_array_is_explained(results):
    assert find_unexplained(results) == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_and_is_not_blank(results, name):
    assert_drawn(results, name)


def test_classes_are_those_that_were_planted(results):
    fields = open_store(results / "fields/sst.zarr", results / "fields/sst.json").load()
    planted = np.resize(["El Niño", "neutral", "La Niña"], 13)
    # The winters of 1982 to 1992 are whole.
    assert fields["class"].values.tolist() == planted[1:12].tolist()
    assert fields["box"].sum() == 3 * 11


def test_planted_winters_are_told_and_their_cells_found(results):
    table = pd.read_parquet(results / "comparison/sst_measures.parquet")
    known = table.set_index(["network", "setting", "samples", "measure"])
    assert known.loc[("linear", "base", "all", "correct"), "estimate"] > 0.8
    assert known.loc[("linear", "base", "events", "auc"), "low"] > 0.5
    assert (table["low"] <= table["estimate"] + 1e-9).all()
    assert (table["estimate"] <= table["high"] + 1e-9).all()


def test_tables_cover_every_setting(results):
    table = pd.read_parquet(results / "comparison/sst_measures.parquet")
    linear = set(table.query("network == 'linear'")["setting"])
    assert linear == {
        "base", "masked", "dropped", "uncapped", "permuted", "epsilon-plus", "flat", "flat-dropped",
    }  # fmt: skip
    fading = pd.read_parquet(results / "comparison/sst_fading.parquet")
    assert fading["setting"].tolist() == ["base", "leak-0.3"]
    memory = pd.read_parquet(results / "comparison/sst_memory.parquet")
    shares = memory.groupby("leak")["estimate"].sum()
    np.testing.assert_allclose(shares, 1)


def test_findings_are_told_of_every_figure(results):
    found = assert_told(results)
    assert found["study"]["simulated"] is False
    assert len(found["answers"]) >= 2
