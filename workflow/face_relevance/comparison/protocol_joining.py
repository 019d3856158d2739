"""Scores of many methods and networks, joined by label for the tables of the protocol."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from scipy import stats

from face_relevance.comparison.intervals import CORRELATION, UNIT
from face_relevance.store.labels import common_labels

BETTER = {
    "ssim": "high",
    "fsim": "high",
    "mse": "low",
    "average_drop": "low",
    "increase": "high",
    "hit": "high",
    "sensitivity": "",
    "sensitive": "high",
    "avx": "high",
    "avx_published": "high",
    "deletion": "low",
    "insertion": "high",
    "road": "low",
    "seconds": "low",
    "win_rate": "high",
}
"""Every measure of the protocol, and which of its values are good, if any."""

RANKED = [measure for measure, good in BETTER.items() if good and measure != "win_rate"]
"""Measures by which methods are ranked; the win rate is itself a rank."""

Scores = Mapping[tuple[str, int, str], xr.Dataset]


def find_bounds(measure: str) -> tuple[float, float]:
    """Smallest and largest possible value of a measure."""
    if measure == "seconds":
        return (0.0, np.inf)
    return CORRELATION if measure in ("sensitivity", "ssim") else UNIT


def join_scores(scores: Scores) -> dict[str, xr.DataArray]:
    """Join the scores of every network and seed, and add the win rate.

    Parameters
    ----------
    scores : mapping of (network, seed, method) to xarray.Dataset, (image,)
        From `face_relevance.evaluation.score_maps`.

    Returns
    -------
    dict of str to xarray.DataArray, (method, measure, image)
        By model identifier, "network/classification/seed-1", with all measures in `BETTER`. The
        win rate of an image is 1 for the method with the smallest average drop, and shared equally
        by those that tie.

    Raises
    ------
    ValueError
        If there are no scores, networks or seeds differ in methods, or methods in images.
    """
    if not scores:
        raise ValueError("there are no scores; give those of at least one network and method")
    found: dict[str, dict[str, xr.Dataset]] = {}
    for (network, seed, method), data in scores.items():
        found.setdefault(f"{network}/classification/seed-{seed}", {})[method] = data
    first, *others = found
    for model in others:
        if odd := sorted(set(found[first]) ^ set(found[model])):
            has, lacks = (first, model) if odd[0] in found[first] else (model, first)
            raise ValueError(f"{has} has scores of the method {odd[0]!r} but {lacks} has not")
    images = common_labels(
        {f"{model} by {m}": data for model, given in found.items() for m, data in given.items()},
        "image",
    )
    methods = list(found[first])
    return {
        model: _stack([given[method].sel(image=images) for method in methods], methods)
        for model, given in found.items()
    }


def _stack(given: list[xr.Dataset], methods: list[str]) -> xr.DataArray:
    """Put the scores of all methods into one array."""
    measures = [measure for measure in BETTER if measure != "win_rate"]
    values = np.stack(
        [[data[name].values.astype(np.float64) for name in measures] for data in given]
    )
    drops = values[:, measures.index("average_drop")]
    best = drops == drops.min(axis=0)
    wins = best / best.sum(axis=0)
    return xr.DataArray(
        np.concatenate([values, wins[:, None]], axis=1),
        dims=("method", "measure", "image"),
        coords={
            "method": np.array(methods, dtype=object),
            "measure": np.array([*measures, "win_rate"], dtype=object),
            "image": given[0]["image"].values,
        },
    )


def rank_methods(values: xr.DataArray) -> xr.DataArray:
    """Rank the methods on every image; 1 is the best, those that tie share the mean of their ranks.

    Parameters
    ----------
    values : xarray.DataArray, (method, measure, image)
        From `join_scores`.

    Returns
    -------
    xarray.DataArray, (method, measure, image)
        Of the measures in `RANKED`.
    """
    chosen = values.sel(measure=RANKED)
    sign = np.array([1 if BETTER[measure] == "low" else -1 for measure in RANKED])
    return chosen.copy(data=stats.rankdata(chosen.values * sign[:, None], axis=0))
