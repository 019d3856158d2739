"""Noise ceilings: how well observers agree with one another."""

import numpy as np
from scipy.stats import rankdata

from face_relevance.comparison.resampling import Resamples
from face_relevance.comparison.similarity.alignment import average_targets
from face_relevance.comparison.similarity.comparators import RANKED, WHITENED, compare_rows
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.rdms import DECIMALS
from face_relevance.comparison.similarity.whitening import whiten


def noise_ceiling(targets: np.ndarray, comparator: str) -> tuple[float, float]:
    """Compare each subject with the others, and with all including the subject.

    Parameters
    ----------
    targets : numpy.ndarray, (subject, pair)
        Dissimilarities; NaN where a subject did not judge a pair.
    comparator : str
        One of `comparators.COMPARATORS`.

    Returns
    -------
    low, high : float
        Lower bound (the other subjects' pooled RDM, a model that fits as well as people do) and
        upper bound (no model can fit all subjects better on average); NaN with one subject.

    Notes
    -----
    As in rsatoolbox' ``boot_noise_ceiling``; with pairs that single subjects did not judge, pooled
    dissimilarities are means over those who did, and each subject is compared on the pairs that
    the subject judged and, for the lower bound, somebody else did as well.

    References
    ----------
    Nili et al. (2014), PLOS Computational Biology 10, e1003553.
    """
    low, high = resample_ceiling(targets, comparator, PairWeights.of_sample(targets.shape[1]))
    return float(low[0]), float(high[0])


def resample_ceiling(
    targets: np.ndarray, comparator: str, weights: PairWeights
) -> tuple[np.ndarray, np.ndarray]:
    """Compute the noise ceiling of given subjects in every resample of the faces.

    Parameters
    ----------
    targets : numpy.ndarray, (subject, pair)
    comparator : str
    weights : PairWeights

    Returns
    -------
    low, high : numpy.ndarray, (row,)
        See :func:`noise_ceiling`.
    """
    if len(targets) < 2:
        return np.full(len(weights), np.nan), np.full(len(weights), np.nan)
    everybody = pool_subjects(targets, comparator)
    low, high = [], []
    for subject, own in enumerate(targets):
        others = pool_subjects(np.delete(targets, subject, axis=0), comparator)
        for bounds, pooled in ((low, others), (high, everybody)):
            target = np.where(np.isnan(pooled), np.nan, own)
            found = compare_rows(comparator, np.nan_to_num(pooled)[None], target[None], weights)
            bounds.append(found[:, 0, 0])
    return np.mean(low, axis=0), np.mean(high, axis=0)


def resample_lower_bound(
    targets: np.ndarray, comparator: str, resamples: Resamples, clusters: np.ndarray
) -> np.ndarray:
    """Compute the lower bound of the noise ceiling in every resample of faces and subjects.

    Parameters
    ----------
    targets : numpy.ndarray, (subject, pair)
    comparator : str
    resamples : Resamples
    clusters : numpy.ndarray of str, (condition,)

    Returns
    -------
    numpy.ndarray, (row,)
        All copies of a subject are left out of what the subject is compared with; NaN in a row
        with one subject only.
    """
    bound = np.full(len(resamples.images), np.nan)
    weights = PairWeights(resamples.images, clusters)
    for row, counts in enumerate(resamples.subjects):
        present = np.flatnonzero(counts)
        if len(present) < 2 or not weights.usable[row]:
            continue
        here = weights.take(row)
        found = []
        for subject in present:
            others = np.where(np.arange(len(counts)) == subject, 0, counts)
            pooled = pool_subjects(targets, comparator, others)
            target = np.where(np.isnan(pooled), np.nan, targets[subject])
            found.append(compare_rows(comparator, np.nan_to_num(pooled)[None], target[None], here))
        values = np.array(found).ravel()
        known = np.isfinite(values)
        if known.any():
            bound[row] = np.average(values[known], weights=counts[present][known])
    return bound


def compare_once(comparator: str, vectors: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Compare RDMs with targets, every pair once (RDM, target)."""
    return compare_rows(comparator, vectors, targets, PairWeights.of_sample(vectors.shape[1]))[0]


def pool_subjects(targets: np.ndarray, comparator: str, weights: np.ndarray | None = None):
    """Average the RDMs of subjects, scaled as the comparator takes them.

    Parameters
    ----------
    targets : numpy.ndarray, (subject, pair)
        NaN where a subject did not judge a pair.
    comparator : str
    weights : numpy.ndarray, (..., subject), optional
        How often each subject counts.

    Returns
    -------
    numpy.ndarray, (..., pair), float64
        NaN where nobody judged a pair.
    """
    weights = np.ones(len(targets)) if weights is None else weights
    pooled = average_targets(_scale(targets, comparator), weights)
    return np.round(pooled, DECIMALS)  # equal means are ties, whatever the rounding


def _scale(targets: np.ndarray, comparator: str) -> np.ndarray:
    """Take out of each RDM what the comparator does not see."""
    if comparator in (*RANKED, "tau-a"):
        scaled = np.full(targets.shape, np.nan)
        for row, target in zip(scaled, targets, strict=True):
            judged = np.isfinite(target)
            row[judged] = (rankdata(target[judged]) - 0.5) / judged.sum()
        return scaled
    if comparator in ("pearson", "whitened-pearson"):
        targets = targets - np.nanmean(targets, axis=1, keepdims=True)
    if comparator in WHITENED:
        length = np.sqrt((targets * whiten(targets)).sum(axis=1, keepdims=True))
    else:
        length = np.sqrt(np.nanmean(targets**2, axis=1, keepdims=True))
    return targets / np.where(length > 0, length, 1)
