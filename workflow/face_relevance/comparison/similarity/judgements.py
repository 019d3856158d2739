"""The observers alone: agreement between settings, within and between groups, and ceilings."""

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.intervals import CORRELATION, UNBOUNDED, interval
from face_relevance.comparison.resampling import resample
from face_relevance.comparison.similarity.alignment import align_rdms
from face_relevance.comparison.similarity.ceilings import resample_ceiling
from face_relevance.comparison.similarity.comparators import compare_rows
from face_relevance.comparison.similarity.pairs import PairWeights
from face_relevance.comparison.similarity.scores import name_factors
from face_relevance.store.labels import common_labels, read_names, select_labels

COLUMNS = (
    "setting", "statistic", "comparator", "one", "other", "within", "estimate", "low", "high",
    "pairs", "over",
)  # fmt: skip


def describe_judgements(
    settings: Mapping[str, xr.DataArray],
    comparator: str,
    groups: xr.DataArray | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Describe what observers judged, without any model.

    Parameters
    ----------
    settings : mapping of str to xarray.DataArray, (subject, condition, paired_condition)
        Dissimilarities by setting, of the same faces.
    comparator : str
        One of `comparators.COMPARATORS`.
    groups : xarray.DataArray, (condition,), str, optional
        Group of each face, such as its gender; may hold more faces.
    draws, seed : int
        Of the bootstrap over faces.

    Returns
    -------
    pandas.DataFrame
        A row for each ``statistic``: "mean dissimilarity" of the pairs of each two groups (``one``
        and ``other``, empty without groups), averaged over subjects; "agreement" of the mean RDMs
        of two settings, on all pairs and on those ``within`` a group; "ceiling low" and "ceiling
        high", the noise ceiling, where there are several subjects. Intervals resample faces and
        hold for the subjects at hand.

    Raises
    ------
    ValueError
        If settings differ in faces, or a face has no group.
    """
    conditions = common_labels({f"setting {n}": s for n, s in settings.items()}, "condition")
    compared = {name: align_rdms({}, judged, name) for name, judged in settings.items()}
    resamples = resample([], conditions, draws, seed)
    weights = PairWeights(resamples.images, conditions)
    rows = []

    def add(setting: str, statistic: str, what: tuple, values, bounds, pairs, within: str = ""):
        found = interval(values, resamples, bounds)
        figures = values[0].item(), found.low.item(), found.high.item()
        over = name_factors(False, False)
        rows.append((setting, statistic, *what, within, *figures, int(pairs), over))

    drawn = weights.of_rows(slice(None)).T
    between = list(_pair_groups(groups, conditions, weights))
    alike = {"": np.ones(len(weights.upper[0]), bool)}
    alike |= {one: inside for one, other, inside in between if one == other}
    for name, one in compared.items():
        for first, second, inside in between:
            known = inside & np.isfinite(one.pooled)
            total = drawn[:, known].sum(axis=1)
            summed = drawn[:, known] @ one.pooled[known]
            means = np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0)
            add(name, "mean dissimilarity", ("", first, second), means, UNBOUNDED, known.sum())
    for first, second in combinations(compared, 2):
        mine, other = compared[first].pooled, compared[second].pooled
        for within, inside in alike.items():
            both = inside & np.isfinite(mine) & np.isfinite(other)
            target = np.where(both, other, np.nan)[None]
            values = compare_rows(comparator, np.nan_to_num(mine)[None], target, weights)[:, 0, 0]
            what = (comparator, first, second)
            add(first, "agreement", what, values, CORRELATION, both.sum(), within)
    for name, one in compared.items():
        known = np.isfinite(one.pooled).sum()
        for bound, values in zip(
            ("low", "high"), resample_ceiling(one.targets, comparator, weights), strict=True
        ):
            if np.isfinite(values[0]):
                add(name, f"ceiling {bound}", (comparator, "", ""), values, CORRELATION, known)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_gender(
    judgements: Sequence[xr.Dataset], images: xr.Dataset | None, faces: str
) -> xr.DataArray | None:
    """Read the gender of the faces that were judged, from the images or from the judgements.

    Parameters
    ----------
    judgements : sequence of xarray.Dataset
        Stores of judgements; those of FaceSim3D have the coordinate ``gender``.
    images : xarray.Dataset or None
        The image set, perhaps with ``gender``.
    faces : {"identity", "image"}
        What the judgements name.

    Returns
    -------
    xarray.DataArray, (condition,), str
        Or None where it is not known.
    """
    if images is not None and "gender" in images:
        names, first = np.unique(read_names(images[faces].values), return_index=True)
        gender = read_names(images["gender"].values[first])
        return xr.DataArray(gender, {"condition": names}, "condition")
    if "gender" in judgements[0].coords:
        return judgements[0]["gender"]
    return None


def _pair_groups(groups: xr.DataArray | None, conditions: list[str], weights: PairWeights):
    """Names of each two groups, and which pairs are between them."""
    first, second = weights.upper
    if groups is None:
        yield "", "", np.ones(len(first), bool)
        return
    named = read_names(select_labels(groups, "condition", conditions, "groups").values)
    for one, other in combinations_with_replacement(sorted(set(named)), 2):
        straight = (named[first] == one) & (named[second] == other)
        inside = straight | ((named[first] == other) & (named[second] == one))
        if inside.any():
            yield one, other, inside
