"""Does agreement with observers depend on pretraining, task and masking? Paired differences."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.similarity.scores import find_interval
from face_relevance.comparison.similarity.scoring import Scores

# Of each layer: what is compared with what, and the name of the question.
WITHIN_LAYER = {
    "masking": ("masked", "features"),
    "random masking": ("random-masked", "features"),
    "relevance": ("masked", "random-masked"),
    "weighting": ("weighted", "features"),
}
ALL = "all"
DIFFERENCE = (-2.0, 2.0)
COLUMNS = (
    "comparator", "factor", "one", "other", "pretraining", "task", "representation", "kind",
    "layer", "difference", "low", "high", "p", "p_holm", "over",
)  # fmt: skip


class _Contrast(NamedTuple):
    """One question: its names, and the difference in every resample (row,)."""

    factor: str
    one: str
    other: str
    pretraining: str
    task: str
    representation: str
    kind: str
    layer: str
    values: np.ndarray


def contrast_scores(scores: Scores) -> pd.DataFrame:
    """Compare the scores of pretrainings, tasks, masked images and representations, in pairs.

    Parameters
    ----------
    scores : Scores

    Returns
    -------
    pandas.DataFrame
        A row for each ``factor`` and pair of its levels: ``difference`` of ``one`` minus
        ``other``, both in the same resamples of seeds, faces and subjects, with interval, ``p``
        of a t-test and ``p_holm``, corrected for the rows of the factor, averages over models and
        differences within a pretraining and task apart. Factors are

        - "pretraining", "task": of each representation, averaged over the levels of the other
          factor, for which ``task`` or ``pretraining`` says "all";
        - "masking", "random masking": features of images that keep the most relevant, or random,
          pixels, minus features of whole images; "relevance": the first minus the second;
          "weighting": features weighted by relevance minus features; each averaged over all
          models, and within each pretraining and task;
        - "representation": one layer minus another within each pretraining and task.
    """
    described = scores.compared.described
    cells = {cell: scores.average_cell(members) for cell, members in scores.cells.items()}
    asked = [
        *_compare_levels(cells, described, 0),
        *_compare_levels(cells, described, 1),
        *_compare_kinds(cells, described),
        *_compare_layers(cells, described),
    ]
    if not asked:
        return pd.DataFrame(columns=list(COLUMNS))
    values = np.stack([contrast.values for contrast in asked], axis=1)
    seeds = any(len(members) > 1 for members in scores.cells.values())
    found, p = find_interval(values, scores, seeds, DIFFERENCE)
    table = pd.DataFrame([contrast[:-1] for contrast in asked], columns=_Contrast._fields[:-1])
    table["comparator"] = scores.comparator
    table["difference"], table["low"], table["high"] = values[0], found.low, found.high
    table["p"], table["over"] = p, found.over
    family = ["factor", table["pretraining"] == ALL]
    table["p_holm"] = table.groupby(family, sort=False)["p"].transform(correct_holm)
    return table.reindex(columns=list(COLUMNS))


def _compare_levels(
    cells: dict[tuple[str, str], np.ndarray], described: pd.DataFrame, factor: int
) -> Iterator[_Contrast]:
    """Pairs of levels of pretraining (0) or task (1), averaged over the other factor."""
    levels = list(dict.fromkeys(cell[factor] for cell in cells))
    others = list(dict.fromkeys(cell[1 - factor] for cell in cells))
    for one, other in combinations(levels, 2):
        place = [(a, b) if factor == 0 else (b, a) for a, b in ((one, o) for o in others)]
        beside = [(a, b) if factor == 0 else (b, a) for a, b in ((other, o) for o in others)]
        difference = np.mean([cells[a] - cells[b] for a, b in zip(place, beside, strict=True)], 0)
        for column, row in enumerate(described.itertuples()):
            yield _Contrast(
                ("pretraining", "task")[factor], one, other, ALL, ALL,
                row.representation, row.kind, row.layer, difference[:, column],
            )  # fmt: skip


def _compare_kinds(
    cells: dict[tuple[str, str], np.ndarray], described: pd.DataFrame
) -> Iterator[_Contrast]:
    """Masked and weighted features beside plain ones, layer by layer."""
    place = {(row.kind, row.layer): i for i, row in enumerate(described.itertuples())}
    averaged = {(ALL, ALL): np.mean(list(cells.values()), axis=0)} if len(cells) > 1 else {}
    for factor, (kind, base) in WITHIN_LAYER.items():
        layers = [layer for of, layer in place if of == kind and (base, layer) in place]
        for layer in layers:
            mine, beside = place[kind, layer], place[base, layer]
            names = described["representation"][mine], described["representation"][beside]
            for (pretraining, task), values in {**averaged, **cells}.items():
                yield _Contrast(
                    factor, *names, pretraining, task, names[0], kind, layer,
                    values[:, mine] - values[:, beside],
                )  # fmt: skip


def _compare_layers(
    cells: dict[tuple[str, str], np.ndarray], described: pd.DataFrame
) -> Iterator[_Contrast]:
    """Pairs of layers by their plain features."""
    features = [i for i, kind in enumerate(described["kind"]) if kind == "features"]
    for (pretraining, task), values in cells.items():
        for one, other in combinations(features, 2):
            names = described["representation"][one], described["representation"][other]
            yield _Contrast(
                "representation", *names, pretraining, task, names[0], "features",
                described["layer"][one], values[:, one] - values[:, other],
            )  # fmt: skip
