"""Partial comparisons: what models and observers share beyond low-level and category baselines."""

import numpy as np

from face_relevance.comparison.similarity.comparators import compare_rows, group_targets
from face_relevance.comparison.similarity.pairs import PairWeights

PARTIAL = {
    "cosine": "partial pearson",
    "pearson": "partial pearson",
    "whitened-cosine": "partial pearson",
    "whitened-pearson": "partial pearson",
    "spearman": "partial spearman",
    "rho-a": "partial spearman",
    "tau-a": "partial spearman",
}
"""Which partial correlation goes with each comparator."""


def compare_partially(
    comparator: str,
    vectors: np.ndarray,
    targets: np.ndarray,
    controls: np.ndarray,
    weights: PairWeights,
) -> np.ndarray:
    """Correlate RDMs with target RDMs while other RDMs are held constant, in every row of weights.

    Parameters
    ----------
    comparator : str
        One of ``PARTIAL``; decides whether dissimilarities are ranked first.
    vectors : numpy.ndarray, (RDM, pair)
    targets : numpy.ndarray, (target, pair)
        NaN where a subject did not judge a pair; controls then hold for the judged pairs.
    controls : numpy.ndarray, (control, pair)
    weights : PairWeights

    Returns
    -------
    numpy.ndarray, (row, RDM, target), float64
        Correlation of what linear regression on the controls leaves of both; 0 where it leaves
        nothing.
    """
    base = PARTIAL[comparator].removeprefix("partial ")
    count = len(vectors)
    both = np.vstack([vectors, controls])
    result = np.empty((len(weights), count, len(targets)))
    for members, judged in group_targets(targets):
        beside = np.full(controls.shape, np.nan)
        beside[:, judged] = controls[:, judged]
        found = compare_rows(base, both, np.vstack([targets[members], beside]), weights)
        size = len(members)
        result[:, :, members] = _hold_constant(
            found[:, :count, :size],
            found[:, :count, size:],
            found[:, count:, :size],
            found[:, count:, size:],
        )
    return result


def _hold_constant(
    direct: np.ndarray, mine: np.ndarray, theirs: np.ndarray, among: np.ndarray
) -> np.ndarray:
    """Partial correlations (row, RDM, target) from those of RDMs, targets and controls."""
    known = np.isfinite(among).all(axis=(1, 2))
    inverse = np.full(among.shape, np.nan)
    # Controls may be collinear, as a category of which a draw holds one level only.
    inverse[known] = np.linalg.pinv(among[known], hermitian=True)
    explained = np.einsum("rvk,rkl->rvl", mine, inverse)
    left = 1 - np.einsum("rvl,rvl->rv", explained, mine)
    left_of_targets = 1 - np.einsum("rkt,rkl,rlt->rt", theirs, inverse, theirs)
    scale = np.maximum(left, 0)[..., None] * np.maximum(left_of_targets, 0)[:, None]
    rest = direct - np.einsum("rvl,rlt->rvt", explained, theirs)
    values = np.divide(rest, np.sqrt(scale), out=np.zeros_like(rest), where=scale > 1e-18)
    values[~known] = np.nan
    return np.clip(values, -1, 1)
