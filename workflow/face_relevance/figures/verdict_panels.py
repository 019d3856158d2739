"""The panels of the verdict: effects of cues, scores of methods, and how often each is best."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from face_relevance.figures.colour_maps import BROWN_TEAL
from face_relevance.figures.cue_columns import CueColumn
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, name_block

# Brown and teal: the colour-blind tell them apart, and neither is a colour of relevance.
SCALE = BROWN_TEAL
"""Colours of scores from 0 to 1, pale at 0.5."""

_LUMA = np.array([0.299, 0.587, 0.114])
_EFFECT, _EFFECT_INTERVAL, _COUNT = "#BDBDBD", "#555555", "#01665E"
_PALE = 0.3  # strength of the colours of cues that are not used
_INSET = np.array([1.9, 1.3])  # points from the edge of a cell to its outline, across and down


def draw_effects(axes: Axes, columns: list[CueColumn], effects: Sequence) -> None:
    """Draw bars of the change of probability, dots of the share of decisions that change.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    columns : list of CueColumn
    effects : sequence of named tuple, (column,)
        Rows of `cue_effects`.
    """
    for at, (column, row) in enumerate(zip(columns, effects, strict=True)):
        name = "/".join(column)
        axes.bar(at - 0.17, row.effect, 0.3, color=_EFFECT, gid=f"effect {name}")
        for place, low, high, colour, what in (
            (at - 0.17, row.low, row.high, _EFFECT_INTERVAL, "effect"),
            (at + 0.2, row.changed_low, row.changed_high, INK, "changed"),
        ):
            axes.plot(
                [place] * 2, [low, high], color=colour, linewidth=1, solid_capstyle="butt",
                gid=f"{what} interval {name}",
            )  # fmt: skip
        axes.plot(at + 0.2, row.changed, "D", color=INK, markersize=2.4, gid=f"changed {name}")
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(-0.04, 1.04), xticks=[])
    axes.set_yticks((0, 0.5, 1), ["0", "0.5", "1"])
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="y")
    key = axes.legend(
        handles=[
            Patch(color=_EFFECT, label="change of\nprobability"),
            Line2D([], [], color=INK, marker="D", markersize=2.4, linewidth=1,
                   label="decisions\nchanged"),
        ],
        loc="lower left", bbox_to_anchor=(1, 0.4), fontsize=SMALLEST_FONT, handlelength=1,
        labelspacing=0.35, borderaxespad=0, handletextpad=0.5,
    )  # fmt: skip
    # It stands in the empty corner above the counts, as their heading does: neither needs room.
    key.set_in_layout(False)


def draw_cells(
    axes: Axes,
    scores: pd.DataFrame,
    columns: list[CueColumn],
    used: list[bool],
    names: list[str],
    tops: np.ndarray,
    size: tuple[float, float],
) -> None:
    """Draw coloured cells with their numbers; those among the best are outlined.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    scores : pandas.DataFrame
        Rows of one measure of `localisation`.
    columns : list of CueColumn
    used : list of bool
        Whether decisions depend on each cue; columns of others are pale.
    names : list of str
        Methods and controls.
    tops : numpy.ndarray, (name,)
        Place of each row, in rows.
    size : tuple of float
        Inches of a cell, across and down.
    """
    left, top = _INSET / 72 / size
    for row in scores.itertuples():
        at = columns.index(CueColumn(row.pretraining, row.task, row.cue))
        place, colour = tops[names.index(row.method)], np.array(SCALE(row.estimate)[:3])
        if not used[at]:
            colour = 1 - _PALE * (1 - colour)
        name, best = "/".join((*columns[at], row.method)), row.among_best and used[at]
        axes.add_patch(
            Rectangle(
                (at - 0.5, place - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.8,
                gid=f"cell {name}",
            )
        )  # fmt: skip
        ink = INK if _LUMA @ colour > 0.5 else "white"
        for text, down, weight in (
            (_write_number(row.estimate), -0.2, "bold" if best else "normal"),
            (f"±{_write_number((row.high - row.low) / 2)}", 0.2, "normal"),
        ):
            axes.text(
                at, place + down, text, ha="center", va="center_baseline", size=SMALLEST_FONT,
                weight=weight, color=ink if used[at] else MUTED,
            )  # fmt: skip
        if best:
            axes.add_patch(
                Rectangle(
                    (at - 0.5 + left, place - 0.5 + top), 1 - 2 * left, 1 - 2 * top, fill=False,
                    edgecolor=INK, linewidth=1.1, zorder=3, gid=f"best {name}",
                )
            )  # fmt: skip
    for at in range(1, len(columns)):
        if columns[at][:2] != columns[at - 1][:2]:
            axes.axvline(at - 0.5, color="white", linewidth=2.6)
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(tops[-1] + 0.5, -0.5), xticks=[])
    axes.set_yticks(tops, [name_block(name) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)


def draw_counts(
    axes: Axes, best: dict[str, int], most: int, names: list[str], tops: np.ndarray
) -> None:
    """Draw in how many columns each row is among the best.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    best : dict of str to int
        By method or control.
    most : int
        How many columns count.
    names : list of str
    tops : numpy.ndarray, (name,)
        Place of each row, in rows.
    """
    for name, place in zip(names, tops, strict=True):
        axes.barh(place, best[name], 0.5, color=_COUNT, gid=f"count {name}")
        axes.annotate(
            str(best[name]), (best[name], place), (3, 0), textcoords="offset points",
            va="center_baseline", size=SMALLEST_FONT,
        )  # fmt: skip
    axes.axvline(0, color=MUTED, linewidth=0.6)
    axes.set(xlim=(0, 1.35 * max(most, 1)), ylim=(tops[-1] + 0.5, -0.5), xticks=[], yticks=[])
    heading = axes.annotate(
        f"among the\nbest, of {most}", (0, 1), (0, 3), xycoords="axes fraction",
        textcoords="offset points", va="bottom", size=SMALLEST_FONT,
    )  # fmt: skip
    heading.set_in_layout(False)
    axes.spines[:].set_visible(False)


def _write_number(value: float) -> str:
    """Two digits, without the zero before the point: columns are narrow."""
    return f"{value:.2f}".removeprefix("0")
