"""Figure: how much of the answer the shape of a mask gives away without any pixel of a face."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import SIMULATED_FACES, letter_panels, open_page, say_empty
from face_relevance.figures.style import (
    BASELINE_COLOURS,
    INK,
    MUTED,
    Factors,
    block_colour,
    name_block,
    order_blocks,
    styled,
)
from face_relevance.figures.tables import require_columns, select_rows

_TITLE = "How much of the answer the shape of a mask alone gives away"
_COLUMNS = ("task", "source", "fraction", "accuracy", "low", "high", "chance")
_CURVES = ("fill", "measure", "block", "pretraining", "task", "fraction", "estimate")
_MOST_PANELS = 4
_ROW = 0.27  # inches
_SPREAD = 0.46  # of a row, over which the seeds of a cell are spread


@styled
def plot_leakage(
    leakage: pd.DataFrame,
    curves: pd.DataFrame,
    fill: str,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the accuracy of a classifier that sees the binary masks only, by source.

    Parameters
    ----------
    leakage : pandas.DataFrame
        `leakage`: task, source (model or control), fraction, accuracy, low, high, chance. May be
        empty.
    curves : pandas.DataFrame
        `masking_curves`: the accuracy of the models on the pixels of the same masks; fractions
        without it have none drawn.
    fill : str
        Which fill of the masked pixels these are of.
    factors : Factors
        Levels of the study; a source must be one of its models or a control.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per task and kept fraction, a row per cell of models and control.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or the fill or a source is unknown.
    """
    require_columns(leakage, "leakage", _COLUMNS, may_be_empty=True)
    require_columns(curves, "masking_curves", _CURVES)
    curves = select_rows(curves, "masking_curves", "fill", fill)
    curves = select_rows(curves, "masking_curves", "measure", "accuracy")
    simulation = SIMULATED_FACES if simulated else ""
    if leakage.empty:
        return say_empty(
            _TITLE, study_title, "No task of this study can be told from masks alone.", [simulation]
        )
    controls = [name for name in order_blocks(BASELINE_COLOURS) if name in set(leakage["source"])]
    strangers = set(leakage["source"]) - {*factors.models, *controls}
    if strangers:
        raise ValueError(f"table 'leakage' has source '{min(strangers)}', not in the study")
    cells = [
        cell
        for cell in factors.cells
        if leakage["source"].str.startswith(f"{cell[0]}/{cell[1]}/").any()
    ]
    tasks = [task for task in factors.task if task in set(leakage["task"])]
    fractions = _choose_fractions(leakage["fraction"], max(1, _MOST_PANELS // len(tasks)))
    rows = len(cells) + len(controls)
    figure = open_page(
        _ROW * rows + 0.75,
        _TITLE,
        study_title,
        [
            "Dots: a linear classifier that sees which pixels are kept, but none of them, with "
            "95 % intervals over identities (one dot per seed). Open squares: the networks on the "
            f"pixels of these masks, filled with: {fill}; for maps of models the model itself, "
            "for controls the mean of the task's models. Where a square is not beyond the dots, "
            "the shape of the mask could be all that the network uses.",
            simulation,
        ],
    )
    panels = [(task, fraction) for task in tasks for fraction in fractions]
    grid = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, (task, fraction) in zip(grid, panels, strict=True):
        here = leakage[(leakage["task"] == task) & np.isclose(leakage["fraction"], fraction)]
        shown = curves[(curves["task"] == task) & np.isclose(curves["fraction"], fraction)]
        for chance in here["chance"].unique():
            axes.axvline(100 * chance, color=MUTED, linewidth=0.8, zorder=0.8, gid="chance")
        for place, cell in enumerate(cells):
            of_cell = here[here["source"].str.startswith(f"{cell[0]}/{cell[1]}/")]
            _draw_sources(axes, of_cell, place, factors.colour(cell[0]), factors.marker(cell[1]))
            if cell[1] == task:
                own = shown[(shown["block"] == "same model") & (shown["pretraining"] == cell[0])]
                _draw_networks(axes, own, place)
        for place, name in enumerate(controls, start=len(cells)):
            _draw_sources(axes, here[here["source"] == name], place, block_colour(name), "o")
            _draw_networks(axes, shown[shown["block"] == name], place)
        if cells and controls:
            axes.axhline(len(cells) - 0.5, color="#D4D4D4", linewidth=0.6, zorder=0.6)
        axes.set_title(f"{task}\n{100 * fraction:g} % kept", loc="left")
        axes.set_xlabel("accuracy (%)")
        axes.set_xlim(0, 102)
        axes.set_xticks([0, 50, 100])
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
    names = [f"{pretraining} · {task}" for pretraining, task in cells]
    grid[0].set_yticks(range(rows), [*names, *map(name_block, controls)])
    grid[0].set_ylim(rows - 0.4, -0.6)
    grid[0].set_ylabel("whose map chose the kept pixels")
    letter_panels(grid)
    figure.legend(
        handles=[
            Line2D(
                [],
                [],
                color=INK,
                marker="o",
                markersize=3.5,
                linewidth=1.1,
                label="classifier on\nmasks alone",
            ),
            Line2D([], [], marker="s", linestyle="", label="network on\nkept pixels", **_HOLLOW),
            Line2D([], [], color=MUTED, linewidth=0.8, label="most frequent\nclass"),
        ],
        loc="outside right center",
        alignment="left",
        title="what decides",
    )
    return figure


_HOLLOW = {
    "color": INK, "markersize": 4.2, "markerfacecolor": "white", "markeredgewidth": 0.9,
}  # fmt: skip


def _choose_fractions(fractions: pd.Series, most: int) -> list[float]:
    """Fractions to draw: all, or as many as there is room for, evenly from small to large."""
    there = np.sort(fractions.unique())
    if len(there) <= most:
        return there.tolist()
    places = np.linspace(0, len(there) - 1, most) if most > 1 else [(len(there) - 1) / 2]
    return there[np.round(places).astype(int)].tolist()


def _draw_sources(axes, rows: pd.DataFrame, place: float, colour: str, marker: str) -> None:
    """Accuracy of the masks of a row's sources, seeds apart."""
    count = len(rows)
    offsets = (np.arange(count) + 0.5) / count * _SPREAD - _SPREAD / 2 if count > 1 else [0.0]
    for row, offset in zip(rows.itertuples(), offsets, strict=False):
        height = place - 0.12 + offset
        axes.plot(
            [100 * row.low, 100 * row.high], [height] * 2, color=colour, linewidth=1.1,
            solid_capstyle="butt", zorder=2.4, gid=f"interval {row.source}",
        )  # fmt: skip
        axes.plot(
            100 * row.accuracy, height, marker, color=colour, markersize=3.5,
            markeredgecolor="white", markeredgewidth=0.3, zorder=2.5, gid=f"mask {row.source}",
        )  # fmt: skip


def _draw_networks(axes, curves: pd.DataFrame, place: float) -> None:
    """Accuracy of networks on the pixels that a mask keeps."""
    if not curves.empty:
        mean = 100 * curves["estimate"].mean()
        axes.plot(mean, place + 0.27, "s", zorder=2.3, gid="networks", clip_on=False, **_HOLLOW)
