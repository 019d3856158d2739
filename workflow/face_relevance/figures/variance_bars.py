"""Bars of the variance of judged dissimilarities that groups of models explain."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from face_relevance.figures.style import INK, MUTED, Factors

SHARES_NOTE = (
    "Below: shares of the variance of judged dissimilarities (ranks) that frozen layers "
    "(pretraining), trained layers (task), and relevance maps with weighted features (relevance) "
    "explain alone or together; what is shared may be negative. Thin lines: 95 % intervals of "
    "where a share ends, and of where the unexplained begins."
)

_UNIQUE = {"pretraining": "#7895BF", "task": "#CF8E9B", "relevance": "#B5B84F"}
_COLOURS = {
    **_UNIQUE,
    **{
        f"{one} & {other}": tuple(
            0.4 + 0.6 * (np.array(to_rgb(_UNIQUE[one])) + to_rgb(_UNIQUE[other])) / 2
        )
        for one, other in (
            ("pretraining", "task"), ("pretraining", "relevance"), ("task", "relevance")
        )
    },
    "all three": "#C4C4C4",
    "unexplained": "#F3F3F3",
}  # fmt: skip


def draw_shares(axes: Axes, variance: pd.DataFrame, factors: Factors) -> None:
    """Draw a bar per cell of models, with a segment for each share and its interval.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    variance : pandas.DataFrame
        pretraining, task, part, share, low, high.
    factors : Factors

    Raises
    ------
    ValueError
        If a part is not one of a partition.
    """
    strangers = set(variance["part"]) - set(_COLOURS)
    if strangers:
        raise ValueError(
            f"table 'similarity_variance' has part '{min(strangers)}'; a partition has: "
            f"{', '.join(_COLOURS)}"
        )
    for number, (pretraining, task) in enumerate(factors.cells):
        rows = variance[(variance["pretraining"] == pretraining) & (variance["task"] == task)]
        _draw_bar(axes, rows.set_index("part"), number, f"{pretraining}/{task}")
    axes.axvline(0, color=MUTED, linewidth=0.7)
    axes.set_yticks(range(len(factors.cells)), [", ".join(cell) for cell in factors.cells])
    axes.tick_params(axis="y", length=0)
    for label, (pretraining, _) in zip(axes.get_yticklabels(), factors.cells, strict=True):
        label.set_color(factors.colour(pretraining))
    axes.set_ylim(len(factors.cells) - 0.5, -0.5)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel("share of variance", loc="left")
    present = [part for part in _COLOURS if part in set(variance["part"])]
    keys = [
        Patch(facecolor=_COLOURS[part], edgecolor="#BBBBBB", linewidth=0.4,
              label=f"only {part}" if part in _UNIQUE else part)
        for part in present
    ]  # fmt: skip
    axes.legend(
        handles=keys, loc="center left", bbox_to_anchor=(1.01, 0.5), borderaxespad=0,
        handlelength=1, labelspacing=0.2, handletextpad=0.5,
    )  # fmt: skip


def _draw_bar(axes: Axes, rows: pd.DataFrame, number: int, cell: str) -> None:
    """Segments of one cell, negative ones to the left of zero."""
    ends = {True: 0.0, False: 0.0}
    present = [part for part in _COLOURS if part in rows.index]
    heights = number + np.linspace(-0.28, 0.28, len(present))
    for part, height in zip(present, heights, strict=True):
        row = rows.loc[part]
        start = ends[row["share"] >= 0]
        axes.barh(
            number, row["share"], 0.78, left=start, color=_COLOURS[part], edgecolor="white",
            linewidth=0.4, gid=f"share {cell} {part}",
        )  # fmt: skip
        ends[row["share"] >= 0] = start + row["share"]
        # What is explained ends where the unexplained begins: its interval stands there.
        span = (start + row["low"], start + row["high"])
        if part == "unexplained":
            end = start + row["share"]
            span = (end - row["high"], end - row["low"])
        axes.plot(
            span, [height] * 2, color=INK, linewidth=0.7,
            solid_capstyle="butt", gid=f"interval {cell} {part}",
        )  # fmt: skip
