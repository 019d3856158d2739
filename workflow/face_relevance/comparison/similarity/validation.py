"""Fitted models of the observers' RDM, tested on faces and subjects that the fit did not see."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from face_relevance.comparison.intervals import average_seeds
from face_relevance.comparison.similarity.alignment import average_targets
from face_relevance.comparison.similarity.ceilings import noise_ceiling
from face_relevance.comparison.similarity.comparators import compare_rows
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.scores import find_interval
from face_relevance.comparison.similarity.scoring import Sample
from face_relevance.comparison.similarity.weighting import (
    MOST_DRAWS,
    fit_weights,
    scale_layers,
    scale_parts,
)

FACE_FOLDS, SUBJECT_FOLDS = 3, 2
LEAST_TEST_FACES = 4
COLUMNS = (
    "pretraining", "task", "model", "estimate", "low", "high", "ceiling_low", "ceiling_high",
    "over",
)  # fmt: skip


class Fold(NamedTuple):
    """What is fitted and what is tested, as masks of pairs and subjects."""

    train: np.ndarray
    test: np.ndarray
    train_subjects: np.ndarray
    test_subjects: np.ndarray


def validate_weights(sample: Sample) -> pd.DataFrame:
    """Test the best layer, weighted layers and weighted parts on other faces and other subjects.

    Parameters
    ----------
    sample : Sample
        Whose models, baselines, comparator and observers are used.

    Returns
    -------
    pandas.DataFrame
        For each pretraining and task the agreement with held-out observers of the ``model``
        "best layer", chosen on other faces and subjects, and "weighted layers"; with empty
        pretraining and task, that of "weighted parts" where parts are known. ``ceiling_low`` and
        ``ceiling_high`` as in :func:`noise_ceiling`. No rows with fewer than 12 faces.

    Notes
    -----
    Faces are dealt into three folds and subjects into two. Each model is fitted to the pairs among
    the faces of two folds, pooled over the subjects of one, and compared on the pairs among the
    other faces with each of the other subjects; with one subject faces alone are held out. In
    resamples the copies of a face are in one fold.

    References
    ----------
    Khaligh-Razavi & Kriegeskorte (2014), PLOS Computational Biology 10, e1003915; Schütt et al.
    (2023), eLife 12, e82566 (cross-validation over conditions and subjects).
    """
    compared = sample.compared
    thin = sample.take_draws(MOST_DRAWS)
    folds = deal_folds(compared.clusters, len(compared.subjects))
    tables = []
    for (pretraining, task), members in sample.cells.items() if folds else ():
        found = [_validate_rows(scale_layers(sample, model), thin, folds) for model in members]
        values = average_seeds(np.stack(found, axis=1), thin.resamples, members)
        table = _tabulate(values, thin, len(members) > 1, ["best layer", "weighted layers"])
        tables.append(table.assign(pretraining=pretraining, task=task))
    parts = scale_parts(sample)
    if folds and len(parts):
        found = _validate_rows(parts, thin, folds)
        table = _tabulate(found[:, 1:], thin, False, ["weighted parts"])
        tables.append(table.assign(pretraining="", task=""))
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(tables, ignore_index=True)
    ceiling = noise_ceiling(compared.targets, sample.comparator)
    table["ceiling_low"], table["ceiling_high"] = ceiling
    return table.reindex(columns=list(COLUMNS))


def deal_folds(clusters: np.ndarray, subjects: int) -> list[Fold]:
    """Deal clusters of faces and subjects into folds.

    Parameters
    ----------
    clusters : numpy.ndarray of str, (condition,)
    subjects : int

    Returns
    -------
    list of Fold
        Empty where a fold would have fewer than four faces to test.
    """
    names, member = np.unique(clusters.astype(str), return_inverse=True)
    if len(names) < FACE_FOLDS * LEAST_TEST_FACES:
        return []
    # A fixed shuffle, for names often go by gender.
    of_face = np.random.default_rng(0).permutation(len(names))[member] % FACE_FOLDS
    first, second = np.triu_indices(len(clusters), 1)
    sides = [np.ones(1, bool)]
    if subjects > 1:
        sides = [np.arange(subjects) % SUBJECT_FOLDS == fold for fold in range(SUBJECT_FOLDS)]
    return [
        Fold(
            (of_face[first] != fold) & (of_face[second] != fold),
            (of_face[first] == fold) & (of_face[second] == fold),
            held_out if subjects == 1 else ~held_out,
            held_out,
        )
        for fold in range(FACE_FOLDS)
        for held_out in sides
    ]


def _validate_rows(vectors: np.ndarray, sample: Sample, folds: list[Fold]) -> np.ndarray:
    """Agreement of the best and of the weighted RDMs with held-out observers (row, 2)."""
    compared, resamples = sample.compared, sample.resamples
    weights = PairWeights(resamples.images, compared.clusters)
    result = np.full((len(weights), 2), np.nan)
    for row in np.flatnonzero(weights.usable):
        here = weights.take(row)
        tested = [
            _test_fold(vectors, compared.targets, resamples.subjects[row], here, fold, sample)
            for fold in folds
        ]
        known = [found for found in tested if found is not None]
        if known:
            result[row] = np.mean(known, axis=0)
    return result


def _test_fold(
    vectors: np.ndarray,
    targets: np.ndarray,
    counts: np.ndarray,
    here: PairWeights,
    fold: Fold,
    sample: Sample,
) -> np.ndarray | None:
    """Fit to one side of a fold and compare with the other (2,); None where too little is left."""
    pairs = here.of_rows(slice(1))[:, 0]
    pooled = average_targets(targets[fold.train_subjects], counts[fold.train_subjects])
    pooled = np.where(fold.train, pooled, np.nan)
    judges = fold.test_subjects & (counts > 0)
    if (np.isfinite(pooled) & (pairs > 0)).sum() <= len(vectors) or not judges.any():
        return None
    beta = fit_weights(vectors, pooled, pairs)
    best = compare_rows("pearson", vectors, pooled[None], here)[0, :, 0].argmax()
    fitted = np.stack([vectors[best], beta @ vectors if beta.any() else vectors.mean(axis=0)])
    held_out = np.where(fold.test, targets[judges], np.nan)
    found = compare_rows(sample.comparator, fitted, held_out, here)[0]
    weight = counts[judges] * np.isfinite(found[0])
    return np.nan_to_num(found) @ weight / weight.sum() if weight.any() else None


def _tabulate(values: np.ndarray, sample: Sample, seeds: bool, names: list[str]) -> pd.DataFrame:
    """Agreements (row, model) with intervals."""
    found, _ = find_interval(values, sample, seeds)
    table = pd.DataFrame({"model": names, "estimate": values[0], "low": found.low})
    return table.assign(high=found.high, over=found.over)
