"""Figure: how much observers, representations and relevance weigh each part of the face."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from face_relevance.figures.depth import draw_keys, draw_points, find_places, head_row
from face_relevance.figures.judged_notes import say_intervals
from face_relevance.figures.page import SIMULATED_FACES, fit_headings, letter_panels, open_page
from face_relevance.figures.style import INK, Factors, styled
from face_relevance.figures.tables import (
    only_value,
    require_columns,
    require_levels,
    select_rows,
)

_COLUMNS = (
    "setting", "who", "simulated", "pretraining", "task", "representation", "part", "weight",
    "low", "high", "over",
)  # fmt: skip
_WIDTH = 6.4  # inches of a panel
_ROW, _TALLEST = 1.15, 4.6  # inches of a panel, and of all
_SPREAD, _BOX = 0.7, 0.84  # part of a place: cells beside one another, and the observers
_OBSERVERS, _MEAN = "#DDD6C6", "#8D8064"  # sand: no pretraining, band or control has it


@styled
def plot_part_weights(
    weights: pd.DataFrame, layer: str, factors: Factors, study_title: str, simulated: bool
) -> Figure:
    """Draw the weights of face parts for observers and, before them, for models.

    Parameters
    ----------
    weights : pandas.DataFrame
        `part_weights` of one setting: who ("observers", "representation" or "relevance"),
        simulated (whether the observers are), pretraining, task, representation, part, weight,
        low, high, planted (NaN where not known), over. Parts are drawn in the order of their rows.
    layer : str
        Whose representations are drawn.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for the representations of the layer and one for each method of relevance; in each
        the observers as boxes.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, settings are mixed, the observers or the layer
        have no row, or a level is not in the study.
    """
    require_columns(weights, "part_weights", _COLUMNS)
    require_levels(weights, "part_weights", factors)
    only_value(weights, "part_weights", "setting")
    observers = select_rows(weights, "part_weights", "who", "observers")
    panels = _list_panels(weights, layer)
    parts = list(dict.fromkeys(observers["part"]))
    imagined = bool(observers["simulated"].any())
    planted = bool(observers["planted"].notna().any())
    drawn = pd.concat([observers, *panels.values()])
    people = "simulated observers" if imagined else "observers"
    figure = open_page(
        min(_ROW * len(panels), _TALLEST) + 0.65,
        f"Do models weigh the parts of the face as the {people} do?",
        study_title,
        [
            f"Weights of one kind of model, and of the {people}, sum to 1; grey line: all parts "
            "alike. Boxes: 95 % intervals of the observers.",
            "Open diamonds: the weights by which they choose, planted in the simulation."
            if planted
            else "",
            "Nothing here is about people." if imagined else "",
            say_intervals(drawn["over"]),
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.subplots(len(panels), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes, (heading, rows) in zip(grid, panels.items(), strict=True):
        _draw_observers(axes, observers, parts)
        axes.axhline(1 / len(parts), color="#BBBBBB", linewidth=0.7, zorder=0.6, gid="level")
        _draw_cells(axes, rows, parts, factors)
        axes.grid(axis="y")
        axes.locator_params(axis="y", nbins=4)
        axes.tick_params(axis="x", length=0)
        head_row(axes, heading)
    headings = fit_headings(parts, [_WIDTH / len(parts)] * len(parts))
    grid[-1].set_xticks(range(len(parts)), headings.texts, rotation=90 if headings.upright else 0)
    grid[-1].set_xlim(-0.55, len(parts) - 0.45)
    grid[0].set_ylim(bottom=min(0, drawn["low"].min()) - 0.08 * drawn["high"].max())
    figure.supylabel("weight", size=8)
    letter_panels(grid)
    draw_keys(figure, _list_keys(factors, people, planted))
    return figure


def _list_panels(weights: pd.DataFrame, layer: str) -> dict[str, pd.DataFrame]:
    """Rows of each panel by its heading."""
    features = select_rows(weights, "part_weights", "who", "representation")
    panels = {
        f"features of {layer}": select_rows(features, "part_weights", "representation", layer)
    }
    relevance = weights[weights["who"] == "relevance"]
    for method, rows in relevance.groupby("representation", sort=False):
        panels[f"relevance maps, {method.removeprefix('relevance ')}"] = rows
    return panels


def _draw_observers(axes: Axes, observers: pd.DataFrame, parts: list[str]) -> None:
    """Draw a box from low to high per part, a line at the weight, a diamond where it is known."""
    places = find_places(observers["part"], parts)
    axes.bar(
        places, observers["high"] - observers["low"], _BOX, bottom=observers["low"],
        color=_OBSERVERS, zorder=0.5, gid="interval observers",
    )  # fmt: skip
    axes.hlines(
        observers["weight"], places - _BOX / 2, places + _BOX / 2, color=_MEAN, linewidth=1.4,
        zorder=0.8, gid="observers",
    )  # fmt: skip
    axes.plot(
        places - 0.5 * _BOX, observers["planted"], "D", color=INK, markerfacecolor="white",
        markersize=3.6, markeredgewidth=0.9, zorder=3, gid="planted",
    )  # fmt: skip


def _draw_cells(axes: Axes, rows: pd.DataFrame, parts: list[str], factors: Factors) -> None:
    """Points of all cells beside one another at each part."""
    cells = factors.cells
    offsets = np.linspace(-_SPREAD / 2, _SPREAD / 2, len(cells) + 2)[1:-1]
    for (pretraining, task), offset in zip(cells, offsets, strict=True):
        of_cell = rows[(rows["pretraining"] == pretraining) & (rows["task"] == task)]
        draw_points(
            axes, find_places(of_cell["part"], parts, offset),
            of_cell.rename(columns={"weight": "estimate"}), factors.colour(pretraining),
            factors.marker(task), None, f"{pretraining}/{task} weights",
        )  # fmt: skip


def _list_keys(factors: Factors, people: str, planted: bool) -> list[Artist]:
    """Legend entries: a cell is a colour and a marker."""
    keys: list[Artist] = [
        Line2D([], [], color=factors.colour(pretraining), marker=factors.marker(task),
               markersize=3.4, linewidth=0.9, label=f"{pretraining}, {task}")
        for pretraining, task in factors.cells
    ]  # fmt: skip
    keys.append(Patch(facecolor=_OBSERVERS, edgecolor=_MEAN, linewidth=1, label=people))
    if planted:
        keys.append(
            Line2D([], [], color=INK, marker="D", linestyle="", markerfacecolor="white",
                   markersize=3.6, markeredgewidth=0.9, label="planted weight")
        )  # fmt: skip
    return keys
