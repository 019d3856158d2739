"""Permutation tests: agreement beside that with the names of the faces dealt out at random."""

import numpy as np
from scipy.stats import rankdata

from face_relevance.comparison.similarity.ceilings import pool_subjects
from face_relevance.comparison.similarity.comparators import LOSE_BY_TIES, RANKED, WHITENED
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.whitening import whiten

UNCENTRED = ("cosine", "whitened-cosine")


def permute_labels(
    vectors: np.ndarray, targets: np.ndarray, comparator: str, permutations: int, seed: int
) -> np.ndarray:
    """Test whether RDMs agree with the pooled target RDM better than by chance.

    Parameters
    ----------
    vectors : numpy.ndarray, (seed, RDM, pair)
        RDMs of one or several models, whose agreements are averaged.
    targets : numpy.ndarray, (subject, pair)
        NaN where a subject did not judge a pair.
    comparator : str
        One of `comparators.COMPARATORS`; tau-a is tested by ranks.
    permutations, seed : int

    Returns
    -------
    numpy.ndarray, (RDM,)
        One-sided p-values, ``(1 + as large) / (1 + permutations)``.

    Notes
    -----
    The names of the faces are permuted, rows and columns of the pooled RDM together, never single
    dissimilarities, for these depend on one another. The statistic is the comparator up to
    constants that no permutation changes. Pairs that nobody judged have the mean dissimilarity.

    References
    ----------
    Nili et al. (2014), PLOS Computational Biology 10, e1003553.
    """
    pooled = pool_subjects(targets, comparator)
    pooled = np.where(np.isnan(pooled), np.nanmean(pooled), pooled)
    mine = np.stack([_prepare(rdms, comparator) for rdms in vectors]).mean(axis=0)
    # Of the target only ranks and means matter; whitening is done on the other side once.
    target = rankdata(pooled) if comparator in (*RANKED, "tau-a") else pooled
    if comparator not in UNCENTRED:
        target = target - target.mean()
    first, second = PairWeights.of_sample(len(target)).upper
    count = second.max() + 1
    square = np.zeros((count, count))
    square[first, second] = square[second, first] = target
    rng = np.random.default_rng(seed)
    observed = mine @ target
    reached = np.zeros(len(mine))
    for _ in range(permutations):
        order = rng.permutation(count)
        reached += mine @ square[order[first], order[second]] >= observed - 1e-12
    return (1 + reached) / (1 + permutations)


def _prepare(rdms: np.ndarray, comparator: str) -> np.ndarray:
    """RDMs (RDM, pair) of which a product with the target is the comparator up to a constant."""
    if comparator in (*RANKED, "tau-a"):
        rdms = rankdata(rdms, axis=1)
    if comparator not in UNCENTRED:
        rdms = rdms - rdms.mean(axis=1, keepdims=True)
    if comparator in LOSE_BY_TIES:  # whose scale is the same for all RDMs
        return rdms
    weighed = whiten(rdms) if comparator in WHITENED else rdms
    length = np.sqrt((rdms * weighed).sum(axis=1, keepdims=True))
    return weighed / np.where(length > 0, length, 1)
