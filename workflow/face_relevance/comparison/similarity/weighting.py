"""Non-negative weights of layers, or of parts of the face, that fit the observers' RDM best."""

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from face_relevance.comparison.intervals import UNIT, average_seeds
from face_relevance.comparison.similarity.alignment import average_targets
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.scores import find_interval
from face_relevance.comparison.similarity.scoring import Sample

# Fewer draws than elsewhere, for every one of them fits anew.
MOST_DRAWS = 150
COLUMNS = ("pretraining", "task", "layer", "weight", "low", "high", "over")


def fit_weights(predictors: np.ndarray, target: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Fit non-negative weights of RDMs to an RDM, by least squares around the means.

    Parameters
    ----------
    predictors : numpy.ndarray, (RDM, pair)
    target : numpy.ndarray, (pair,)
        NaN where nothing is known.
    weights : numpy.ndarray, (pair,)
        How often each pair counts.

    Returns
    -------
    numpy.ndarray, (RDM,), float64

    Notes
    -----
    The direction is that of rsatoolbox' ``fit_regress_nn`` with "corr": the non-negative weights
    whose sum correlates best with the target.
    """
    pairs = np.where(np.isfinite(target), weights, 0)
    both = np.vstack([predictors, np.nan_to_num(target)])
    both = (both - (both @ pairs / pairs.sum())[:, None]) * np.sqrt(pairs)
    *columns, aim = both
    return nnls(np.stack(columns, axis=1), aim)[0]


def fit_rows(
    vectors: np.ndarray, targets: np.ndarray, weights: PairWeights, counts: np.ndarray
) -> np.ndarray:
    """Fit non-negative weights of RDMs to the mean of target RDMs, in every row.

    Parameters
    ----------
    vectors : numpy.ndarray, (RDM, pair)
    targets : numpy.ndarray, (target, pair)
        NaN where a subject did not judge a pair.
    weights : PairWeights
    counts : numpy.ndarray, (row, target)
        How often each target counts.

    Returns
    -------
    numpy.ndarray, (row, RDM), float64
        Weights that add up to 1; equal ones where none is positive.
    """
    fitted = np.full((len(weights), len(vectors)), np.nan)
    for row in np.flatnonzero(weights.usable):
        pairs = weights.of_rows(slice(row, row + 1))[:, 0]
        beta = fit_weights(vectors, average_targets(targets, counts[row]), pairs)
        fitted[row] = beta / beta.sum() if beta.any() else 1 / len(beta)
    return fitted


def scale_layers(sample: Sample, model: int) -> np.ndarray:
    """Divide the RDMs of a model's layers by the spread of their dissimilarities.

    Parameters
    ----------
    sample : Sample
    model : int
        Place among the models.

    Returns
    -------
    numpy.ndarray, (layer, pair), float64
        Of the kind "features", each with a standard deviation of 1; 0 where they do not vary.
    """
    features = (sample.compared.described["kind"] == "features").values
    vectors = sample.compared.vectors[model, features]
    spread = vectors.std(axis=1, keepdims=True)
    return np.divide(vectors, spread, out=np.zeros_like(vectors), where=spread > 0)


def scale_parts(sample: Sample) -> np.ndarray:
    """Divide the distances by part of the face by their mean, so that equal weights count alike.

    Parameters
    ----------
    sample : Sample

    Returns
    -------
    numpy.ndarray, (part, pair), float64
        None where parts are not known.
    """
    compared = sample.compared
    parts = compared.baseline_vectors[(compared.baselines["kind"] == "part").values]
    return parts / parts.mean(axis=1, keepdims=True)


def weigh_layers(sample: Sample) -> pd.DataFrame:
    """Weigh the layers of each pretraining and task by how much they add to the best fit.

    Parameters
    ----------
    sample : Sample
        Whose models, observers and resamples are used.

    Returns
    -------
    pandas.DataFrame
        ``weight`` of each ``layer``, fitted to all faces and subjects and averaged over seeds;
        those of one pretraining and task add up to 1.

    Notes
    -----
    Neighbouring layers are alike, so that a weight may move from one to the next: the intervals
    say how freely.
    """
    compared = sample.compared
    thin = sample.take_draws(MOST_DRAWS)
    weights = PairWeights(thin.resamples.images, compared.clusters)
    layers = compared.described["layer"][compared.described["kind"] == "features"]
    tables = []
    for (pretraining, task), members in sample.cells.items():
        fitted = [
            fit_rows(
                scale_layers(sample, model), compared.targets, weights, thin.resamples.subjects
            )
            for model in members
        ]
        values = average_seeds(np.stack(fitted, axis=1), thin.resamples, members)
        found, _ = find_interval(values, thin, len(members) > 1, UNIT)
        table = pd.DataFrame({"layer": layers.values, "weight": values[0], "low": found.low})
        table["high"], table["over"] = found.high, found.over
        table["pretraining"], table["task"] = pretraining, task
        tables.append(table)
    return pd.concat(tables, ignore_index=True).reindex(columns=list(COLUMNS))
