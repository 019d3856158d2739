"""Figure: which methods find the pixels that are known to decide, and which cues decide at all."""

import numpy as np
import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from face_relevance.figures.cue_columns import (
    CueColumn,
    head_columns,
    list_columns,
    measure_headings,
)
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_FACES,
    letter_panels,
    open_page,
    text_width,
)
from face_relevance.figures.style import SMALLEST_FONT, Factors, name_block, styled
from face_relevance.figures.tables import require_columns, select_rows
from face_relevance.figures.verdict_panels import SCALE, draw_cells, draw_counts, draw_effects

_PLACE = ("pretraining", "task", "cue")
_SCORES = (*_PLACE, "method", "kind", "measure", "estimate", "low", "high", "among_best")
_EFFECTS = (
    *_PLACE, "effect", "low", "high", "changed", "changed_low", "changed_high", "used",
)  # fmt: skip
_ROW = 0.238  # inches: two lines of numbers
_WIDEST, _NARROWEST = 1.1, 0.28  # inches of a column
_COUNTS = 0.9  # inches of the right margin
_STRIP = 0.7  # inches of the strip of effects
_BAR = 0.4  # inches of the colour bar and its labels
_FRAME = 0.5  # inches of margins, spaces and ticks
_TEXTS = 1.4  # inches, at most, of title and notes
_GAP = 0.3  # rows between methods and controls


@styled
def plot_verdict(
    localisation: pd.DataFrame,
    effects: pd.DataFrame,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw how well each method finds each planted cue, and how often it is among the best.

    Parameters
    ----------
    localisation : pandas.DataFrame
        `localisation`: pretraining, task, cue, method, kind ("method" or "control"), measure,
        estimate, low, high, among_best. Rows of measure
        "absolute-auc" are drawn.
    effects : pandas.DataFrame
        `cue_effects`: pretraining, task, cue, effect, low, high, changed, changed_low,
        changed_high, used.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A column per pretraining, task and cue; rows of methods, those most often among the best
        first, and of controls.

    Raises
    ------
    ValueError
        If a column of a table is missing or has empty values, a cue has no effect or a level is
        not of the study, or there are more cues than a page has room for.
    """
    require_columns(localisation, "localisation", _SCORES)
    require_columns(effects, "cue_effects", _EFFECTS)
    scores = select_rows(localisation, "localisation", "measure", "absolute-auc")
    columns = list_columns(scores, factors)
    rows = {CueColumn(*row[:3]): row for row in effects[list(_EFFECTS)].itertuples(index=False)}
    for column in columns:
        if column not in rows:
            raise ValueError(f"table 'cue_effects' has no row of {'/'.join(column)}")
    used = [bool(rows[column].used) for column in columns]
    methods, controls, best = _rank_methods(scores, columns, used)
    names = [*methods, *controls]
    tops = np.arange(len(names)) + _GAP * (np.arange(len(names)) >= len(methods))

    labels = max(text_width(name_block(name), SMALLEST_FONT) for name in names)
    width = _fit_columns(PAGE_WIDTH - _FRAME - labels - _COUNTS, len(columns))
    heights = (_STRIP, _ROW * (tops[-1] + 1))
    height = sum(heights) + _BAR + measure_headings(columns, width)
    # With few columns the page is wider than its content, or it would be tall.
    content = _FRAME + labels + width * len(columns) + _COUNTS
    page = min(PAGE_WIDTH, max(content, height + _TEXTS))
    figure = open_page(
        height,
        "Which methods find the pixels that are known to decide?",
        study_title,
        _write_notes(all(used), bool(controls), simulated),
        width=page,
    )
    widths = (width * len(columns), _COUNTS, max(page - content, 0.01))
    grid = figure.add_gridspec(2, 3, width_ratios=widths, height_ratios=heights)
    strip, cells = (figure.add_subplot(grid[row, 0]) for row in (0, 1))
    counts, filler = (figure.add_subplot(grid[1, column]) for column in (1, 2))
    filler.set_visible(False)
    draw_effects(strip, columns, [rows[column] for column in columns])
    head_columns(strip, columns, used, width, factors)
    draw_cells(cells, scores, columns, used, names, tops, (width, _ROW))
    draw_counts(counts, best, sum(used), names, tops)
    letter_panels((strip, cells, counts))
    bar = figure.colorbar(
        ScalarMappable(Normalize(0, 1), SCALE), ax=[cells, counts, filler], location="bottom",
        shrink=0.4, anchor=(0.6, 1), aspect=34, pad=0.02, ticks=(0, 0.5, 1),
    )  # fmt: skip
    bar.ax.set_xticklabels(["0", "0.5 (chance)", "1"])
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.ax.set_ylabel(
        "area under the ROC curve", size=SMALLEST_FONT, rotation=0, ha="right", va="center"
    )
    bar.outline.set_visible(False)
    return figure


def _fit_columns(room: float, count: int) -> float:
    """Inches of a column."""
    if room / count < _NARROWEST:
        raise ValueError(
            f"{count} cues find no room on a page; draw those of each pretraining apart"
        )
    return min(room / count, _WIDEST)


def _rank_methods(
    scores: pd.DataFrame, columns: list[CueColumn], used: list[bool]
) -> tuple[list[str], list[str], dict[str, int]]:
    """Methods, those most often among the best first, controls, and how often each is.

    It is no merit to be the best at finding what decides nothing: cues that are not used do not
    count.
    """
    counted = {column for column, is_used in zip(columns, used, strict=True) if is_used}
    best: dict[str, int] = {}
    for row in scores.itertuples():
        hit = row.among_best and CueColumn(row.pretraining, row.task, row.cue) in counted
        best[row.method] = best.get(row.method, 0) + bool(hit)
    kind = dict(zip(scores["method"], scores["kind"], strict=True))
    methods = sorted((n for n in best if kind[n] == "method"), key=lambda name: -best[name])
    return methods, [name for name in best if kind[name] == "control"], best


def _write_notes(all_used: bool, controls: bool, simulated: bool) -> list[str]:
    """Sentences under the figure."""
    return [
        "A column is a planted cue, whose pixels are known. a: what swapping it does to "
        "decisions. b: probability that |relevance| is larger at a pixel of the cue than at "
        "another one (area under the ROC curve) ± half of the 95 % interval over seeds and images. "
        "Outlined and bold: not found to be worse than the best method of the column (paired over "
        "images, Holm's correction). c: in how many columns that is so; methods that tie share "
        "a place.",
        ""
        if all_used
        else "Pale columns do not count: the swap changes less than a twentieth of the decisions "
        "of some model, so that a map need not find the cue.",
        "Controls, below the gap, do not depend on how the image is decided." if controls else "",
        SIMULATED_FACES if simulated else "",
    ]
