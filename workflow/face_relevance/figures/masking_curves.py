"""Figure: accuracy of a model when only the most relevant pixels of an image are kept."""

from collections.abc import Mapping
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_FACES,
    letter_panels,
    open_page,
    text_width,
)
from face_relevance.figures.style import (
    CONTROL_LINES,
    MUTED,
    SMALLEST_FONT,
    Factors,
    block_colour,
    name_block,
    order_blocks,
    styled,
)
from face_relevance.figures.tables import require_columns, select_rows

_COLUMNS = (
    "fill", "measure", "block", "pretraining", "task", "fraction", "estimate", "low", "high",
)  # fmt: skip
_TICKS = (0, 0.05, 0.2, 0.5, 1)
_MOST_COLUMNS = 4
_BESIDE = 2.7  # inches of the legend and the names of the axes
_BARRED = (0.1, 0.3, 0.7)  # fractions at which controls have intervals
_BAR_SPREAD = 0.16  # over which these stand, of the width


@styled
def plot_masking_curves(
    curves: pd.DataFrame,
    chance: Mapping[str, float],
    fill: str,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw accuracy against the kept fraction, by whose relevance chose the pixels.

    Parameters
    ----------
    curves : pandas.DataFrame
        `masking_curves`: fill, measure, block, pretraining, task (of the target), fraction,
        estimate, low, high. Rows of measure "accuracy" are drawn.
    chance : mapping of str to float
        Accuracy of guessing, for each task.
    fill : str
        Which fill of the masked pixels to draw.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per target cell (pretraining by task), one line per block and control.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or the fill, a block, a level or the chance
        of a task is unknown.
    """
    require_columns(curves, "masking_curves", _COLUMNS)
    curves = select_rows(curves, "masking_curves", "fill", fill)
    curves = select_rows(curves, "masking_curves", "measure", "accuracy")
    order = order_blocks(curves["block"])
    controls = [block for block in order if block in CONTROL_LINES]
    # Models and controls apart, or eight bands would cover one another.
    families = {
        "maps of models": [block for block in order if block not in controls],
        "controls": ["same model", *controls],
    }
    cells = [(pretraining, task) for task in factors.task for pretraining in factors.pretraining]
    columns = min(len(cells), _MOST_COLUMNS)
    bands = ceil(len(cells) / columns)
    titles = _name_cells(cells, (PAGE_WIDTH - _BESIDE) / columns)
    figure = open_page(
        (1.75 if bands == 1 else 1.55) * 2 * bands + 0.25,
        "Accuracy when only the most relevant pixels are kept, by whose relevance chose them",
        study_title,
        [
            f"Columns: the model that decides. Masked pixels are filled with: {fill}. Bands, and "
            "bars of controls beside one another: 95 % intervals over seeds and images. The "
            "horizontal scale is a square root.",
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.subplots(2 * bands, columns, sharex=True, sharey=True, squeeze=False)
    for number in range(bands * columns):
        pair = grid[2 * (number // columns) :, number % columns][:2]
        if number >= len(cells):
            for axes in pair:
                axes.set_visible(False)
            continue
        pretraining, task = cells[number]
        if task not in chance:
            raise ValueError(f"no chance accuracy given for task '{task}'")
        of_cell = curves[(curves["pretraining"] == pretraining) & (curves["task"] == task)]
        pair[0].set_title(titles[number], loc="left", color=factors.colour(pretraining))
        for axes, blocks in zip(pair, families.values(), strict=True):
            for block in blocks:
                _plot_curve(axes, of_cell[of_cell["block"] == block], block)
            _plot_bars(axes, of_cell, [block for block in blocks if block in controls])
            axes.axhline(chance[task], color=MUTED, linewidth=0.7, zorder=0.5)
            axes.grid(axis="y")
            if axes in grid[:, -1]:
                axes.text(
                    1.025, chance[task], "chance", va="center", size=SMALLEST_FONT, color=MUTED,
                    transform=axes.get_yaxis_transform(),
                )  # fmt: skip
    grid[0, 0].set_xscale("function", functions=(_signed_root, _signed_square))
    grid[0, 0].set_xlim(0, 1)
    grid[0, 0].set_xticks(_TICKS, [f"{100 * tick:g}" for tick in _TICKS])
    grid[0, 0].set_ylim(0, 1.02)
    for axes, family in zip(grid[:, 0], [*families] * bands, strict=True):
        axes.set_ylabel(f"accuracy\n{family}")
    for axes in grid[-1]:
        axes.set_xlabel("kept pixels (%)")
    letter_panels(grid.flat)
    figure.legend(
        handles=[_draw_key(block) for block in order],
        loc="outside right center",
        alignment="left",
        title="map that chose\nthe kept pixels",
    )
    return figure


def _name_cells(cells: list[tuple[str, str]], width: float) -> list[str]:
    """Titles of panels: all on one line, or all on two where one is wider than its panel."""
    titles = [" · ".join(cell) for cell in cells]
    if max(text_width(title, 8) for title in titles) <= width - 0.2:  # with room for a letter
        return titles
    return [title.replace(" · ", " ·\n") for title in titles]


def _plot_curve(axes, rows: pd.DataFrame, block: str) -> None:
    """One line, and its band if it is of models."""
    rows = rows.sort_values("fraction")
    colour = block_colour(block)
    if block not in CONTROL_LINES:
        axes.fill_between(
            rows["fraction"], rows["low"], rows["high"], color=colour, alpha=0.14, linewidth=0,
            gid=f"interval {block}",
        )  # fmt: skip
    axes.plot(
        rows["fraction"], rows["estimate"], color=colour, linestyle=CONTROL_LINES.get(block, "-"),
        clip_on=False, gid=f"curve {block}",
    )  # fmt: skip


def _plot_bars(axes, rows: pd.DataFrame, controls: list[str]) -> None:
    """Intervals of controls at a few fractions: as bands they would cover one another."""
    inside = rows.loc[(rows["fraction"] > 0) & (rows["fraction"] < 1), "fraction"].unique()
    chosen = {inside[np.abs(inside - wanted).argmin()] for wanted in _BARRED if len(inside)}
    for number, block in enumerate(controls):
        shift = _BAR_SPREAD * ((number + 0.5) / len(controls) - 0.5)
        here = rows[(rows["block"] == block) & rows["fraction"].isin(chosen)]
        places = _signed_square(_signed_root(here["fraction"].to_numpy()) + shift)
        axes.vlines(
            places, here["low"], here["high"], color=block_colour(block), linewidth=0.8, zorder=1.6,
            gid=f"interval {block}",
        )  # fmt: skip


def _draw_key(block: str) -> Line2D:
    """Legend entry of a block."""
    return Line2D(
        [],
        [],
        color=block_colour(block),
        linestyle=CONTROL_LINES.get(block, "-"),
        label=name_block(block),
    )


def _signed_root(values: np.ndarray) -> np.ndarray:
    """Square root that matplotlib may call beyond the axis, below zero."""
    return np.sign(values) * np.sqrt(np.abs(values))


def _signed_square(values: np.ndarray) -> np.ndarray:
    """Inverse of `_signed_root`."""
    return np.sign(values) * np.square(values)
