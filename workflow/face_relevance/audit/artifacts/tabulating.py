"""Values of all models in one table, with intervals and verdicts."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.audit.artifacts.verdicts import BOUNDS, RATIOS, judge
from face_relevance.comparison import interval, name_cell, resample, sort_models
from face_relevance.comparison.intervals import average_images
from face_relevance.comparison.resampling import share_strata
from face_relevance.store.labels import common_labels, read_names, select_labels

ALL = "all"
"""Stands for what is pooled."""


def tabulate_artifacts(
    found: Mapping[str, xr.Dataset],
    thresholds: Mapping[str, Mapping[str, float]],
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Average what was measured on single images, and judge it.

    Parameters
    ----------
    found : mapping of str to xarray.Dataset
        By model identifier, with ``value`` (explained_by, audit, image), see
        :func:`~face_relevance.audit.artifacts.measuring.measure_artifacts`, and attributes that
        name ``network``, ``pretraining``, ``task`` and ``seed``. Images of one ``identity``, where
        they have that coordinate, are resampled together. Models may have other images.
    thresholds : mapping of str to mapping
        ``warn`` and ``fail`` by audit.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each model, method (``explained_by``) and ``audit``: the mean ``value`` over
        images (of ratios the geometric mean), ``low`` and ``high`` over what ``over`` says, the
        thresholds and the ``verdict`` (see `judge`). Rows with the model "all" are means over the
        models of a network, with intervals over seeds and images: over all of them
        (``pretraining`` "all"), and of each pretraining if there are several. Values are NaN and
        the verdict "none" where an audit does not apply, or to fewer than two images.

    Raises
    ------
    ValueError
        If there are no models, they differ in methods or audits, or a model has images of a single
        identity.
    """
    models = sort_models(found)
    if not models:
        raise ValueError("there are no models; audit at least one")
    values = _join({model: found[model]["value"] for model in models})
    clusters = _read_clusters(found, values["image"].values)
    tables = []
    for model in models:
        mine = values.sel(model=[model]).dropna("image", how="all")
        tables.append((found[model].attrs | {"model": model}, mine))
    for names, members in _group(found, models).items():
        mine = values.sel(model=members).dropna("image", how="all")
        pooled = dict(zip(("network", "pretraining"), names, strict=True))
        tables.append((pooled | {"task": ALL, "seed": pd.NA, "model": ALL}, mine))
    rows = []
    for factors, mine in tables:
        own = {name: factors[name] for name in ("network", "pretraining", "task", "seed", "model")}
        of_images = clusters.loc[mine["image"].values].tolist()
        rows += [own | row for row in _average(mine, of_images, thresholds, draws, seed)]
    return pd.DataFrame(rows).astype({"seed": "Int64"})


def _join(values: Mapping[str, xr.DataArray]) -> xr.DataArray:
    """Put the values of all models into one array (model, explained_by, audit, image)."""
    named = {f"the audit of {model}": array for model, array in values.items()}
    for dim in ("explained_by", "audit"):
        common_labels(named, dim)
    first = next(iter(values.values()))
    images = sorted({str(label) for array in values.values() for label in array["image"].values})
    joined = []
    for what, array in named.items():
        for dim in ("explained_by", "audit"):
            array = select_labels(array, dim, list(first[dim].values), what)
        array = xr.DataArray(
            array.transpose("explained_by", "audit", "image").values.astype(np.float64),
            {
                "explained_by": read_names(first["explained_by"].values),
                "audit": read_names(first["audit"].values),
                "image": read_names(array["image"].values),
            },
            ("explained_by", "audit", "image"),
        )
        joined.append(array.reindex(image=np.array(images, dtype=object)))
    return xr.concat(joined, xr.Variable("model", np.array(list(values), dtype=object)))


def _read_clusters(found: Mapping[str, xr.Dataset], images: Sequence[str]) -> pd.Series:
    """Name what each image shows: its identity, or itself where nothing else is known."""
    clusters = {image: image for image in images}
    for data in found.values():
        if "identity" in data.coords:
            labels, identities = (read_names(data[n].values) for n in ("image", "identity"))
            clusters |= dict(zip(labels, identities, strict=True))
    return pd.Series(clusters, dtype=object)


def _group(found: Mapping[str, xr.Dataset], models: Sequence[str]) -> dict[tuple, list[str]]:
    """Models of each network, and of each of its pretrainings if there are several."""
    groups: dict[tuple, list[str]] = {}
    for model in models:
        groups.setdefault((found[model].attrs["network"], ALL), []).append(model)
    for (network, _), members in list(groups.items()):
        arms = dict.fromkeys(found[model].attrs["pretraining"] for model in members)
        for arm in arms if len(arms) > 1 else ():
            own = [model for model in members if found[model].attrs["pretraining"] == arm]
            groups[network, arm] = own
    return groups


def _average(
    values: xr.DataArray,
    clusters: Sequence[str],
    thresholds: Mapping[str, Mapping[str, float]],
    draws: int,
    seed: int,
) -> list[dict]:
    """Average values (model, explained_by, audit, image), and judge them."""
    models = values["model"].values.tolist()
    resamples = resample(models, clusters, draws, seed)
    # In logarithms twice as much is as far from 1 as half as much.
    ratio = values["audit"].isin(RATIOS)
    figures = xr.where(ratio, np.log(values.where(ratio, 1)), values).transpose(*values.dims).values
    known = np.isfinite(figures)
    # Images on which an audit does not apply have no part in its mean.
    totals = average_images(np.where(known, figures, 0), resamples.images)
    shares = average_images(known, resamples.images)
    means = _divide(totals, shares)
    cells = [name_cell(model) for model in models]
    weights = share_strata(resamples.models, cells)[:, :, None, None]
    audited = np.isfinite(means)
    weighted = (weights * np.where(audited, means, 0)).sum(axis=1)
    means = _divide(weighted, (weights * audited).sum(axis=1))
    enough = known.sum(axis=(0, 3)) > 1
    means[:, ~enough] = np.nan
    rows = []
    for column, audit in enumerate(values["audit"].values):
        limits = thresholds[audit]
        found = means[:, :, column]
        bounds = np.log(BOUNDS[audit]) if audit in RATIOS else BOUNDS[audit]
        ends = interval(found, resamples, bounds)
        estimates = np.stack([found[0], ends.low, ends.high])
        if audit in RATIOS:
            estimates = np.exp(estimates)
        for place, method in enumerate(values["explained_by"].values):
            value, low, high = estimates[:, place].tolist()
            verdict = judge(audit, low, high, limits["warn"], limits["fail"])
            rows.append(
                {
                    "explained_by": method,
                    "audit": audit,
                    "value": value,
                    "low": low,
                    "high": high,
                    "warn": limits["warn"],
                    "fail": limits["fail"],
                    "verdict": verdict,
                    "over": str(ends.over[place]),
                }
            )
    return rows


def _divide(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Divide; NaN where the divisor is 0 or NaN."""
    return np.divide(one, other, out=np.full_like(one, np.nan), where=other > 0)
