"""Trial by trial: which representation predicts the face that observers take for the odd one."""

import numpy as np
import pandas as pd

from face_relevance.comparison.intervals import UNIT, average_seeds, p_value
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.similarity.choices import (
    CHANCE,
    Trials,
    credit_choice,
    fit_choices,
    index_trials,
    predict_odd,
    weigh_trials,
)
from face_relevance.comparison.similarity.scores import find_interval
from face_relevance.comparison.similarity.scoring import Sample

FOLDS = 4
COLUMNS = (
    "pretraining", "task", "representation", "kind", "layer", "accuracy", "low", "high", "p",
    "p_holm", "chance", "ceiling_low", "ceiling_high", "trials", "subjects", "over",
)  # fmt: skip


def predict_trials(sample: Sample, choices: pd.DataFrame) -> pd.DataFrame:
    """Tabulate how often each representation predicts the odd one out.

    Parameters
    ----------
    sample : Sample
        Whose models, baselines and resamples are used.
    choices : pandas.DataFrame
        Trials; see :func:`index_trials`.

    Returns
    -------
    pandas.DataFrame
        For each pretraining, task and representation, and with empty pretraining and task for
        baselines: the ``accuracy`` over trials, with interval, ``p`` of a t-test against
        ``chance`` and ``p_holm``, corrected for all rows of the same ``kind``; ``ceiling_low`` and
        ``ceiling_high``, see :func:`choice_ceiling`; numbers of ``trials`` and ``subjects``.
        RDMs are not fitted to choices, so that all trials are held out, but for the kind "fitted":
        "weighted layers" of each pretraining and task and "weighted parts" have non-negative
        weights that were fitted to the trials of other subjects, or, with one subject, to other
        trials.
    """
    compared, resamples = sample.compared, sample.resamples
    trials = index_trials(choices, compared.conditions)
    weights = weigh_trials(trials, resamples)
    total = weights.sum(axis=1)
    ceiling = choice_ceiling(trials, len(compared.pooled))

    def average(correct: np.ndarray) -> np.ndarray:
        summed = weights @ correct.reshape(-1, correct.shape[-1]).T
        rows = np.divide(
            summed, total[:, None], out=np.full_like(summed, np.nan), where=total[:, None] > 0
        )
        return rows.reshape(len(rows), *correct.shape[:-1])

    tables = []
    for (pretraining, task), members in sample.cells.items():
        vectors = compared.vectors[members]
        layers = (compared.described["kind"] == "features").values
        correct = np.stack(
            [
                np.vstack([predict_odd(rdms, trials), _predict_held_out(rdms[layers], trials)])
                for rdms in vectors
            ]
        )
        values = average_seeds(average(correct), resamples, members)
        described = pd.concat([compared.described, _name_weighted("layers")], ignore_index=True)
        tables.append(_tabulate(values, sample, described, len(members) > 1, pretraining, task))
    if len(compared.baselines):
        correct = predict_odd(compared.baseline_vectors, trials)
        described = compared.baselines
        parts = (described["kind"] == "part").values
        if parts.any():
            fitted = _predict_held_out(compared.baseline_vectors[parts], trials)
            correct = np.vstack([correct, fitted])
            described = pd.concat([described, _name_weighted("parts")], ignore_index=True)
        tables.append(_tabulate(average(correct), sample, described, False, "", ""))
    table = pd.concat(tables, ignore_index=True)
    table["p_holm"] = table.groupby("kind", sort=False)["p"].transform(correct_holm)
    table["chance"], (table["ceiling_low"], table["ceiling_high"]) = CHANCE, ceiling
    table["trials"], table["subjects"] = len(trials.odd), len(trials.names)
    return table.reindex(columns=list(COLUMNS))


def choice_ceiling(trials: Trials, pairs: int) -> tuple[float, float]:
    """Predict each subject's choices from those of the others, and from those of all.

    Parameters
    ----------
    trials : Trials
    pairs : int
        Number of pairs of faces.

    Returns
    -------
    low, high : float
        Accuracy of the pair that the others (low), or all subjects with this one (high), most
        often left together when they saw both faces; pairs that nobody else saw count as chosen
        with the frequency of chance. NaN with one subject.
    """
    count = len(trials.names)
    if count < 2:
        return np.nan, np.nan
    shown, kept = (np.zeros((count, pairs)) for _ in range(2))
    np.add.at(shown, (trials.subjects[:, None], trials.pairs), 1)
    np.add.at(kept, (trials.subjects, trials.pairs[np.arange(len(trials.odd)), trials.odd]), 1)
    bounds = []
    for own in (0, 1):
        seen, together = (a.sum(axis=0) - (1 - own) * a for a in (shown, kept))
        rate = np.divide(together, seen, out=np.full_like(seen, CHANCE), where=seen > 0)
        options = rate[trials.subjects[:, None], trials.pairs]
        nearest = options >= options.max(axis=1, keepdims=True) - 1e-10
        bounds.append(float(credit_choice(nearest, trials.odd).mean()))
    return bounds[0], bounds[1]


def _predict_held_out(predictors: np.ndarray, trials: Trials) -> np.ndarray:
    """Credit of weighted distances that were fitted to the trials of others (trial,)."""
    scaled = predictors / predictors.mean(axis=1, keepdims=True)
    several = len(trials.names) > 1
    fold = (trials.subjects if several else np.arange(len(trials.odd))) % FOLDS
    credit = np.empty(len(trials.odd))
    for held_out in np.unique(fold):
        inside = fold == held_out
        beta = fit_choices(scaled, trials, (~inside).astype(float), np.ones(len(scaled)))
        credit[inside] = predict_odd((beta @ scaled)[None], trials)[0, inside]
    return credit


def _name_weighted(what: str) -> pd.DataFrame:
    row = {"representation": f"weighted {what}", "kind": "fitted", "layer": "", "method": ""}
    return pd.DataFrame([row])


def _tabulate(
    values: np.ndarray,
    sample: Sample,
    described: pd.DataFrame,
    seeds: bool,
    pretraining: str,
    task: str,
) -> pd.DataFrame:
    """Accuracies of some representations (row, representation) with intervals and tests."""
    found, _ = find_interval(values, sample, seeds, UNIT)
    table = described.reset_index(drop=True)[["representation", "kind", "layer"]].copy()
    table.insert(0, "pretraining", pretraining)
    table.insert(1, "task", task)
    table["accuracy"], table["low"], table["high"] = values[0], found.low, found.high
    table["p"], table["over"] = p_value(values[0] - CHANCE, found), found.over
    return table
