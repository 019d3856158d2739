"""What remedies do to artifacts, accuracy and time, averaged over seeds and images."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.audit.artifacts.verdicts import AUDITS, BOUNDS, RATIOS, judge
from face_relevance.comparison.averages import resample_averages
from face_relevance.comparison.intervals import UNIT, interval

PLAIN = "none"
STAGES = (PLAIN, "training", "explaining")
OTHERS = {"localisation": UNIT, "accuracy": UNIT, "seconds": (0.0, np.inf)}
"""What is measured beside artifacts, and between which bounds."""

METHOD = "epsilon-plus"
"""How networks are explained without a remedy."""


def tabulate_remedies(
    audits: Iterable[xr.Dataset],
    thresholds: Mapping[str, Mapping[str, float]],
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Average artifacts, accuracy and time with every remedy, and compare them with none.

    Parameters
    ----------
    audits : iterable of xarray.Dataset
        ``value`` (remedy, measure, image) from `audit_remedies` and ``correct`` (tested) from
        `label_decisions`, with the attributes ``network``, ``variant`` ("none" for the network as
        it is) and ``seed``.
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
    networks: dict[str, list[xr.Dataset]] = {}
    for data in audits:
        networks.setdefault(data.attrs["network"], []).append(data)
    rows = []
    for network, models in networks.items():
        found = _join(models)
        for (stage, remedy, measure), of_seeds in found.items():
            plain = found[PLAIN, PLAIN, measure]
            if missing := set(of_seeds) - set(plain):
                raise ValueError(
                    f"{network}, seed {min(missing)}: there is no model without a remedy"
                )
            numbers = _compare(plain, of_seeds, measure, draws, seed)
            labels = {"network": network, "remedy": remedy, "stage": stage, "measure": measure}
            rows.append({**labels, **numbers, "verdict": _judge(measure, numbers, thresholds)})
    return pd.DataFrame(rows)


def select_plain(audits: Iterable[xr.Dataset]) -> dict[str, xr.Dataset]:
    """Select the audits of the networks as they are, in the form of those of other studies.

    Parameters
    ----------
    audits : iterable of xarray.Dataset
        As for `tabulate_remedies`.

    Returns
    -------
    dict of str to xarray.Dataset
        By model identifier, ``value`` (explained_by, audit, image), as
        :func:`~face_relevance.audit.artifacts.tabulating.tabulate_artifacts` takes them.
    """
    selected = {}
    for data in audits:
        if data.attrs["variant"] == PLAIN:
            network, number = data.attrs["network"], data.attrs["seed"]
            known = [measure for measure in data["measure"].values if measure in AUDITS]
            value = data["value"].sel(remedy=[PLAIN], measure=known)
            value = value.rename(remedy="explained_by", measure="audit")
            value = value.assign_coords(explained_by=np.array([METHOD], dtype=object))
            model = f"{network}/classification/seed-{number}"
            origin = {"network": network, "pretraining": "", "task": "classification"}
            attributes = origin | {"seed": number, "model": model}
            selected[model] = xr.Dataset({"value": value}, attrs=attributes)
    return selected


OfSeeds = dict[int, xr.DataArray]


def _join(models: Iterable[xr.Dataset]) -> dict[tuple[str, str, str], OfSeeds]:
    """Values (image) by stage, remedy and measure, and by seed, in the order of stages."""
    found: dict[tuple[str, str, str], OfSeeds] = {}
    for data in models:
        variant, seed = data.attrs["variant"], data.attrs["seed"]
        correct = data["correct"].rename(tested="image")
        for name in data["remedy"].values.tolist():
            remedy = variant if name == PLAIN else name
            stage = "explaining" if name != PLAIN else "training" if variant != PLAIN else PLAIN
            for measure in data["measure"].values.tolist():
                values = data["value"].sel(remedy=name, measure=measure, drop=True)
                found.setdefault((stage, remedy, measure), {})[seed] = values
            found.setdefault((stage, remedy, "accuracy"), {})[seed] = correct
    return dict(sorted(found.items(), key=lambda item: STAGES.index(item[0][0])))


def _compare(
    plain: OfSeeds, remedied: OfSeeds, measure: str, draws: int, seed: int
) -> dict[str, float | int | str]:
    """Average values with a remedy, and their change, over the images where both are known."""
    pairs = {
        f"plain/remedied/seed-{number}": xr.concat(
            [plain[number], given],
            xr.Variable("side", np.array(["without", "with"], dtype=object)),
            join="exact",
        )
        for number, given in remedied.items()
    }
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
    before, after = means.T  # sides in the order of their labels
    found = interval(after, averages.resamples, {**BOUNDS, **OTHERS}[measure])
    change = interval(after - before, averages.resamples)
    return {
        "value": float(after[0]),
        "low": float(found.low),
        "high": float(found.high),
        "change": float(after[0] - before[0]),
        "change_low": float(change.low),
        "change_high": float(change.high),
        "images": averages.images,
        "over": str(found.over),
    }


def _judge(measure: str, numbers: Mapping, thresholds: Mapping[str, Mapping[str, float]]) -> str:
    if measure not in AUDITS:
        return "none"
    limits = thresholds[measure]
    return judge(measure, numbers["low"], numbers["high"], limits["warn"], limits["fail"])
