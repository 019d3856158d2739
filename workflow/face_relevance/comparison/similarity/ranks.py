"""Rank correlation of RDMs under bootstrap weights."""

from collections.abc import Sequence

import numpy as np

from face_relevance.store.labels import read_names

# Draws handled together; bounds memory at a few times CHUNK · pairs numbers.
CHUNK = 100


def weighted_rho_a(
    vectors: np.ndarray,
    reference: np.ndarray,
    condition_weights: np.ndarray,
    clusters: Sequence[str],
) -> np.ndarray:
    """Compute rho-a of RDMs with a reference RDM in each bootstrap draw of the conditions.

    Parameters
    ----------
    vectors : numpy.ndarray, (RDM, pair)
        Upper triangles of the RDMs.
    reference : numpy.ndarray, (pair,)
        Upper triangle of the reference.
    condition_weights : numpy.ndarray, (draw, condition)
        How often each condition is in each draw, whole numbers, the same within a cluster.
    clusters : sequence of str, (condition,)
        What was resampled together.

    Returns
    -------
    numpy.ndarray, (draw, RDM), float64
        NaN in draws of fewer than three different clusters.

    Notes
    -----
    Every copy of a cluster counts as a cluster of its own. Two conditions of different clusters,
    drawn m and n times, hence form m · n pairs, two conditions of one cluster m pairs, and pairs
    across copies of one cluster are excluded. Mid-ranks under such weights follow from one sort of
    each RDM and a cumulative sum of weights in each draw. With clusters of one condition this is
    the same number as rsatoolbox' ``subsample_pattern`` and ``compare(method="rho-a")`` on every
    draw, some hundred times faster. With larger clusters rsatoolbox excludes only the pairs of a
    condition with itself and counts the pairs inside a cluster m² times, about twice too many on
    average, which moves the whole bootstrap distribution when the reference is cluster identity.

    References
    ----------
    Schütt et al. (2023), Statistical inference on representational geometries, eLife 12, e82566.
    """
    first, second = np.triu_indices(condition_weights.shape[1], 1)
    _, representative, member = np.unique(
        read_names(clusters), return_index=True, return_inverse=True
    )
    inside = member[first] == member[second]
    sorted_reference = _Sorted(reference)
    sorted_vectors = [_Sorted(vector) for vector in vectors]
    result = np.full((len(condition_weights), len(vectors)), np.nan)
    for start in range(0, len(condition_weights), CHUNK):
        drawn = condition_weights[start : start + CHUNK]
        weights = drawn[:, first] * np.where(inside, 1, drawn[:, second])
        total = weights.sum(axis=1)
        middle = (total[:, None] + 1) / 2
        weighted_reference = weights * (sorted_reference.rank(weights) - middle)
        scale = total**3 - total
        usable = (drawn[:, representative] > 0).sum(axis=1) >= 3
        for column, ordered in enumerate(sorted_vectors):
            products = (weighted_reference * (ordered.rank(weights) - middle)).sum(axis=1)
            result[start : start + CHUNK, column] = np.divide(
                12 * products, scale, out=np.full(len(drawn), np.nan), where=usable
            )
    return result


class _Sorted:
    """A vector sorted once, to be ranked under many weights."""

    def __init__(self, vector: np.ndarray) -> None:
        """Sort the vector and find its groups of ties."""
        values, self.group = np.unique(vector, return_inverse=True)
        self.order = np.argsort(self.group, kind="stable")
        self.ends = (
            np.searchsorted(self.group[self.order], np.arange(len(values)), side="right") - 1
        )

    def rank(self, weights: np.ndarray) -> np.ndarray:
        """Mid-rank every element among as many copies of each as its weight says."""
        below_or_tied = np.cumsum(weights[:, self.order], axis=1)[:, self.ends]
        tied = np.diff(below_or_tied, axis=1, prepend=0)
        return (below_or_tied - (tied - 1) / 2)[:, self.group]
