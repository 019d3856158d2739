"""How well relevance of temperatures finds the cells that decide, and what falls where none do."""

import numpy as np
import xarray as xr

from face_relevance.comparison.localisation import score_localisation

FOUND = ("mass", "rank", "auc")
"""Measures of localisation: relevance in the cells from which the classes follow."""

PLACES = ("land", "coast", "edge", "extremes")
"""Where relevance would be an artifact: its share on cells of such places."""

EXTREMES = 5


def find_places(fields: xr.Dataset) -> xr.Dataset:
    """Find the cells of each place.

    Parameters
    ----------
    fields : xarray.Dataset
        ``anomaly`` (time, latitude, longitude), ``land`` and ``box`` (latitude, longitude).

    Returns
    -------
    xarray.Dataset
        By place, (latitude, longitude) bool: ``land``; ``coast``, cells of the sea beside land;
        ``edge``, those of the sea at the rim of the grid; ``extremes``, the `EXTREMES` cells of the
        sea outside the box with the largest mean |anomaly|.
    """
    land = fields["land"].transpose("latitude", "longitude")
    around = np.pad(land.values, 1)
    beside = around[2:, 1:-1] | around[:-2, 1:-1] | around[1:-1, 2:] | around[1:-1, :-2]
    rim = np.ones(land.shape, dtype=bool)
    rim[1:-1, 1:-1] = False
    size = np.abs(fields["anomaly"]).mean("time").transpose("latitude", "longitude")
    size = size.where(~land & ~fields["box"], -1).values
    largest = size >= np.sort(size.ravel())[-EXTREMES]
    cells = {"land": land.values, "coast": beside & ~land.values, "edge": rim & ~land.values}
    return xr.Dataset(
        {name: (land.dims, mask) for name, mask in {**cells, "extremes": largest}.items()},
        {dim: land[dim] for dim in land.dims},
    )


def score_fields(maps: xr.Dataset, fields: xr.Dataset, on_sea: bool) -> xr.DataArray:
    """Score decisions and maps of each sample.

    Parameters
    ----------
    maps : xarray.Dataset
        ``relevance`` (seed, time, latitude, longitude) and ``decision`` (seed, time).
    fields : xarray.Dataset
        As for `find_places`, with ``class`` (time).
    on_sea : bool
        Whether localisation counts the cells of the sea alone.

    Returns
    -------
    xarray.DataArray, (seed, measure, time), float64
        ``correct``, 1 or 0; `FOUND`, of |relevance|, as from `score_localisation`; and for each
        of `PLACES` its share of |relevance|: of all for land, of that on the sea for the others.
        A map without relevance has as much in a place as a constant one.
    """
    fields = fields.sel(time=maps["time"].values)
    places = find_places(fields)
    sea = ~places["land"]
    size = np.abs(maps["relevance"].transpose("seed", "time", "latitude", "longitude"))
    counted = sea if on_sea else xr.ones_like(sea)
    scores = []
    for seed in maps["seed"].values:
        one = size.sel(seed=seed)
        correct = maps["decision"].sel(seed=seed) == fields["class"]
        rows = {"correct": correct.values.astype(np.float64)}
        found = score_localisation(*_flatten(one, fields["box"], counted))
        rows |= {name: found.sel(measure=name).values for name in FOUND}
        for name in PLACES:
            rows[name] = _share(one, places[name], sea if name != "land" else xr.ones_like(sea))
        scores.append(np.stack(list(rows.values())))
    return xr.DataArray(
        np.stack(scores),
        dims=("seed", "measure", "time"),
        coords={
            "seed": maps["seed"].values,
            "measure": np.array(list(rows), dtype=object),
            "time": maps["time"].values,
        },
    )


def score_anomalies(fields: xr.Dataset, on_sea: bool) -> xr.DataArray:
    """Score the anomalies themselves as if they were maps: what a network has to be better than.

    Parameters
    ----------
    fields : xarray.Dataset
    on_sea : bool
        As for `score_fields`.

    Returns
    -------
    xarray.DataArray, (measure, time), float64
        Rules that multiply inputs and weights give much relevance to large inputs whatever the
        weights. ``correct`` is the share of the most frequent class.
    """
    maps = xr.Dataset({"relevance": fields["anomaly"].fillna(0), "decision": fields["class"]})
    scores = score_fields(maps.expand_dims(seed=[0]), fields, on_sea).sel(seed=0, drop=True)
    guessed = expect_by_chance(fields, on_sea)["correct"]
    return scores.where(scores["measure"] != "correct", guessed)


def expect_by_chance(fields: xr.Dataset, on_sea: bool) -> dict[str, float]:
    """Give what a constant map scores, and for ``correct`` the share of the most frequent class.

    Parameters
    ----------
    fields : xarray.Dataset
    on_sea : bool
        As for `score_fields`.

    Returns
    -------
    dict of str to float
    """
    places = find_places(fields)
    sea = ~places["land"]
    box = float(fields["box"].sum() / (sea.sum() if on_sea else sea.size))
    counts = np.unique(fields["class"].values.astype(str), return_counts=True)[1]
    return {
        "correct": float(counts.max() / counts.sum()),
        "mass": box,
        "rank": box,
        "auc": 0.5,
        "land": float(places["land"].mean()),
        **{name: float(places[name].sum() / sea.sum()) for name in PLACES[1:]},
    }


def _flatten(
    size: xr.DataArray, box: xr.DataArray, counted: xr.DataArray
) -> tuple[xr.DataArray, xr.DataArray]:
    """Put the cells that count of maps and masks in a single row (image, y, x)."""
    chosen = counted.values
    values = size.values[:, chosen][:, None]
    inside = np.broadcast_to(box.transpose(*counted.dims).values[chosen], values.shape)
    coords = {"image": size["time"].values}
    dims = ("image", "y", "x")
    return xr.DataArray(values, coords, dims), xr.DataArray(inside, coords, dims)


def _share(size: xr.DataArray, place: xr.DataArray, of: xr.DataArray) -> np.ndarray:
    """Share (time,) of a place in the relevance on some cells."""
    values = size.values.astype(np.float64)
    within = (values * place.values).sum((1, 2))
    total = (values * of.values).sum((1, 2))
    chance = np.full(len(values), place.values.sum() / of.values.sum())
    return np.divide(within, total, out=chance, where=total > 0)
