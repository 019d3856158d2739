"""Columns of a figure that stand for planted cues, grouped by task and pretraining."""

from itertools import groupby
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from face_relevance.figures.page import Headings, fit_headings
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, Factors

_SPACE = 5  # points between the levels of the headings


class CueColumn(NamedTuple):
    """One cue of one task, in the models of one pretraining."""

    pretraining: str
    task: str
    cue: str


def list_columns(table: pd.DataFrame, factors: Factors) -> list[CueColumn]:
    """List the cues of a table in the order of the study, those of a task in order of their rows.

    Raises
    ------
    ValueError
        If a pretraining or task is not of the study.
    """
    found = dict.fromkeys(table[list(CueColumn._fields)].itertuples(index=False, name=None))
    columns = [CueColumn(*names) for names in found]
    for column in columns:
        if column[:2] not in factors.cells:
            raise ValueError(f"models {'/'.join(column[:2])} are not in the study")
    return sorted(columns, key=lambda column: factors.cells.index(column[:2]))


def measure_headings(columns: list[CueColumn], width: float) -> float:
    """Inches that the headings of columns of `width` inches are tall."""
    return sum(heading.height + _SPACE / 72 for _, heading in _arrange(columns, width))


def head_columns(
    axes: Axes, columns: list[CueColumn], used: list[bool], width: float, factors: Factors
) -> None:
    """Write cue, task and, where there are several, pretraining above columns 0, 1, ... of axes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Column i is from i - 0.5 to i + 0.5.
    columns : list of CueColumn
    used : list of bool
        Whether decisions depend on each cue; others are written in grey.
    width : float
        Inches of a column.
    factors : Factors
    """
    height = _SPACE / 2
    for depth, (groups, heading) in zip((3, 2, 1), _arrange(columns, width), strict=False):
        for text, (at, size, names) in zip(heading.texts, groups, strict=True):
            colour = factors.colour(names[0]) if depth == 1 else INK
            axes.annotate(
                text, (at + size / 2 - 0.5, 1), (0, height), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", va="bottom", size=SMALLEST_FONT,
                color=MUTED if depth == 3 and not used[at] else colour, linespacing=1.05,
                rotation=90 if heading.upright else 0,
            )  # fmt: skip
            if depth < 3:
                _underline(axes, at, size, height - _SPACE / 2, colour)
        height += 72 * heading.height + _SPACE


def _arrange(columns: list[CueColumn], width: float) -> list[tuple[list, Headings]]:
    """Arrange groups (place, size, names) and headings of cues, tasks, perhaps pretrainings."""
    levels = []
    for depth in (3, 2, 1):
        groups, at = [], 0
        for names, run in groupby(columns, key=lambda column, depth=depth: column[:depth]):
            size = len(list(run))
            groups.append((at, size, names))
            at += size
        if depth > 1 or len(groups) > 1:
            names = [names[-1] for _, _, names in groups]
            levels.append((groups, fit_headings(names, [size * width for _, size, _ in groups])))
    return levels


def _underline(axes: Axes, at: int, size: int, height: float, colour: str) -> None:
    """Draw a line under a heading, as wide as its columns."""
    lifted = ScaledTranslation(0, height / 72, axes.figure.dpi_scale_trans)
    axes.add_artist(
        Line2D(
            [at - 0.42, at + size - 0.58], [1, 1], color=colour, linewidth=0.7, clip_on=False,
            transform=axes.get_xaxis_transform() + lifted,
        )
    )  # fmt: skip
