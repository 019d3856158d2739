"""Weights of pairs of conditions in bootstrap draws of the conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from face_relevance.store.labels import read_names

# Draws of fewer different clusters say nothing about how dissimilarities agree.
LEAST_CLUSTERS = 3


@dataclass(frozen=True)
class PairWeights:
    """How often each pair of conditions is in each draw.

    Parameters
    ----------
    conditions : numpy.ndarray, (row, condition)
        How often each condition is in each row, whole numbers, the same within a cluster.
    clusters : sequence of str, (condition,)
        What was resampled together; by default each condition is a cluster.

    Notes
    -----
    Every copy of a cluster counts as a cluster of its own. Two conditions of different clusters,
    drawn m and n times, hence form m · n pairs, two conditions of one cluster m pairs, and pairs
    across copies of one cluster are excluded. With clusters of one condition this is what
    rsatoolbox does. With larger clusters rsatoolbox excludes only the pairs of a condition with
    itself and counts the pairs inside a cluster m² times, about twice too many on average, which
    moves the whole bootstrap distribution when the reference is cluster identity.
    """

    conditions: np.ndarray
    clusters: Sequence[str]

    @classmethod
    def of_sample(cls, pairs: int) -> "PairWeights":
        """Weigh every pair once, in one row, of as many conditions as have so many pairs."""
        count = round((1 + np.sqrt(1 + 8 * pairs)) / 2)
        return cls(np.ones((1, count)), np.arange(count))

    def take(self, row: int) -> "PairWeights":
        """Take one row; what follows from the clusters alone is not worked out again."""
        taken = PairWeights(self.conditions[row : row + 1], self.clusters)
        for name in ("upper", "inside", "_members"):
            taken.__dict__[name] = getattr(self, name)
        return taken

    @cached_property
    def upper(self) -> tuple[np.ndarray, np.ndarray]:
        """Conditions of each pair, row by row of the upper triangle."""
        return np.triu_indices(self.conditions.shape[1], 1)

    @cached_property
    def _members(self) -> tuple[np.ndarray, np.ndarray]:
        """The first condition of each cluster, and the cluster of each condition."""
        return np.unique(read_names(self.clusters), return_index=True, return_inverse=True)[1:]

    @cached_property
    def inside(self) -> np.ndarray:
        """Whether the two conditions of a pair are of one cluster (pair,)."""
        _, member = self._members
        first, second = self.upper
        return member[first] == member[second]

    @cached_property
    def usable(self) -> np.ndarray:
        """Whether a row has enough different clusters (row,)."""
        representative, _ = self._members
        return (self.conditions[:, representative] > 0).sum(axis=1) >= LEAST_CLUSTERS

    def __len__(self) -> int:
        return len(self.conditions)

    def of_rows(self, rows: slice) -> np.ndarray:
        """Weigh all pairs in some rows.

        Returns
        -------
        numpy.ndarray, (pair, row), float64
            With rows last, so that sorting pairs moves whole lines of memory.
        """
        drawn = np.ascontiguousarray(self.conditions[rows].T)
        first, second = self.upper
        return drawn[first] * np.where(self.inside[:, None], 1, drawn[second])
