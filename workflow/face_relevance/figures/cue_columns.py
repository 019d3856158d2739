"""Columns of a figure that stand for planted cues, grouped by task and pretraining."""

from itertools import groupby
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from face_relevance.figures.page import break_name, text_width
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, Factors

_LINE = 1.25 * SMALLEST_FONT  # points
_TURNED = 0.75  # inches of the lines of a name that stands upright
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
    levels = _arrange(columns, width)
    return (sum(level.height for level in levels) + _SPACE * len(levels)) / 72


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
    for depth, level in zip((3, 2, 1), _arrange(columns, width), strict=False):
        for text, (at, size, names) in zip(level.texts, level.groups, strict=True):
            colour = factors.colour(names[0]) if depth == 1 else INK
            axes.annotate(
                text, (at + size / 2 - 0.5, 1), (0, height), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", va="bottom", size=SMALLEST_FONT,
                color=MUTED if depth == 3 and not used[at] else colour, linespacing=1.05,
                rotation=90 if level.upright else 0,
            )  # fmt: skip
            if depth < 3:
                _underline(axes, at, size, height - _SPACE / 2, colour)
        height += level.height + _SPACE


class _Level(NamedTuple):
    """One level of headings: place, size and names of its groups, texts, and points of height."""

    groups: list[tuple[int, int, tuple[str, ...]]]
    texts: list[str]
    upright: bool
    height: float


def _arrange(columns: list[CueColumn], width: float) -> list[_Level]:
    """Arrange headings of cues, tasks and perhaps pretrainings; upright if one finds no room."""
    levels = []
    for depth in (3, 2, 1):
        groups, at = [], 0
        for names, run in groupby(columns, key=lambda column, depth=depth: column[:depth]):
            size = len(list(run))
            groups.append((at, size, names))
            at += size
        if depth == 1 and len(groups) == 1:
            continue
        texts = [
            break_name(names[-1], size * width - 0.06, SMALLEST_FONT) for _, size, names in groups
        ]
        upright = any(
            _longest(text) > size * width - 0.03
            for text, (_, size, _) in zip(texts, groups, strict=True)
        )
        height = _LINE * max(text.count("\n") + 1 for text in texts)
        if upright:
            texts = [break_name(names[-1], _TURNED, SMALLEST_FONT) for _, _, names in groups]
            height = 72 * max(map(_longest, texts))
        levels.append(_Level(groups, texts, upright, height))
    return levels


def _longest(text: str) -> float:
    """Inches of the longest line."""
    return max(text_width(line, SMALLEST_FONT) for line in text.split("\n"))


def _underline(axes: Axes, at: int, size: int, height: float, colour: str) -> None:
    """Draw a line under a heading, as wide as its columns."""
    lifted = ScaledTranslation(0, height / 72, axes.figure.dpi_scale_trans)
    axes.add_artist(
        Line2D(
            [at - 0.42, at + size - 0.58], [1, 1], color=colour, linewidth=0.7, clip_on=False,
            transform=axes.get_xaxis_transform() + lifted,
        )
    )  # fmt: skip
