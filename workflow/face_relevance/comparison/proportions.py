"""Confidence bounds of proportions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from face_relevance.store.labels import read_names


def proportion_lower_bound(
    correct: ArrayLike, clusters: Sequence[str], level: float = 0.95
) -> float:
    """Bound a proportion of clustered binary outcomes from below.

    Parameters
    ----------
    correct : array-like, (image,), bool
        Outcome of each image.
    clusters : sequence of str, (image,)
        Identity of each image.
    level : float
        One-sided confidence level: the true proportion is above the bound with this probability.

    Returns
    -------
    float
        Lower bound, 0 to 1.

    Raises
    ------
    ValueError
        If the lengths differ, fewer than two clusters are given or the level is not above 0.5.

    Notes
    -----
    The exact (Clopper-Pearson) bound for the effective number of images,
    ``n / deff · (t_{n-1} / t_{c-1})²`` with c clusters, where ``deff = 1 + (m - 1) ICC``, m the
    size-weighted mean cluster size, and the ICC from a one-way analysis of variance, kept between
    0 and 1. Where all outcomes are equal no ICC can be estimated; then each cluster counts as one
    observation, the most careful choice.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24, 193-201.
    """
    outcome = np.asarray(correct, dtype=np.float64)
    names, member, sizes = np.unique(read_names(clusters), return_inverse=True, return_counts=True)
    if outcome.shape != member.shape:
        raise ValueError(f"{outcome.size} outcomes but {member.size} clusters; give one for each")
    if not 0.5 < level < 1:
        raise ValueError(f"level must lie between 0.5 and 1, got {level}")
    count, groups = outcome.size, len(names)
    if groups < 2:
        raise ValueError("a bound needs at least two identities; one cannot show any variation")
    share = outcome.mean()
    if share in (0, 1):
        effective = float(groups)
    else:
        spread = 1 + ((sizes**2).sum() / count - 1) * _intraclass_correlation(
            outcome, member, sizes
        )
        ratio = stats.t.ppf(level, count - 1) / stats.t.ppf(level, groups - 1)
        effective = count / spread * ratio**2
    hits = share * effective
    return float(stats.beta.ppf(1 - level, hits, effective - hits + 1)) if hits > 0 else 0.0


def _intraclass_correlation(outcome: np.ndarray, member: np.ndarray, sizes: np.ndarray) -> float:
    """Estimate the correlation of two images of one cluster by a one-way analysis of variance."""
    count, groups = outcome.size, sizes.size
    if count == groups:
        return 0.0
    means = np.bincount(member, outcome) / sizes
    between = (sizes * (means - outcome.mean()) ** 2).sum() / (groups - 1)
    within = ((outcome - means[member]) ** 2).sum() / (count - groups)
    typical = (count - (sizes**2).sum() / count) / (groups - 1)
    return float(np.clip((between - within) / (between + (typical - 1) * within), 0, 1))
