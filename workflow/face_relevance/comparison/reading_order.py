"""Whether relevance stays with a place or with the moment at which it is read."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.averages import Averages
from face_relevance.comparison.intervals import CORRELATION, UNIT, interval
from face_relevance.comparison.map_measures import multiply, pearson_vectors
from face_relevance.comparison.sst_tables import average_settings
from face_relevance.fields.settings import name_ordered

SAME = ("place", "step", "retrained")


def share_columns(maps: xr.Dataset) -> xr.DataArray:
    """Share of each column in the |relevance| of a map.

    Parameters
    ----------
    maps : xarray.Dataset
        ``relevance`` (seed, time, latitude, longitude).

    Returns
    -------
    xarray.DataArray, (seed, time, longitude), float64
        Equal shares where a map has no relevance.
    """
    size = np.abs(maps["relevance"]).astype(np.float64).sum("latitude")
    total = size.sum("longitude")
    return xr.where(total > 0, size / total.where(total > 0), 1 / maps.sizes["longitude"])


def share_steps(maps: xr.Dataset) -> xr.DataArray:
    """Share of each column in the |relevance| of a map, in the order in which they were read.

    Parameters
    ----------
    maps : xarray.Dataset
        As for `share_columns`, with ``order`` (seed, step): the longitude read at each step.

    Returns
    -------
    xarray.DataArray, (seed, time, step), float64
    """
    shares = share_columns(maps)
    read = [
        shares.sel(seed=seed).sel(longitude=maps["order"].sel(seed=seed).values).values
        for seed in maps["seed"].values
    ]
    return xr.DataArray(
        np.stack(read),
        dims=("seed", "time", "step"),
        coords={"seed": maps["seed"], "time": maps["time"], "step": np.arange(len(read[0][0]))},
    )


def compare_orders_read(ordered: xr.Dataset, permuted: xr.Dataset) -> xr.DataArray:
    """Compare maps of two networks, one of which got the columns in another order.

    Parameters
    ----------
    ordered, permuted : xarray.Dataset
        As for `share_steps`, of the same seeds and samples.

    Returns
    -------
    xarray.DataArray, (seed, measure, time), float64
        Pearson correlations of the columns' shares of relevance: ``place``, of the same longitude;
        ``step``, of the same step of reading; and ``retrained``, of the same longitude in the maps
        of two seeds that both got the columns in order, which is how much maps agree at best. With
        a single seed that one is NaN.
    """
    names, seeds = ordered["time"].values, ordered["seed"].values
    permuted = permuted.sel(time=names, seed=seeds)
    one, other = share_columns(ordered), share_columns(permuted)
    pairs = {
        "place": (one.values, other.values),
        "step": (share_steps(ordered).values, share_steps(permuted).values),
        "retrained": (one.values, np.roll(one.values, 1, axis=0)),
    }
    found = {name: _correlate(*both) for name, both in pairs.items()}
    if len(seeds) == 1:
        found["retrained"] = np.full_like(found["place"], np.nan)
    return xr.DataArray(
        np.stack([found[name] for name in SAME], axis=1),
        dims=("seed", "measure", "time"),
        coords={"seed": seeds, "measure": np.array(SAME, dtype=object), "time": names},
    )


def tabulate_orders(
    compared: Mapping[tuple[str, str], xr.DataArray], winter: xr.DataArray, draws: int, seed: int
) -> pd.DataFrame:
    """Average correlations over seeds and samples.

    Parameters
    ----------
    compared : mapping of (network, setting) to xarray.DataArray
        From `compare_orders_read`.
    winter : xarray.DataArray, (time,)
        Samples of one winter are resampled together.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        network, setting, measure, estimate, low, high, models, over.
    """
    rows = []
    for network in dict.fromkeys(network for network, _ in compared):
        known = {
            setting: values.sel(measure=values.notnull().all(["seed", "time"]).values)
            for (of, setting), values in compared.items()
            if of == network
        }
        averages = average_settings(known, winter, winter["time"].values, draws, seed)
        (means,), (models,) = averages.means.values(), averages.models.values()
        found = interval(means, averages.resamples, CORRELATION)
        for i, setting in enumerate(averages.labels["setting"]):
            for j, measure in enumerate(averages.labels["measure"]):
                figures = (means[0, i, j], found.low[i, j], found.high[i, j])
                rows.append((network, setting, measure, *figures, models, str(found.over[i, j])))
    columns = ["network", "setting", "measure", "estimate", "low", "high", "models", "over"]
    return pd.DataFrame(rows, columns=columns)


def tabulate_memory(
    steps: Mapping[str, xr.DataArray],
    leaks: Mapping[str, float],
    winter: xr.DataArray,
    draws: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Average relevance by step of reading, and fit how it fades.

    Parameters
    ----------
    steps : mapping of str to xarray.DataArray
        By setting, shares (seed, time, step) of relevance from `share_steps`, of networks that got
        columns in another order for each seed: what is at a step then differs from seed to seed.
    leaks : mapping of str to float
        Leak of each setting.
    winter : xarray.DataArray, (time,)
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    memory : pandas.DataFrame
        leak, step, estimate, low, high: mean share; ``expected``: that of a memory that loses the
        share `leak` at every step, ``(1 - leak)^t``. Without rows if there are no steps.
    fading : pandas.DataFrame
        leak, setting (the one of the same leak with ordered columns), estimate, low, high: change
        of the logarithm of the share by step, fitted by least squares, positive where late columns
        have more; ``expected``: ``-log(1 - leak)``.
    """
    curves = [pd.DataFrame(columns=["leak", "step", "estimate", "low", "high", "expected"])]
    slopes = []
    if steps:
        averages = average_settings(steps, winter, winter["time"].values, draws, seed)
        (every,) = averages.means.values()
    for i, setting in enumerate(steps):
        leak, means = leaks[setting], every[:, i]
        count = means.shape[1]
        found = interval(means, averages.resamples, UNIT)
        expected = (1 - leak) ** np.arange(count - 1, -1, -1)
        curves.append(
            pd.DataFrame(
                {"leak": leak, "step": np.arange(count), "estimate": means[0], "low": found.low,
                 "high": found.high, "expected": expected / expected.sum()}
            )
        )  # fmt: skip
        slopes.append((leak, name_ordered(setting), *_fit_fading(leak, means, averages)))
    columns = ["leak", "setting", "estimate", "low", "high", "expected", "over"]
    whole = pd.concat(curves[1:] or curves, ignore_index=True)
    return whole, pd.DataFrame(slopes, columns=columns)


def _fit_fading(leak: float, means: np.ndarray, averages: Averages) -> tuple:
    """Slope of the logarithm of mean shares (row, step), with its interval."""
    centred = np.arange(means.shape[1]) - (means.shape[1] - 1) / 2
    slopes = np.log(means) @ centred / (centred**2).sum()
    found = interval(slopes, averages.resamples)
    figures = (slopes[0], float(found.low), float(found.high), -np.log1p(-leak))
    return *map(float, figures), str(found.over)


def _correlate(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pearson correlations (seed, time) of profiles (seed, time, column)."""
    vectors = [pearson_vectors(part.reshape(-1, 1, part.shape[-1])) for part in (one, other)]
    return multiply(*vectors).reshape(one.shape[:2])
