"""Asymmetry: whether maps carry over from one model to another better than the way back."""

from itertools import combinations

import numpy as np
import pandas as pd

from face_relevance.comparison.areas import resample_areas
from face_relevance.comparison.blocks import CONTROL_BLOCKS, name_block, parse_model, sort_models
from face_relevance.comparison.intervals import average_pairs, interval, p_value
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.transfer import Transfers

FACTORS = {
    "other pretraining": "pretraining",
    "other task": "task",
    "other task and pretraining": "pretraining and task",
}
FIGURES = (
    "area", "area_low", "area_high", "relative", "relative_low", "relative_high", "p", "p_holm",
)  # fmt: skip


def compare_directions(
    transfers: Transfers, measure: str = "accuracy"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare transfer from each model to each other one with transfer the way back.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.
    measure : str
        "accuracy", "agreement" or "probability".

    Returns
    -------
    pairs : pandas.DataFrame
        A row for each fill and unordered pair of models: ``source`` to ``target`` minus
        ``target`` to ``source``. Intervals resample identities, for the pair is of two given
        models.
    directions : pandas.DataFrame
        A row for each fill, ``factor`` and direction between two of its levels, ``origin`` to
        ``destination`` minus the way back, over all pairs of models that differ in this factor
        alone (or in both); intervals resample seeds and identities, or what ``over`` says.

    Notes
    -----
    ``area`` is the difference of areas, ``relative`` that of areas relative to the target's own
    maps; the first also shows how good the two targets are, so that ``p`` (Student's t, two-sided)
    tests the second. ``p_holm`` is corrected for all rows of a table with the same fill. Both
    directions of a pair share their resamples.
    """
    curves, resamples = transfers.curves, transfers.resamples
    sources, targets = curves["source"].values, curves["target"].values
    position = {pair: i for i, pair in enumerate(zip(sources, targets, strict=True))}
    models = sort_models(set(sources) - set(CONTROL_BLOCKS))
    named = [(one, other, name_block(one, other)) for one, other in combinations(models, 2)]
    there = np.array([position[one, other] for one, other, _ in named], dtype=int)
    back = np.array([position[other, one] for one, other, _ in named], dtype=int)
    groups: dict[tuple[str, str, str], list[int]] = {}
    for number, (one, other, block) in enumerate(named):
        if block in FACTORS:
            groups.setdefault((FACTORS[block], *_levels(one, other)), []).append(number)
    pair_rows, rows = [], []
    for fill in curves["fill"].values if named else ():
        areas = resample_areas(transfers, fill, measure)
        differences = [v[:, there] - v[:, back] for v in (areas.area, areas.relative)]
        columns = _summarise(differences, resamples)[0]
        pair_rows += [
            (fill, measure, *name, *figures) for name, *figures in zip(named, *columns, strict=True)
        ]
        drawn = [[], []]
        for numbers in groups.values():
            weights = transfers.weigh(there[numbers])
            for kind, difference in enumerate(differences):
                drawn[kind].append(average_pairs(difference[:, numbers], weights))
        if groups:
            columns, over = _summarise([np.stack(kind, axis=1) for kind in drawn], resamples)
            for group, *figures in zip(groups.items(), *columns, over, strict=True):
                (factor, origin, destination), numbers = group
                place = (fill, measure, factor, origin, destination)
                rows.append((*place, *figures[:-1], len(numbers), figures[-1]))
    first = ["fill", "measure"]
    return (
        pd.DataFrame(pair_rows, columns=[*first, "source", "target", "block", *FIGURES]),
        pd.DataFrame(
            rows, columns=[*first, "factor", "origin", "destination", *FIGURES, "pairs", "over"]
        ),
    )


def _levels(one: str, other: str) -> tuple[str, str]:
    """Name the levels between which two models differ, other than by seed."""
    differing = [
        levels
        for levels in zip(parse_model(one)[:2], parse_model(other)[:2], strict=True)
        if levels[0] != levels[1]
    ]
    origin, destination = zip(*differing, strict=True)
    return "/".join(origin), "/".join(destination)


def _summarise(differences: list[np.ndarray], resamples) -> tuple[list[np.ndarray], np.ndarray]:
    """Estimates, intervals and p-values of differences (row, difference) of both kinds."""
    columns = []
    for values in differences:
        found = interval(values, resamples)
        columns += [values[0], found.low, found.high]
    p_values = p_value(values[0], found)
    return [*columns, p_values, correct_holm(p_values)], found.over
