"""Representational similarity of a model's layers and relevance maps to a reference."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.blocks import parse_model, sort_models
from face_relevance.comparison.intervals import CORRELATION, average_pairs, interval
from face_relevance.comparison.resampling import resample, share_strata
from face_relevance.comparison.similarity.ranks import weighted_rho_a
from face_relevance.comparison.similarity.rdms import PAIRED, compute_rdm, stack_upper
from face_relevance.store.labels import common_labels, select_labels

COMPARATOR = "rho-a"


def representational_similarity(
    representations: Mapping[str, Mapping[str, xr.DataArray]],
    reference: xr.DataArray,
    reference_name: str,
    clusters: xr.DataArray | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the geometry of each model's representations with a reference RDM.

    Parameters
    ----------
    representations : mapping of str to mapping of str to xarray.DataArray
        For each model identifier, its representations by name: patterns (condition, ...), or an
        RDM (condition, paired_condition) of `compute_rdm`. A name that begins with "relevance"
        is of the kind "relevance", any other (a layer) of the kind "features".
    reference : xarray.DataArray, (condition, paired_condition)
        Reference RDM; its conditions decide what is compared.
    reference_name : str
        What the reference is, written into the table.
    clusters : xarray.DataArray, (condition,), str, optional
        What is resampled together, such as the identity of each image; by default each condition
        is resampled by itself.
    draws : int
        Bootstrap draws, the same for all models and representations.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each pretraining, task and representation: the mean over seeds of rho-a, with
        an interval that resamples seeds and conditions, or what ``over`` says. ``attainable`` is
        the largest value that any representation could reach; it is below 1 where
        dissimilarities of the reference tie.

    Raises
    ------
    ValueError
        If conditions differ between representations and reference, the reference is constant,
        seeds of one model do not have the same representations, or a pattern or RDM is not usable.

    Notes
    -----
    RDMs are 1 - Pearson; rho-a is Spearman's correlation expected when ties break at random
    (rsatoolbox). In a bootstrap draw the pairs across copies of one cluster are excluded, which
    changes the share of ties and with it what is attainable; each draw is therefore scaled by
    what is attainable with all conditions over what is attainable in the draw. With a
    reference of two categories, such as identity, ``estimate / attainable`` is 2 AUC - 1 of telling
    pairs of the same identity from pairs of different ones by their dissimilarity.
    """
    models = sort_models(representations)
    if not models:
        raise ValueError("there are no representations; give those of at least one model")
    conditions = common_labels({f"the reference {reference_name!r}": reference}, "condition")
    target = stack_upper(reference, conditions, f"the reference {reference_name!r}")
    groups = conditions
    if clusters is not None:
        groups = select_labels(clusters, "condition", conditions, "clusters").values
    resamples = resample(models, groups, draws, seed)

    cells: dict[tuple[str, str], list[int]] = {}
    for index, model in enumerate(models):
        cells.setdefault(parse_model(model)[:2], []).append(index)
    attainable = _compare(target[None], target).item()
    if attainable == 0:
        raise ValueError(f"the reference {reference_name!r} is constant; nothing can resemble it")
    attainable_drawn = weighted_rho_a(target[None], target, resamples.images, groups)
    scale = np.divide(
        attainable,
        attainable_drawn,
        out=np.full_like(attainable_drawn, np.nan),
        where=attainable_drawn > 0,
    )
    rows = []
    for cell, members in cells.items():
        names = list(representations[models[members[0]]])
        vectors = [
            _read(models[index], representations[models[index]], names, reference, conditions)
            for index in members
        ]
        estimates = np.stack([_compare(v, target) for v in vectors])
        drawn = np.stack(
            [weighted_rho_a(v, target, resamples.images, groups) for v in vectors], axis=1
        )
        weights = share_strata(resamples.models[:, members], [cell] * len(members))
        found = interval(scale * average_pairs(drawn, weights), resamples, CORRELATION)
        for column, name in enumerate(names):
            kind = "relevance" if name.startswith("relevance") else "features"
            figures = (estimates[:, column].mean(), found.low[column], found.high[column])
            counts = (attainable, len(members), len(conditions), found.over[column])
            rows.append((*cell, name, kind, COMPARATOR, reference_name, *figures, *counts))
    columns = ["pretraining", "task", "representation", "kind", "comparator", "reference"]
    figures = ["estimate", "low", "high", "attainable", "seeds", "conditions", "over"]
    return pd.DataFrame(rows, columns=[*columns, *figures])


def _read(
    model: str,
    given: Mapping[str, xr.DataArray],
    names: list[str],
    reference: xr.DataArray,
    conditions: list[str],
) -> np.ndarray:
    """Read all RDMs of one model as upper triangles (RDM, pair)."""
    if set(given) != set(names):
        odd = sorted(set(given) ^ set(names))[0]
        raise ValueError(
            f"{model} and another seed of it do not have the same representations: {odd!r} is "
            "only in one of them"
        )
    vectors = []
    for name in names:
        what = f"{name} of {model}"
        common_labels({what: given[name], "the reference": reference}, "condition")
        rdm = given[name]
        if PAIRED not in rdm.dims:
            try:
                rdm = compute_rdm(rdm)
            except ValueError as error:
                raise ValueError(f"{what}: {error}") from None
        vectors.append(stack_upper(rdm, conditions, what))
    return np.stack(vectors)


def _compare(vectors: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Rho-a of RDMs (RDM, pair) with the reference (pair), by rsatoolbox."""
    # Here because the import takes seconds, and most jobs that use this room compare nothing.
    from rsatoolbox.rdm import RDMs, compare

    return compare(RDMs(vectors), RDMs(target[None]), COMPARATOR)[:, 0]
