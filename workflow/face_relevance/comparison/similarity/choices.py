"""Choices of the odd one out: predicted by RDMs, and explained by weights of what makes them up."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from face_relevance.comparison.resampling import Resamples

CHANCE = 1 / 3
FACES = ("first", "second", "third")
# Which faces stay together when the first, second or third is the odd one out.
TOGETHER = ((1, 2), (0, 2), (0, 1))
# Dissimilarities that differ by rounding only are ties.
ROUNDING = 1e-10


class Trials(NamedTuple):
    """Trials whose three faces are all compared.

    Attributes
    ----------
    pairs : numpy.ndarray, (trial, option), int
        Pair that stays together if the first, second or third face is the odd one out.
    odd : numpy.ndarray, (trial,), int
        Which option was chosen.
    faces : numpy.ndarray, (trial, 3), int
        Places of the faces among the conditions.
    subjects : numpy.ndarray, (trial,), int
    names : list of str
        Of the subjects.
    """

    pairs: np.ndarray
    odd: np.ndarray
    faces: np.ndarray
    subjects: np.ndarray
    names: list[str]


def index_trials(choices: pd.DataFrame, conditions: list[str]) -> Trials:
    """Find the faces of each trial among the compared ones.

    Parameters
    ----------
    choices : pandas.DataFrame
        ``subject``, ``first``, ``second``, ``third`` and ``odd``, in any order of rows.
    conditions : list of str
        Faces in the order of the RDMs' pairs; trials with other faces are left out.

    Returns
    -------
    Trials

    Raises
    ------
    ValueError
        If no trial is left, or the odd one is none of the three.
    """
    choices = choices.sort_values(["subject", *FACES, "odd"], ignore_index=True)
    place = {name: i for i, name in enumerate(conditions)}
    known = choices[list(FACES)].isin(list(place)).all(axis=1)
    choices = choices[known]
    if choices.empty:
        raise ValueError("no trial has three faces that are compared")
    faces = np.stack([choices[name].map(place).to_numpy(int) for name in FACES], axis=1)
    is_odd = np.stack([(choices[name] == choices["odd"]).to_numpy() for name in FACES], axis=1)
    if not (is_odd.sum(axis=1) == 1).all():
        trial = choices.iloc[np.flatnonzero(is_odd.sum(axis=1) != 1)[0]]
        raise ValueError(
            f"the odd one {trial['odd']!r} is not exactly one of {[trial[n] for n in FACES]}"
        )
    names, subjects = np.unique(choices["subject"].astype(str), return_inverse=True)
    number = np.zeros((len(conditions), len(conditions)), dtype=int)
    upper = np.triu_indices(len(conditions), 1)
    number[upper] = np.arange(len(upper[0]))
    number += number.T
    pairs = np.stack([number[faces[:, a], faces[:, b]] for a, b in TOGETHER], axis=1)
    return Trials(pairs, is_odd.argmax(axis=1), faces, subjects, list(names))


def weigh_trials(trials: Trials, resamples: Resamples) -> np.ndarray:
    """Weigh trials by how often their faces and their subject are in each resample.

    Parameters
    ----------
    trials : Trials
    resamples : Resamples
        Of one subject, or of those of the trials.

    Returns
    -------
    numpy.ndarray, (row, trial), float64
    """
    weights = resamples.images[:, trials.faces].prod(axis=2)
    if resamples.subjects.shape[1] == len(trials.names):
        weights = weights * resamples.subjects[:, trials.subjects]
    return weights


def predict_odd(vectors: np.ndarray, trials: Trials) -> np.ndarray:
    """Predict the odd one out of each trial: the face that is not of the most alike pair.

    Parameters
    ----------
    vectors : numpy.ndarray, (RDM, pair)
    trials : Trials

    Returns
    -------
    numpy.ndarray, (RDM, trial), float64
        1 where the prediction is the choice, 0 where not; of k equally alike pairs, 1/k if the
        choice is among them.
    """
    options = vectors[:, trials.pairs]
    nearest = options <= options.min(axis=2, keepdims=True) + ROUNDING
    return credit_choice(nearest, trials.odd)


def credit_choice(nearest: np.ndarray, odd: np.ndarray) -> np.ndarray:
    """Share the credit of a prediction among equally good options (..., trial)."""
    chosen = np.take_along_axis(
        nearest, np.broadcast_to(odd[:, None], (*nearest.shape[:-1], 1)), axis=-1
    )[..., 0]
    return chosen / nearest.sum(axis=-1)


def fit_choices(
    predictors: np.ndarray, trials: Trials, weights: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """Fit non-negative weights of distances to choices, by maximum likelihood.

    Parameters
    ----------
    predictors : numpy.ndarray, (predictor, pair)
        Distances, such as those of single parts of the face, on a common scale.
    trials : Trials
    weights : numpy.ndarray, (trial,)
        How often each trial counts.
    start : numpy.ndarray, (predictor,)
        Where the search begins; the optimum is one.

    Returns
    -------
    numpy.ndarray, (predictor,), float64
        Non-negative; their size says how consistent choices are, their ratios what counts.

    Notes
    -----
    Conditional logit: the pair that stays together is chosen with a probability proportional to
    ``exp(-Σ weight · distance)``. Noise of normal distribution on each distance, as simulated
    observers have, gives nearly the same choices, with other sizes but equal ratios of weights.

    References
    ----------
    McFadden (1974), Conditional logit analysis of qualitative choice behavior; Hebart et al.
    (2020), Nature Human Behaviour 4, 1173-1185 (odd-one-out choices by softmax over pairs).
    """
    counted = weights > 0
    distances = predictors[:, trials.pairs[counted]].transpose(1, 2, 0)
    odd, weights = trials.odd[counted], weights[counted]
    share = weights / weights.sum()
    chosen = distances[np.arange(len(odd)), odd]

    def judge(beta: np.ndarray) -> tuple[float, np.ndarray]:
        utility = -distances @ beta
        loss = -share @ log_softmax(utility, axis=1)[np.arange(len(odd)), odd]
        expected = np.einsum("to,tok->tk", softmax(utility, axis=1), distances)
        return loss, share @ (chosen - expected)

    found = minimize(
        judge, start, jac=True, method="L-BFGS-B",
        bounds=[(0, None)] * len(predictors),
    )  # fmt: skip
    return found.x
