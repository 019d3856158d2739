"""Tables of the weights of parts of the face, and of how far those of models and people agree."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from face_relevance.comparison.intervals import UNIT, interval, p_value
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.similarity.parts import Weighing

COLUMNS = (
    "who", "pretraining", "task", "representation", "part", "weight", "low", "high", "planted",
    "over",
)  # fmt: skip
OVERLAP_COLUMNS = (
    "who", "pretraining", "task", "other_pretraining", "other_task", "representation", "overlap",
    "low", "high", "p", "p_holm", "over",
)  # fmt: skip


def tabulate_parts(
    weighings: Sequence[Weighing], parts: Sequence[str], planted: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Tabulate the weights of all parties.

    Parameters
    ----------
    weighings : sequence of Weighing
    parts : sequence of str
    planted : mapping of str to float, optional
        True weights of simulated observers.

    Returns
    -------
    pandas.DataFrame
        ``who``, ``pretraining``, ``task``, ``representation``, ``part``, ``weight`` with interval
        over what ``over`` says, and ``planted``, the truth as a share of 1, NaN where unknown.
    """
    tables = []
    for weighing in weighings:
        columns = {"weight": weighing.values[0], "low": weighing.found.low}
        columns |= {"high": weighing.found.high, "over": weighing.found.over}
        table = pd.DataFrame({"part": list(parts), **columns})
        for name in ("who", "pretraining", "task", "representation"):
            table[name] = getattr(weighing, name)
        known = weighing.who == "observers" and planted is not None
        total = sum(planted.values()) if known else 1
        table["planted"] = [planted.get(part, 0) / total if known else np.nan for part in parts]
        tables.append(table)
    return pd.concat(tables, ignore_index=True).reindex(columns=list(COLUMNS))


def compare_parts(weighings: Sequence[Weighing]) -> pd.DataFrame:
    """Compare the weights of models with those of observers, and models with one another.

    Parameters
    ----------
    weighings : sequence of Weighing
        Of representations and relevance.

    Returns
    -------
    pandas.DataFrame
        ``overlap`` of the weights of a pretraining and task with those of the observers, from 0
        to 1, where the weights are equal; and, with ``other_pretraining`` and ``other_task``, the
        difference of the overlaps of two, with ``p`` of a t-test and ``p_holm``, corrected for
        all pairs of the same ``who`` and ``representation``.
    """
    groups: dict[tuple[str, str], list[Weighing]] = {}
    for weighing in weighings:
        groups.setdefault((weighing.who, weighing.representation), []).append(weighing)
    tables = []
    for members in groups.values():
        rows = [_overlap(one) for one in members]
        rows += [_overlap(one, other) for one, other in combinations(members, 2)]
        table = pd.DataFrame(rows, columns=list(OVERLAP_COLUMNS))
        table["p_holm"] = correct_holm(table["p"])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _overlap(one: Weighing, other: Weighing | None = None) -> tuple:
    """Row of one overlap, or of the difference of two."""
    values = one.overlap if other is None else one.overlap - other.overlap
    bounds = UNIT if other is None else (-1.0, 1.0)
    found = interval(values[:, None], one.sample.resamples, bounds)
    p = np.nan if other is None else p_value(values[:1], found)[0]
    beside = ("", "") if other is None else (other.pretraining, other.task)
    return (
        one.who, one.pretraining, one.task, *beside, one.representation, values[0],
        found.low[0], found.high[0], p, np.nan, str(found.over[0]).replace("images", "faces"),
    )  # fmt: skip
