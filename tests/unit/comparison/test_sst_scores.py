"""Scores of relevance on fields whose deciding cells are known."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.sst_scores import (
    expect_by_chance,
    find_places,
    score_anomalies,
    score_fields,
)

SIDE = 7


def make_fields(samples=2):
    """A square sea with land in one corner, the box in the middle, and five warm cells."""
    anomaly = np.full((samples, SIDE, SIDE), 0.1)
    anomaly[:, :2, :2] = np.nan
    anomaly[:, 5, 1:6] = 2.0
    anomaly[:, 3, 3] = 3.0
    box = np.zeros((SIDE, SIDE), dtype=bool)
    box[3, 3:5] = True
    grid = ("latitude", "longitude")
    return xr.Dataset(
        {
            "anomaly": (("time", *grid), anomaly),
            "class": ("time", np.array(["a", "b", "a"][:samples], dtype=object)),
            "box": (grid, box),
            "land": (grid, np.isnan(anomaly[0])),
        },
        {"time": np.array(["1", "2", "3"][:samples], dtype=object),
         "latitude": np.arange(SIDE), "longitude": np.arange(SIDE)},
    )  # fmt: skip


def make_maps(fields, relevance, decision):
    return xr.Dataset(
        {
            "relevance": (("seed", "time", "latitude", "longitude"), relevance),
            "decision": (("seed", "time"), np.array(decision, dtype=object)),
        },
        {"seed": np.arange(len(relevance)), **fields.coords},
    )


def test_places_are_where_they_are_drawn():
    places = find_places(make_fields())
    assert places["land"].sum() == 4
    # Below and right of the land, no diagonals.
    assert np.argwhere(places["coast"].values).tolist() == [[0, 2], [1, 2], [2, 0], [2, 1]]
    assert places["edge"].sum() == 4 * (SIDE - 1) - 3
    # The warmest cell of all is in the box, and does not count.
    assert np.argwhere(places["extremes"].values).tolist() == [[5, x] for x in range(1, 6)]


def test_a_map_in_the_box_is_perfect_and_one_on_land_is_on_land():
    fields = make_fields()
    relevance = np.zeros((1, 2, SIDE, SIDE))
    relevance[0, 0, 3, 3:5] = -2  # of whatever sign
    relevance[0, 1, 0, 0] = 3
    relevance[0, 1, 2, 0] = 1
    found = score_fields(make_maps(fields, relevance, [["a", "a"]]), fields, on_sea=False)[0]
    one, other = (found.isel(time=i).to_series() for i in (0, 1))
    assert one[["correct", "mass", "rank", "auc"]].tolist() == [1, 1, 1, 1]
    assert one[["land", "coast", "edge", "extremes"]].tolist() == [0, 0, 0, 0]
    assert other[["correct", "mass", "land"]].tolist() == [0, 0, 0.75]
    # Of the sea's relevance, all is on a cell both of the coast and at the edge.
    assert other[["coast", "edge"]].tolist() == [1, 1]


def test_on_the_sea_relevance_of_land_does_not_count():
    fields = make_fields()
    relevance = np.zeros((1, 2, SIDE, SIDE))
    relevance[:, :, 0, 0] = 3
    relevance[:, :, 3, 3] = 1
    maps = make_maps(fields, relevance, [["a", "b"]])
    assert score_fields(maps, fields, False).sel(measure="mass").values.tolist() == [[0.25, 0.25]]
    assert score_fields(maps, fields, True).sel(measure="mass").values.tolist() == [[1, 1]]


@pytest.mark.parametrize("on_sea", [False, True])
def test_a_map_without_relevance_scores_what_a_constant_one_does(on_sea):
    fields = make_fields()
    relevance = np.stack([np.zeros((2, SIDE, SIDE)), np.ones((2, SIDE, SIDE))])
    maps = make_maps(fields, relevance, [["a", "a"], ["a", "a"]])
    found = score_fields(maps, fields, on_sea)
    chance = expect_by_chance(fields, on_sea)
    for seed in (0, 1):
        scores = found.sel(seed=seed).mean("time").to_series()
        for name, value in chance.items():
            assert scores[name] == pytest.approx(value), name


def test_anomalies_are_scored_as_maps():
    fields = make_fields()
    found = score_anomalies(fields, on_sea=False).isel(time=0).to_series()
    # 3.1 in the box; 3 + 5 * 2 + 39 * 0.1 in all.
    assert found["mass"] == pytest.approx(3.1 / 16.9)
    assert found["extremes"] == pytest.approx(10 / 16.9)
    assert found["land"] == 0
    assert found["correct"] == 0.5


def test_scores_are_joined_by_label():
    fields = make_fields(3)
    relevance = np.random.default_rng(1).random((1, 3, SIDE, SIDE))
    maps = make_maps(fields, relevance, [["a", "b", "a"]])
    turned = score_fields(maps.isel(time=[2, 0, 1]), fields, False).sel(time=["1", "2", "3"])
    xr.testing.assert_allclose(turned, score_fields(maps, fields, False))
    assert turned.sel(measure="correct").values.tolist() == [[1, 1, 1]]
