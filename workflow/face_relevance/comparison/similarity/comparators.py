"""How alike two RDMs are, in every bootstrap draw: the comparators of rsatoolbox under weights."""

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.ranks import Ranked
from face_relevance.comparison.similarity.whitening import compare_whitened

RANKED = ("spearman", "rho-a")
WHITENED = ("whitened-cosine", "whitened-pearson")
COMPARATORS = ("cosine", "pearson", *RANKED, "tau-a", *WHITENED)
# Ties take part of their range; a draw, whose copies tie, takes more of it than the sample.
LOSE_BY_TIES = ("rho-a", "tau-a")
# Numbers of an array that are handled together: enough to be quick, few enough for the cache.
CHUNK = 250_000


def compare_rows(
    comparator: str, vectors: np.ndarray, targets: np.ndarray, weights: PairWeights
) -> np.ndarray:
    """Compare RDMs with target RDMs in every row of weights.

    Parameters
    ----------
    comparator : str
        One of ``COMPARATORS``.
    vectors : numpy.ndarray, (RDM, pair)
        Upper triangles, as of `rdms.stack_upper`.
    targets : numpy.ndarray, (target, pair)
        Upper triangles; NaN where a subject did not judge a pair, which then does not count in
        the comparison with that subject.
    weights : PairWeights

    Returns
    -------
    numpy.ndarray, (row, RDM, target), float64
        NaN in rows of fewer than three different clusters, or in which nothing that the target
        judged is left; 0 where one of the two does not vary.

    Raises
    ------
    ValueError
        If a whitened comparator meets a pair that was not judged, or the comparator is unknown.

    Notes
    -----
    Without weights each is the comparator of rsatoolbox: cosine, corr, spearman, rho-a, tau-a,
    cosine_cov and corr_cov. In a draw the copies of a pair tie with each other, which takes part
    of the range of rho-a and tau-a; each draw is therefore scaled by what is attainable with all
    conditions over what is attainable in the draw, where both are comparisons of the target with
    itself.

    References
    ----------
    Nili et al. (2014), PLOS Computational Biology 10, e1003553; Schütt et al. (2023), eLife 12,
    e82566; Diedrichsen et al. (2021), arXiv 2007.02789 (whitening).
    """
    if comparator not in COMPARATORS:
        raise ValueError(f"there is no comparator {comparator!r}; there are {COMPARATORS}")
    if comparator in WHITENED:
        result = compare_whitened(vectors, targets, weights, comparator == "whitened-pearson")
    else:
        result = np.empty((len(weights), len(vectors), len(targets)))
        for members, judged in group_targets(targets):
            here = compare_group(comparator, vectors[:, judged], targets[members][:, judged])
            for rows, drawn in _chunk(weights, judged):
                result[rows, :, members] = here(drawn).transpose(1, 2, 0)
    result[~weights.usable] = np.nan
    return result


def compare_group(
    comparator: str, vectors: np.ndarray, targets: np.ndarray
) -> Callable[[np.ndarray], np.ndarray]:
    """Prepare the comparison of RDMs with targets that all judged the same pairs.

    Parameters
    ----------
    comparator : {"cosine", "pearson", "spearman", "rho-a", "tau-a"}
    vectors : numpy.ndarray, (RDM, pair)
    targets : numpy.ndarray, (target, pair)

    Returns
    -------
    callable
        Takes weights (pair, row), gives comparisons (target, row, RDM).
    """
    if comparator == "tau-a":
        return _TauA(vectors, targets)
    if comparator in RANKED:
        return _Ranks(vectors, targets, corrected=comparator == "spearman")
    return _Products(vectors, targets, centred=comparator == "pearson")


class _Products:
    """Cosine and Pearson: sums of weighted products."""

    def __init__(self, vectors: np.ndarray, targets: np.ndarray, centred: bool) -> None:
        self.centred = centred
        if centred:  # once for accuracy, in each row for the row's own mean
            vectors = vectors - vectors.mean(axis=1, keepdims=True)
            targets = targets - targets.mean(axis=1, keepdims=True)
        self.vectors, self.targets = vectors, targets

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        total = weights.sum(axis=0)
        products = np.stack([(weights.T * target) @ self.vectors.T for target in self.targets])
        squares = weights.T @ (self.vectors**2).T
        target_squares = self.targets**2 @ weights
        if self.centred:
            means, target_means = weights.T @ self.vectors.T, self.targets @ weights
            with np.errstate(invalid="ignore"):
                products -= target_means[..., None] * (means / total[:, None])
                squares -= means**2 / total[:, None]
                target_squares -= target_means**2 / total
        scale = np.sqrt(np.maximum(squares, 0) * np.maximum(target_squares, 0)[..., None])
        return _known(_ratio(products, scale), total)


