"""What remedies do to artifacts, accuracy and time, averaged over seeds and images."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.audit.artifacts.verdicts import AUDITS, BOUNDS, RATIOS, judge
from face_relevance.comparison.averages import resample_averages
from face_relevance.comparison.intervals import UNIT, interval

PLAIN = "none"
OTHERS = {"localisation": UNIT, "accuracy": UNIT, "seconds": (0.0, np.inf)}
"""What is measured beside artifacts, and between which bounds."""

Key = tuple[str, str, int]
"""Network, variant of it at training ("none" for the network as it is), and seed."""


class Accuracy(NamedTuple):
    """Decisions of a model on images that it was not trained on.

    Attributes
    ----------
    images, truth, decision : sequence of str
        Of each image its name, its class, and what the model says.
    """

    images: Sequence[str]
    truth: Sequence[str]
    decision: Sequence[str]


def tabulate_remedies(
    audits: Mapping[Key, xr.Dataset],
    accuracies: Mapping[Key, Accuracy],
    thresholds: Mapping[str, Mapping[str, float]],
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Average artifacts, accuracy and time with every remedy, and compare them with none.

    Parameters
    ----------
    audits : mapping of (network, variant, seed) to xarray.Dataset
        From `audit_remedies`, of the same images for all.
    accuracies : mapping of (network, variant, seed) to Accuracy
        Of the same models.
    thresholds : mapping of str to mapping of str to float
        ``warn`` and ``fail`` of every audit.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each ``network``, ``remedy`` and ``measure``: ``stage`` of the remedy ("none",
        "training" or "explaining"), ``value`` and its ``change`` against the remedy "none", paired
        by image and seed, each with the ends of its interval (``low``, ``high``; ``change_low``,
        ``change_high``) over seeds and images, or over what ``over`` says; ``images``, how many
        these are; and the ``verdict`` of audits ("none" for other measures). Empty numbers where a
        measure does not apply. Of a ratio of densities it is the larger of mean and inverse, so
        that less is better in all audits.

    Raises
    ------
    ValueError
        If a network lacks the model without a remedy of some seed, or models differ in images.
    """
    tables = []
    for network in dict.fromkeys(network for network, _, _ in audits):
        models = {key[1:]: data for key, data in audits.items() if key[0] == network}
        decided = {key[1:]: found for key, found in accuracies.items() if key[0] == network}
        tables.append(_tabulate(network, _join(network, models, decided), thresholds, draws, seed))
    return pd.concat(tables, ignore_index=True)


def _join(
    network: str,
    models: Mapping[tuple[str, int], xr.Dataset],
    decided: Mapping[tuple[str, int], Accuracy],
) -> dict[tuple[str, str, str], dict[int, xr.DataArray]]:
    """Values (image) by remedy, stage and measure, and by seed."""
    found: dict[tuple[str, str, str], dict[int, xr.DataArray]] = {}
    for (variant, seed), data in models.items():
        if (PLAIN, seed) not in models:
            raise ValueError(f"{network}, seed {seed}: there is no model without a remedy")
        names = data["remedy"].values.tolist()
        for name in names:
            remedy = variant if name == PLAIN else name
            stage = "explaining" if name != PLAIN else "training"
            key = remedy, PLAIN if remedy == PLAIN else stage
            for measure in data["measure"].values:
                values = data["value"].sel(remedy=name, measure=measure, drop=True)
                found.setdefault((*key, str(measure)), {})[seed] = values
            found.setdefault((*key, "accuracy"), {})[seed] = _score(decided[variant, seed])
    return found


def _score(accuracy: Accuracy) -> xr.DataArray:
    """Whether each image is named correctly, 1 or 0."""
    correct = np.asarray(accuracy.truth, str) == np.asarray(accuracy.decision, str)
    return xr.DataArray(
        correct.astype(float),
        dims="image",
        coords={"image": np.array(accuracy.images, dtype=object)},
    )


def _tabulate(
    network: str,
    values: Mapping[tuple[str, str, str], Mapping[int, xr.DataArray]],
    thresholds: Mapping[str, Mapping[str, float]],
    draws: int,
    seed: int,
) -> pd.DataFrame:
    rows = []
    for (remedy, stage, measure), of_seeds in values.items():
        plain = values[PLAIN, PLAIN, measure]
        pairs = {
            f"{network}/{remedy}/seed-{number}": xr.concat(
                [plain[number], given],
                xr.Variable("side", np.array(["without", "with"], dtype=object)),
                join="exact",
            )
            for number, given in of_seeds.items()
        }
        numbers = _average(pairs, measure, draws, seed)
        verdict = "none"
        if measure in AUDITS:
            verdict = judge(measure, numbers["low"], numbers["high"], **thresholds[measure])
        labels = {"network": network, "remedy": remedy, "stage": stage, "measure": measure}
        rows.append({**labels, **numbers, "verdict": verdict})
    return pd.DataFrame(rows)


def _average(
    pairs: Mapping[str, xr.DataArray], measure: str, draws: int, seed: int
) -> dict[str, float | int | str]:
    """Average a remedy and the change against none over the images on which both are known."""
    joined = xr.concat(pairs.values(), "model", join="exact")
    known = np.isfinite(joined).all(["model", "side"]).values
    images = joined["image"][known].astype(object)  # every image is a draw of its own
    if len(images) < 2:
        names = ("value", "low", "high", "change", "change_low", "change_high")
        return {**dict.fromkeys(names, np.nan), "images": len(images), "over": ""}
    pairs = {model: pair.sel(image=images.values) for model, pair in pairs.items()}
    averages = resample_averages(pairs, images, draws, seed)
    (means,) = averages.means.values()
    if measure in RATIOS:
        means = np.maximum(means, 1 / np.maximum(means, np.finfo(float).tiny))
    plain, remedied = means.T  # sides in the order of their labels
    found = interval(remedied, averages.resamples, {**BOUNDS, **OTHERS}[measure])
    change = interval(remedied - plain, averages.resamples)
    return {
        "value": float(remedied[0]),
        "low": float(found.low),
        "high": float(found.high),
        "change": float(remedied[0] - plain[0]),
        "change_low": float(change.low),
        "change_high": float(change.high),
        "images": averages.images,
        "over": str(found.over),
    }
