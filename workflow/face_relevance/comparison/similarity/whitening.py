"""Whitened comparators: dissimilarities that share a condition are correlated."""

import numpy as np

from face_relevance.comparison.similarity.pairs import PairWeights


def compare_whitened(
    vectors: np.ndarray, targets: np.ndarray, weights: PairWeights, centred: bool
) -> np.ndarray:
    """Compare RDMs after whitening by the covariance of dissimilarities.

    Parameters
    ----------
    vectors : numpy.ndarray, (RDM, pair)
    targets : numpy.ndarray, (target, pair)
        All pairs must be judged.
    weights : PairWeights
    centred : bool
        Whether the mean dissimilarity is taken off first ("whitened-pearson").

    Returns
    -------
    numpy.ndarray, (row, RDM, target), float64

    Raises
    ------
    ValueError
        If a pair was not judged.

    Notes
    -----
    With independent and equal noise in all conditions, dissimilarities have the covariance
    ``V = 2 I + A Aᵀ``, where A tells which conditions make up a pair, so that
    ``xᵀ V⁻¹ y = (xᵀy - (Aᵀx)ᵀ (2 I + AᵀA)⁻¹ Aᵀy) / 2``: a system of equations of the size of the
    conditions, not of the pairs. Copies of a condition have equal sums, so that each draw needs
    one equation for each different condition.

    References
    ----------
    Diedrichsen et al. (2021), Comparing representational geometries using whitened unbiased-
    distance-matrix similarity, arXiv 2007.02789.
    """
    if np.isnan(targets).any():
        raise ValueError(
            "whitened comparators need every subject to judge every pair; use another one in "
            "similarity.comparators, or observers.pooled: true"
        )
    everything = np.vstack([vectors, targets])
    split = len(vectors)
    result = np.empty((len(weights), split, len(targets)))
    for row, drawn in enumerate(weights.conditions):
        pairs = weights.of_rows(slice(row, row + 1))[:, 0]
        values = everything
        if centred:
            values = values - (values @ pairs / max(pairs.sum(), 1))[:, None]
        sums, solved = _solve(values, drawn, weights)
        mine, theirs = slice(None, split), slice(split, None)
        products = (values[mine] * pairs) @ values[theirs].T
        products -= (sums[mine] * drawn) @ solved[theirs].T
        lengths = np.einsum("ip,ip,p->i", values, values, pairs)
        lengths -= np.einsum("ic,ic,c->i", sums, solved, drawn)
        scale = np.sqrt(np.maximum(np.outer(lengths[mine], lengths[theirs]), 0))
        small = 1e-12 * scale.max(initial=0)
        result[row] = np.divide(products, scale, out=np.zeros_like(products), where=scale > small)
    return result


def whiten(vectors: np.ndarray) -> np.ndarray:
    """Multiply RDMs by ``V⁻¹``, up to a constant.

    Parameters
    ----------
    vectors : numpy.ndarray, (RDM, pair)
        Without missing pairs.

    Returns
    -------
    numpy.ndarray, (RDM, pair), float64
        Products with RDMs are proportional to those of both after whitening.
    """
    weights = PairWeights.of_sample(vectors.shape[1])
    _, solved = _solve(vectors, weights.conditions[0], weights)
    first, second = weights.upper
    return vectors - solved[:, first] - solved[:, second]


def _solve(
    values: np.ndarray, drawn: np.ndarray, weights: PairWeights
) -> tuple[np.ndarray, np.ndarray]:
    """``Aᵀx`` and ``(2 I + AᵀA)⁻¹ Aᵀx`` of all vectors, for one copy of each condition."""
    count = len(drawn)
    first, second = weights.upper
    partners = np.zeros((count, count))
    # One copy of a condition meets all copies of another cluster, but only its own of its own.
    partners[first, second] = np.where(weights.inside, 1, drawn[second])
    partners[second, first] = np.where(weights.inside, 1, drawn[first])
    present = drawn > 0
    partners[:, ~present] = 0
    square = np.zeros((len(values), count, count))
    square[:, first, second] = values
    square[:, second, first] = values
    sums = np.einsum("icd,cd->ic", square, partners)
    system = partners + np.diag(2 + partners.sum(axis=1))
    return sums, np.linalg.solve(system, sums.T).T
