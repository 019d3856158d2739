"""Model RDMs and the judgements of observers, joined by the names of faces."""

import logging
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.blocks import sort_models
from face_relevance.comparison.similarity.rdms import stack_upper
from face_relevance.store.labels import common_labels, read_names, select_labels

LEAST_CONDITIONS = 4
LEAST_PAIRS = 3
DESCRIBED = ("representation", "kind", "layer", "method")
SUBJECT = "subject"
logger = logging.getLogger("face_relevance")


class Compared(NamedTuple):
    """RDMs of models and observers over the same pairs of conditions.

    Attributes
    ----------
    what : str
        What models are compared with, for readers.
    models : list of str
        Model identifiers.
    described : pandas.DataFrame
        ``representation``, ``kind``, ``layer`` and ``method`` of each representation.
    vectors : numpy.ndarray, (model, representation, pair), float64
    baselines : pandas.DataFrame
        As `described`, of what needs no model.
    baseline_vectors : numpy.ndarray, (baseline, pair), float64
    subjects : list of str
    targets : numpy.ndarray, (subject, pair), float64
        NaN where a subject did not judge a pair.
    conditions : list of str
        In the order of the pairs, row by row of the upper triangle.
    clusters : numpy.ndarray of str, (condition,)
        What is resampled together.
    simulated : bool
        Whether the observers are simulated.
    """

    what: str
    models: list[str]
    described: pd.DataFrame
    vectors: np.ndarray
    baselines: pd.DataFrame
    baseline_vectors: np.ndarray
    subjects: list[str]
    targets: np.ndarray
    conditions: list[str]
    clusters: np.ndarray
    simulated: bool

    @property
    def pooled(self) -> np.ndarray:
        """Mean dissimilarity over the subjects who judged a pair (pair,)."""
        return average_targets(self.targets, np.ones(len(self.targets)))


def average_targets(targets: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Average RDMs over the subjects who count and judged a pair.

    Parameters
    ----------
    targets : numpy.ndarray, (subject, pair)
        NaN where a subject did not judge a pair.
    counts : numpy.ndarray, (..., subject)

    Returns
    -------
    numpy.ndarray, (..., pair), float64
        NaN where nobody judged a pair.
    """
    judged = np.isfinite(targets)
    total = counts @ judged
    summed = counts @ np.where(judged, targets, 0)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)


def align_rdms(
    models: Mapping[str, xr.DataArray],
    judged: xr.DataArray,
    what: str,
    baselines: xr.DataArray | None = None,
    clusters: xr.DataArray | None = None,
    simulated: bool = False,
) -> Compared:
    """Join the RDMs of models, baselines and observers by the names of their conditions.

    Parameters
    ----------
    models : mapping of str to xarray.DataArray, (representation, condition, paired_condition)
        By model identifier, with the coordinates ``kind``, ``layer`` and ``method``; may be empty.
    judged : xarray.DataArray, (subject, condition, paired_condition)
        Dissimilarities by subject, or of a reference without ``subject``; NaN where not judged.
    what : str
        Name of the judgements in messages.
    baselines : xarray.DataArray, (representation, condition, paired_condition), optional
    clusters : xarray.DataArray, (condition,), str, optional
        What is resampled together, such as the identity of each image; by default each condition.
    simulated : bool
        Whether the observers are simulated.

    Returns
    -------
    Compared
        Of the conditions that both sides have.

    Raises
    ------
    ValueError
        If models differ in conditions or have no representation in common, an RDM is not symmetric
        or not finite, fewer than four conditions are left, or a subject judged fewer than three of
        their pairs.
    """
    if SUBJECT not in judged.dims:
        judged = judged.expand_dims({SUBJECT: [what]})
    names = sort_models(models)
    known = set(read_names(judged["condition"].values))
    named = {f"the RDMs of {model}": models[model] for model in names}
    if baselines is not None:
        named["the baselines"] = baselines
    if named:
        shared = set(read_names(common_labels(named, "condition")))
        if left_out := known - shared:
            logger.info(
                "%s: %d faces, such as %r, are not compared", what, len(left_out), min(left_out)
            )
        known &= shared
    conditions = sorted(known)
    if len(conditions) < LEAST_CONDITIONS:
        raise ValueError(
            f"{what} and the models have {len(conditions)} faces in common; a comparison needs at "
            f"least {LEAST_CONDITIONS}"
        )
    described, vectors = _stack_models(names, models, conditions)
    none = pd.DataFrame(columns=list(DESCRIBED))
    pairs = len(conditions) * (len(conditions) - 1) // 2
    beside = none if baselines is None else _describe(baselines)
    beside_vectors = (
        np.empty((0, pairs))
        if baselines is None
        else _stack(baselines, beside["representation"], conditions, "the baselines")
    )
    groups = np.array(conditions, dtype=object)
    if clusters is not None:
        groups = read_names(select_labels(clusters, "condition", conditions, "clusters").values)
    subjects = [str(name) for name in judged[SUBJECT].values]
    targets = np.stack([_read_subject(judged, name, conditions, what) for name in subjects])
    return Compared(
        what, names, described, vectors, beside, beside_vectors, subjects, targets, conditions,
        groups, simulated,
    )  # fmt: skip


def _stack_models(
    names: list[str], models: Mapping[str, xr.DataArray], conditions: list[str]
) -> tuple[pd.DataFrame, np.ndarray]:
    """Describe the representations that all models have, and stack their RDMs."""
    if not names:
        pairs = len(conditions) * (len(conditions) - 1) // 2
        return pd.DataFrame(columns=list(DESCRIBED)), np.empty((0, 0, pairs))
    described = _describe(models[names[0]])
    # A representation that is constant for one model has no RDM there.
    common = set.intersection(*(set(_describe(models[m])["representation"]) for m in names))
    if not common:
        raise ValueError(f"{names[0]} has no representation that all other models have")
    for name in described["representation"][~described["representation"].isin(common)]:
        logger.warning("%s is not compared, because a model lacks it", name)
    described = described[described["representation"].isin(common)].reset_index(drop=True)
    wanted = described["representation"]
    return described, np.stack([_stack(models[m], wanted, conditions, m) for m in names])


def _describe(rdms: xr.DataArray) -> pd.DataFrame:
    """Name and kind of each representation."""
    return pd.DataFrame({name: read_names(rdms[name].values) for name in DESCRIBED})


def _stack(
    rdms: xr.DataArray, representations: pd.Series, conditions: list[str], what: str
) -> np.ndarray:
    """Upper triangles (representation, pair)."""
    rdms = select_labels(rdms, "representation", list(representations), what)
    return np.stack(
        [
            stack_upper(rdms[place].drop_vars("representation"), conditions, f"{name} of {what}")
            for place, name in enumerate(representations)
        ]
    )


def _read_subject(
    judged: xr.DataArray, subject: str, conditions: list[str], what: str
) -> np.ndarray:
    """Upper triangle of one subject's dissimilarities (pair,), NaN where not judged."""
    rdm = judged.sel({SUBJECT: subject}, drop=True)
    vector = stack_upper(rdm, conditions, f"{what}, subject {subject}", missing=True)
    known = np.isfinite(vector).sum()
    if known < LEAST_PAIRS:
        raise ValueError(
            f"{what}: subject {subject!r} judged {known} pairs of the compared faces; leave the "
            "subject out, or set observers.pooled: true"
        )
    return vector
