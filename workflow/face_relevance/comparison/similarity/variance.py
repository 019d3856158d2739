"""How much of the observers' RDM pretrained layers, trained layers and relevance explain."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from face_relevance.comparison.intervals import average_seeds
from face_relevance.comparison.similarity.alignment import Compared
from face_relevance.comparison.similarity.ceilings import pool_subjects
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.scores import find_interval
from face_relevance.comparison.similarity.scoring import Sample

SETS = ("pretraining", "task", "relevance")
COLUMNS = ("pretraining", "task", "part", "share", "low", "high", "over")


def partition_variance(sample: Sample, frozen: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Partition the variance of the observers' RDM among three sets of model RDMs.

    Parameters
    ----------
    sample : Sample
        Whose models, observers and resamples are used.
    frozen : mapping of str to sequence of str
        For each task, the layers that kept their pretrained weights.

    Returns
    -------
    pandas.DataFrame
        For each pretraining and task, the ``share`` of the variance of ranked dissimilarities,
        pooled over subjects, that is explained by one set alone, only by two or three of them
        ("pretraining & task", "all three"), or "unexplained"; with intervals. The shares add up
        to 1. A shared part is negative where one set hides what another one has (suppression).

    Notes
    -----
    The sets are "pretraining", the features of frozen layers; "task", the features of trained
    layers; and "relevance", relevance maps and features weighted by relevance. Each enters as the
    mean of its rank-transformed RDMs, so that a set with more layers has no more freedom to fit.
    The parts follow from R² of all combinations (commonality analysis). Ranks are those of the
    whole sample; resamples weigh them.

    References
    ----------
    Groen et al. (2018), Distinct contributions of functional and deep neural network features to
    representational similarity of scenes in human brain and behavior, eLife 7, e32962.
    """
    compared, resamples = sample.compared, sample.resamples
    weights = PairWeights(resamples.images, compared.clusters)
    target = pool_subjects(compared.targets, "rho-a", resamples.subjects)
    rows = []
    for (pretraining, task), members in sample.cells.items():
        sets = _average_sets(compared, members, frozen.get(task, ()))
        explained = np.stack([_explain(one, target, weights) for one in sets], axis=1)
        averaged = average_seeds(explained, resamples, members)
        parts = {name: _split(averaged, name) for name in _PARTS}
        values = np.stack([*parts.values(), 1 - averaged[:, -1]], axis=1)
        found, _ = find_interval(values, sample, len(members) > 1, (-1.0, 1.0))
        for column, part in enumerate([*parts, "unexplained"]):
            figures = (field[column] for field in (values[0], found.low, found.high, found.over))
            rows.append((pretraining, task, part, *figures))
    return pd.DataFrame(rows, columns=list(COLUMNS))


_SUBSETS = [chosen for size in (1, 2, 3) for chosen in combinations(range(3), size)]
_PARTS = {
    **{name: (i,) for i, name in enumerate(SETS)},
    **{f"{SETS[i]} & {SETS[j]}": (i, j) for i, j in combinations(range(3), 2)},
    "all three": (0, 1, 2),
}


def _average_sets(compared: Compared, members: Sequence[int], frozen: Sequence[str]) -> np.ndarray:
    """Mean ranked RDM of each set for each model of a cell (model, set, pair); 0 of no RDM."""
    described = compared.described
    features = (described["kind"] == "features").values
    pretrained = described["layer"].isin(list(frozen)).values
    of_set = (
        features & pretrained,
        features & ~pretrained,
        (
            described["kind"].isin(["relevance", "weighted"]) & (described["method"] != "random")
        ).values,
    )
    ranks = rankdata(compared.vectors[members], axis=-1)
    empty = np.zeros((len(members), ranks.shape[-1]))
    return np.stack(
        [ranks[:, chosen].mean(axis=1) if chosen.any() else empty for chosen in of_set], axis=1
    )


def _explain(sets: np.ndarray, target: np.ndarray, weights: PairWeights) -> np.ndarray:
    """R² of a target (row, pair) from each combination of sets (set, pair): (row, combination)."""
    result = np.full((len(weights), len(_SUBSETS)), np.nan)
    for row, aim in enumerate(target):
        pairs = weights.of_rows(slice(row, row + 1))[:, 0] * np.isfinite(aim)
        if not weights.usable[row]:
            continue
        both = np.vstack([sets, np.nan_to_num(aim)])
        both = both - (both @ pairs / pairs.sum())[:, None]
        moments = (both * pairs) @ both.T
        for column, chosen in enumerate(_SUBSETS):
            gram = moments[np.ix_(chosen, chosen)]
            mine = moments[list(chosen), 3]
            fit = mine @ np.linalg.pinv(gram, hermitian=True) @ mine
            result[row, column] = fit / moments[3, 3]
    return result


def _split(explained: np.ndarray, part: str) -> np.ndarray:
    """Find what exactly the sets of a part explain (row,), by inclusion and exclusion."""
    chosen = set(_PARTS[part])
    rest = set(range(3)) - chosen
    total = np.zeros(len(explained))
    for size in range(len(chosen) + 1):
        for taken in combinations(sorted(chosen), size):
            without = tuple(sorted(rest | set(taken)))
            if without:
                total += (-1) ** (size + 1) * explained[:, _SUBSETS.index(without)]
    return total
