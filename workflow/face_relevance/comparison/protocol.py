"""Tables of the protocol: scores, ranks and differences of methods, with intervals."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr
from scipy import stats

from face_relevance.comparison.averages import Averages, resample_averages
from face_relevance.comparison.blocks import parse_model
from face_relevance.comparison.intervals import interval
from face_relevance.comparison.protocol_contrasts import contrast_methods
from face_relevance.comparison.protocol_joining import (
    BETTER,
    RANKED,
    Scores,
    find_bounds,
    join_scores,
    rank_methods,
)

ALL = "all"


def tabulate_protocol(scores: Scores, draws: int = 1000, seed: int = 0) -> dict[str, pd.DataFrame]:
    """Average the scores of methods over images and seeds, rank the methods, and compare them.

    Parameters
    ----------
    scores : mapping of (network, seed, method) to xarray.Dataset, (image,)
        From `face_relevance.evaluation.score_maps`, of the same images for all.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    dict of str to pandas.DataFrame
        In all of them ``network`` is also "all", where each network has the same weight, if there
        are several. ``low`` and ``high`` are over seeds and images as crossed random factors, or
        over what ``over`` says.

        - "protocol": a row for each network, ``method`` and ``measure`` in `BETTER`: ``mean``, and
          which values are good (``better``: "high", "low" or ""). ``win_rate`` is the share of
          images on which the method's average drop is the smallest, ties shared.
        - "protocol_ranks": a row for each network, method and measure in `RANKED`: the mean over
          images of the ``rank`` of the method among ``methods``, 1 for the best, ties shared.
          ``friedman_p`` tests whether any method differs, over images alone.
        - "protocol_contrasts": see `contrast_methods`.

    Raises
    ------
    ValueError
        If there are no scores, they differ in methods or images, or one is not a number.

    Notes
    -----
    Friedman's test takes the mean rank of each method on each image, over seeds and networks, and
    images as blocks. It does not know that another seed may rank otherwise; the intervals do.
    """
    values = join_scores(scores)
    first = next(iter(values.values()))
    images = first["image"].astype(object)  # every image is a draw of its own
    averages = resample_averages(values, images, draws, seed)
    ranks = {model: rank_methods(given) for model, given in values.items()}
    networks = _group(averages, values)
    return {
        "protocol": _tabulate_scores(averages, networks),
        "protocol_ranks": _tabulate_ranks(resample_averages(ranks, images, draws, seed), ranks),
        "protocol_contrasts": contrast_methods(
            {network: means for network, (means, _) in networks.items()},
            averages.labels["method"],
            averages.labels["measure"],
            averages.resamples,
        ),
    }


def _group(
    averages: Averages, values: Mapping[str, xr.DataArray]
) -> dict[str, tuple[np.ndarray, list[str]]]:
    """Means (row, method, measure) and models of each network, and of all if there are several."""
    found = {}
    for cell, means in averages.means.items():
        network = cell.split("/")[0]
        found[network] = means, [m for m in values if parse_model(m).pretraining == network]
    if len(found) > 1:
        found[ALL] = np.mean([means for means, _ in found.values()], axis=0), list(values)
    return found


def _tabulate_scores(
    averages: Averages, networks: dict[str, tuple[np.ndarray, list[str]]]
) -> pd.DataFrame:
    rows = []
    for network, (means, models) in networks.items():
        for column, measure in enumerate(averages.labels["measure"]):
            found = interval(means[:, :, column], averages.resamples, find_bounds(measure))
            for place, method in enumerate(averages.labels["method"]):
                figures = (float(f[place]) for f in (means[0, :, column], found.low, found.high))
                last = (averages.images, len(models), str(found.over[place]), BETTER[measure])
                rows.append((network, method, measure, *figures, *last))
    names = ["mean", "low", "high", "images", "models", "over", "better"]
    return pd.DataFrame(rows, columns=["network", "method", "measure", *names])


def _tabulate_ranks(averages: Averages, ranks: Mapping[str, xr.DataArray]) -> pd.DataFrame:
    methods, rows = averages.labels["method"], []
    for network, (means, models) in _group(averages, ranks).items():
        found = interval(means, averages.resamples, (1.0, float(len(methods))))
        averaged = _average_networks(ranks, models)
        for column, measure in enumerate(RANKED):
            tested = _apply_friedman(averaged.sel(measure=measure).values)
            for place, method in enumerate(methods):
                figures = (float(f[place, column]) for f in (means[0], found.low, found.high))
                rows.append((network, measure, method, *figures, len(methods), tested))
    names = ["network", "measure", "method", "rank", "low", "high", "methods", "friedman_p"]
    return pd.DataFrame(rows, columns=names)


def _average_networks(ranks: Mapping[str, xr.DataArray], models: list[str]) -> xr.DataArray:
    """Mean ranks (method, measure, image) over the seeds of each network, then over networks."""
    networks: dict[str, list[xr.DataArray]] = {}
    for model in models:
        networks.setdefault(parse_model(model).pretraining, []).append(ranks[model])
    return sum(sum(given) / len(given) for given in networks.values()) / len(networks)


def _apply_friedman(ranks: np.ndarray) -> float:
    """p-value of Friedman's test of ranks (method, image); NaN for fewer than three methods."""
    if len(ranks) < 3:
        return np.nan
    if (ranks == ranks[0]).all():
        return 1.0  # nothing but ties, which the test cannot divide by
    return float(stats.friedmanchisquare(*ranks).pvalue)
