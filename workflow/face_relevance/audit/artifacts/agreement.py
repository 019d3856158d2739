"""Whether methods agree on what is relevant."""

from collections.abc import Mapping

import numpy as np

from face_relevance.comparison.map_measures import multiply, rank_vectors

CHANCE = ("random", "centre-prior")
"""Methods that explain nothing: they are compared with the others, and none with them."""


def measure_agreement(maps: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Compare the maps of each method with those of the others.

    Parameters
    ----------
    maps : mapping of str to numpy.ndarray, (N, y, x)
        By method, of the same inputs in the same order.

    Returns
    -------
    dict of str to numpy.ndarray, (N,), float64
        1 less Spearman's r, averaged over the other methods but those of `CHANCE`; NaN where there
        is none. A constant map has r = 0 with all.
    """
    ranks = {method: rank_vectors(values) for method, values in maps.items()}
    found = {}
    for method, own in ranks.items():
        others = [ranks[other] for other in ranks if other not in (method, *CHANCE)]
        found[method] = (
            1 - np.mean([multiply(own, other) for other in others], axis=0)
            if others
            else np.full(len(own), np.nan)
        )
    return found
