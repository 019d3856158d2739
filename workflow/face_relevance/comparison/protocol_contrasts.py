"""Differences of methods by the measures of the protocol."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from face_relevance.comparison.intervals import interval, p_value
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.resampling import Resamples

PLANNED = (
    ("advise", "grad-cam"),
    ("advise", "advise-all"),
    ("advise", "advise-random"),
    ("advise-published", "advise"),
)
"""Pairs of methods whose differences the study of ADVISE is made for, where it has both."""

ROUNDING = 1e-12
"""Difference of two means that is not told from none."""

COLUMNS = (
    "network", "measure", "family", "one", "other", "difference", "low", "high", "p", "p_holm",
    "over",
)  # fmt: skip


def contrast_methods(
    means: Mapping[str, np.ndarray],
    methods: Sequence[str],
    measures: Sequence[str],
    resamples: Resamples,
) -> pd.DataFrame:
    """Compare every pair of methods by every measure.

    Parameters
    ----------
    means : mapping of str to numpy.ndarray, (row, method, measure)
        Mean scores of each network in every resample.
    methods, measures : sequence of str
        Labels of its dimensions.
    resamples : Resamples

    Returns
    -------
    pandas.DataFrame
        A row for each network, measure and pair: ``difference`` of ``one`` minus ``other`` with its
        interval, ``p`` of a t-test with the standard error of that interval, and ``p_holm``,
        corrected for the pairs of one network, measure and ``family``. The pairs in `PLANNED` are
        a family of their own ("planned"), so that what the study asks does not pay for all that it
        could have asked ("other").

    Notes
    -----
    Both methods of a pair share seeds, images and resamples. Where they are equal in every image
    p is 1; where they differ in all by the same amount, 0.
    """
    asked = [pair for pair in PLANNED if set(pair) <= set(methods)]
    families = dict.fromkeys(asked, "planned")
    for pair in combinations(methods, 2):
        if pair not in families and pair[::-1] not in families:
            families[pair] = "other"
    place = {method: i for i, method in enumerate(methods)}
    ones, others = ([place[pair[i]] for pair in families] for i in (0, 1))
    rows = [(*pair, family) for pair, family in families.items()]
    pairs = pd.DataFrame(rows, columns=["one", "other", "family"])
    tables = []
    for network, values in means.items():
        differences = values[:, ones] - values[:, others]
        differences[np.abs(differences) < ROUNDING] = 0
        found = interval(differences, resamples)
        # Without an error there is nothing to test.
        certain = (differences[0] == 0).astype(np.float64)
        figures = {
            "difference": differences[0],
            "low": found.low,
            "high": found.high,
            "p": np.where(found.error > 0, p_value(differences[0], found), certain),
            "over": found.over,
        }
        for column, measure in enumerate(measures):
            chosen = {name: field[:, column] for name, field in figures.items()}
            tables.append(pairs.assign(network=network, measure=measure, **chosen))
    table = pd.concat(tables, ignore_index=True)
    family = ["network", "measure", "family"]
    table["p_holm"] = table.groupby(family, sort=False)["p"].transform(correct_holm)
    return table.reindex(columns=list(COLUMNS))
