"""Correction of p-values for their number."""

import numpy as np
from numpy.typing import ArrayLike


def correct_holm(p_values: ArrayLike) -> np.ndarray:
    """Correct p-values of one family by Holm's step-down method.

    Parameters
    ----------
    p_values : array-like, (test,)
        NaN stands for a test that could not be done; it does not count.

    Returns
    -------
    numpy.ndarray, (test,), float64
        Corrected p-values: rejecting those at most α keeps the chance of any false rejection at
        most α, whatever the dependence of the tests.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given)[: np.isfinite(given).sum()]
    corrected = np.full_like(given, np.nan)
    steps = given[order] * np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return corrected
