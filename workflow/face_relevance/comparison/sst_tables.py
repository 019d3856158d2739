"""Tables of what networks decide of temperatures and where their relevance is."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.averages import Averages, resample_averages
from face_relevance.comparison.intervals import CORRELATION, UNIT, interval, p_value

NEUTRAL = "neutral"
_COLUMNS = (
    "network", "setting", "samples", "measure", "estimate", "low", "high", "chance", "change",
    "change_low", "change_high", "p", "control", "gain", "gain_low", "gain_high", "models",
    "winters", "over",
)  # fmt: skip


def tabulate_fields(
    scores: Mapping[tuple[str, str], xr.DataArray],
    chance: Mapping[tuple[str, str], Mapping[str, float]],
    controls: Mapping[tuple[str, str], xr.DataArray],
    classes: xr.DataArray,
    base: str,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Average scores over seeds and samples, and compare every setting with the base.

    Parameters
    ----------
    scores : mapping of (network, setting) to xarray.DataArray
        (seed, measure, time) as from `score_fields`.
    chance : mapping of (network, setting) to mapping
        As from `expect_by_chance`.
    controls : mapping of (network, setting) to xarray.DataArray
        (measure, time) as from `score_anomalies`: of maps that know no network.
    classes : xarray.DataArray, (time,), str
        With the coordinate ``winter``: samples of one winter are resampled together.
    base : str
        The setting to compare with.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each ``network``, ``setting``, ``measure`` and kind of ``samples``: "all",
        "events" (El Niño and La Niña) and "neutral". ``estimate``, ``low``, ``high`` over seeds and
        winters, or what ``over`` says; ``chance``; ``change`` against the base of the network,
        paired by sample and seed, with its interval and ``p`` (Student's t, not corrected);
        ``control``, the mean of the control, and ``gain`` over it, paired by sample.

    Raises
    ------
    ValueError
        If settings differ in samples or measures, or a network has no base.
    """
    neutral = (classes == NEUTRAL).values
    kinds = {"all": np.ones_like(neutral), "events": ~neutral, "neutral": neutral}
    rows = []
    for samples, chosen in kinds.items():
        names = classes["time"].values[chosen]
        winters = len(set(classes["winter"].values[chosen]))
        for network in dict.fromkeys(network for network, _ in scores):
            of_network = {name: scores[of, name] for of, name in scores if of == network}
            if base not in of_network:
                raise ValueError(f"network {network!r} has no setting {base!r} to compare with")
            averages = average_settings(of_network, classes["winter"], names, draws, seed)
            (means,), (models,) = averages.means.values(), averages.models.values()
            settings, measures = averages.labels["setting"], averages.labels["measure"]
            changes = means - means[:, [settings.index(base)]]
            found = interval(means, averages.resamples, UNIT)
            changed = interval(changes, averages.resamples, CORRELATION)
            beyond = {name: of_network[name] - controls[network, name] for name in settings}
            gained = average_settings(beyond, classes["winter"], names, draws, seed)
            (gains,) = gained.means.values()
            gain = interval(gains, gained.resamples, CORRELATION)
            p = np.where(changes[0] == 0, 1, p_value(changes[0], changed))
            for i, setting in enumerate(settings):
                for j, measure in enumerate(measures):
                    rows.append(
                        (
                            network, setting, samples, measure, means[0, i, j], found.low[i, j],
                            found.high[i, j], chance[network, setting][measure], changes[0, i, j],
                            changed.low[i, j], changed.high[i, j], p[i, j],
                            means[0, i, j] - gains[0, i, j], gains[0, i, j], gain.low[i, j],
                            gain.high[i, j], models, winters, str(found.over[i, j]),
                        )
                    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def average_settings(
    scores: Mapping[str, xr.DataArray],
    winter: xr.DataArray,
    names: np.ndarray,
    draws: int,
    seed: int,
) -> Averages:
    """Average figures of some samples in every resample of seeds and winters.

    Parameters
    ----------
    scores : mapping of str to xarray.DataArray
        By setting, figures (seed, ..., time) of one network, of the same seeds. A seed deals the
        same folds in all settings, so that these are resampled together.
    winter : xarray.DataArray, (time,)
        Samples of one winter are resampled together.
    names : numpy.ndarray of str
        The samples.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    Averages
        A single cell, of means (row, setting, ...).

    Raises
    ------
    ValueError
        If settings differ in seeds, or in what is figured.
    """
    dim = xr.Variable("setting", np.array(list(scores), dtype=object))
    whole = xr.concat([values.sel(time=names) for values in scores.values()], dim, join="exact")
    whole = whole.rename(time="image")
    models = {
        f"field/classification/seed-{number}": whole.sel(seed=number, drop=True)
        for number in whole["seed"].values
    }
    identity = xr.DataArray(
        winter.sel(time=names).values, {"image": list(names)}, ("image",)
    )  # fmt: skip
    return resample_averages(models, identity, draws, seed)
