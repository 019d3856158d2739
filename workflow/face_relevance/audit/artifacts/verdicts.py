"""What is audited, and when an audit fails."""

import numpy as np

from face_relevance.comparison.intervals import CORRELATION

AUDITS = {
    "conservation": "difference of score and sum of the map, as a share of the larger one",
    "border": "density of relevance along the border over that inside, on a constant image",
    "flips": "1 − r of the map of the flipped image and the flipped map",
    "shifts": "1 − r of the map of the shifted image and the shifted map",
    "turns": "1 − r of the map of the turned image and the turned map",
    "blind": "share of relevance that a pixel loses where every channel of the input is 0",
    "checkerboard": "log₁₀ of the power at a frequency of the strides over that around it",
    "ties": "share of the map that changes where another one of equal maxima wins",
    "noise": "share of the map that changes with noise of half a grey level",
    "agreement": "1 − rank correlation with the maps of the other methods",
}
"""Names of all audits, and what their values are; 0 is none, but 1 for ratios of densities."""

RATIOS = ("border",)
"""Audits of which 1 is no artifact: a starved border is one as much as a flooded one."""

MOST = 100.0
"""Ratio from which it does not matter how little is left on the other side."""

_DIFFERENCE = (1 - CORRELATION[1], 1 - CORRELATION[0])  # and twice the share of a whole
BOUNDS = {
    "conservation": _DIFFERENCE,
    "border": (1 / MOST, MOST),
    "flips": _DIFFERENCE,
    "shifts": _DIFFERENCE,
    "turns": _DIFFERENCE,
    "blind": (-np.inf, 1.0),
    "checkerboard": (0.0, np.inf),
    "ties": _DIFFERENCE,
    "noise": _DIFFERENCE,
    "agreement": _DIFFERENCE,
}
"""Smallest and largest possible value of every audit."""


def judge(audit: str, low: float, high: float, warn: float, fail: float) -> str:
    """Judge an interval by the thresholds of its audit.

    Parameters
    ----------
    audit : str
        Name in `AUDITS`.
    low, high : float
        Ends of the interval of its value.
    warn, fail : float
        Thresholds; for a ratio x, of the larger of x and 1 / x.

    Returns
    -------
    str
        "pass" if the whole interval is below `warn`, "fail" if the whole interval is above `fail`,
        "none" if there is no interval, "warn" otherwise.
    """
    if np.isnan(low) or np.isnan(high):
        return "none"
    if audit in RATIOS:
        low, high = _unfold(low, high)
    if high < warn:
        return "pass"
    return "fail" if low > fail else "warn"


def _unfold(low: float, high: float) -> tuple[float, float]:
    """Return the ends of the interval of max(x, 1 / x) for x between two ends."""
    ends = [max(x, 1 / x if x > 0 else np.inf) for x in (low, high)]
    return (1.0 if low <= 1 <= high else min(ends)), max(ends)