class _Ranks:
    """Spearman, and rho-a, which is Spearman's expectation when ties break at random."""

    def __init__(self, vectors: np.ndarray, targets: np.ndarray, corrected: bool) -> None:
        self.vectors = [Ranked(vector) for vector in vectors]
        self.targets = [Ranked(target) for target in targets]
        self.corrected = corrected

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        total = weights.sum(axis=0)
        middle = (total + 1) / 2
        ranks = np.stack([ranked.rank(weights) - middle for ranked in self.targets])
        weighted = ranks * weights
        itself = np.einsum("tpr,tpr->tr", weighted, ranks)
        found = np.empty((len(ranks), weights.shape[1], len(self.vectors)))
        for column, ranked in enumerate(self.vectors):
            mine = ranked.rank(weights) - middle
            products = np.einsum("tpr,pr->tr", weighted, mine)
            if self.corrected:
                scale = np.sqrt(np.einsum("pr,pr,pr->r", weights, mine, mine) * itself)
            else:
                # (n³ - n) / 12 in the row, times what ties leave of it in row and sample
                scale = _ratio(itself, self._attainable)
            found[..., column] = _ratio(products, scale)
        return _known(found, total)

    @cached_property
    def _attainable(self) -> np.ndarray:
        """Rho-a of each target with itself in the sample (target, 1)."""
        values = []
        for ranked in self.targets:
            count = len(ranked.order)
            ranks = ranked.rank(np.ones((count, 1)))[:, 0] - (count + 1) / 2
            values.append(12 * (ranks**2).sum() / (count**3 - count))
        return np.array(values)[:, None]


class _TauA:
    """Kendall's tau-a: concordant minus discordant pairs of dissimilarities."""

    def __init__(self, vectors: np.ndarray, targets: np.ndarray) -> None:
        self.vectors, self.targets = vectors, targets

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        drawn, total = weights.T, weights.sum(axis=0)
        found = np.empty((len(self.targets), len(drawn), len(self.vectors)))
        for row, target in enumerate(self.targets):
            order = np.sign(target[:, None] - target)
            itself = ((drawn @ np.abs(order)) * drawn).sum(axis=1)
            attainable = np.abs(order).sum() / (len(target) * (len(target) - 1))
            for column, vector in enumerate(self.vectors):
                both = order * np.sign(vector[:, None] - vector)
                scale = _ratio(itself, np.array(attainable))
                found[row, :, column] = _ratio(((drawn @ both) * drawn).sum(axis=1), scale)
        return _known(found, total)


def group_targets(targets: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Group targets that judged the same pairs.

    Parameters
    ----------
    targets : numpy.ndarray, (target, pair)

    Yields
    ------
    members, judged : numpy.ndarray of int
        Which targets, and which pairs they judged.
    """
    judged = np.isfinite(targets)
    kinds, kind = np.unique(judged, axis=0, return_inverse=True)
    for number, pairs in enumerate(kinds):
        yield np.flatnonzero(kind == number), np.flatnonzero(pairs)


def _chunk(weights: PairWeights, judged: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Rows, some at a time, and the weights of the judged pairs in them."""
    step = max(1, CHUNK // max(len(judged), 1))
    for start in range(0, len(weights), step):
        rows = slice(start, start + step)
        yield rows, weights.of_rows(rows)[judged]


def _ratio(products: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Divide; what does not vary resembles nothing."""
    small = 1e-12 * np.nanmax(np.abs(scale), initial=0)
    return np.divide(products, scale, out=np.zeros_like(products), where=scale > small)


def _known(found: np.ndarray, total: np.ndarray) -> np.ndarray:
    """NaN (target, row, RDM) in rows in which fewer than two judged pairs are left."""
    found[:, total < 2] = np.nan
    return found
