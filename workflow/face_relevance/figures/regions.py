"""Figure: on which parts of the face the relevance is denser than on the image as a whole."""

from math import ceil

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_FACES,
    break_name,
    letter_panels,
    open_page,
)
from face_relevance.figures.style import MUTED, Factors, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = (
    "method", "pretraining", "task", "sign", "part", "share", "density", "density_low",
    "density_high",
)  # fmt: skip
_MOST_BANDS = 2
_COLUMNS_OF_A_BAND = 4
_ROW = 0.17  # inches of a part
_SPREAD = 0.74  # of a row, over which the cells are set apart
_LEAST = 0.02  # densities below cannot be told from none on the page
_NOTHING = 0.002  # where a density of 0 would be, left of the page


@styled
def plot_regions(
    regions: pd.DataFrame, factors: Factors, study_title: str, simulated: bool
) -> Figure:
    """Draw the density of absolute relevance on the parts of the face.

    Parameters
    ----------
    regions : pandas.DataFrame
        `region_shares`: method, pretraining, task, sign, part, share, density, density_low,
        density_high. Rows of sign "absolute" are drawn, parts in the order of their rows.
    factors : Factors
        Levels of the study; every pretraining and task must be one of them.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per method; in it a row per part with a dot per cell of models.

    Raises
    ------
    ValueError
        If a column is missing or has empty values.
    """
    require_columns(regions, "region_shares", _COLUMNS)
    regions = regions[regions["sign"] == "absolute"]
    methods = list(dict.fromkeys(regions["method"]))
    parts = list(dict.fromkeys(regions["part"]))
    # More methods make the panels narrower and not the page taller.
    columns = max(min(len(methods), _COLUMNS_OF_A_BAND), ceil(len(methods) / _MOST_BANDS))
    bands = ceil(len(methods) / columns)
    figure = open_page(
        (_ROW * len(parts) + 0.35) * bands + 0.35,
        "On which parts of the face is the relevance?",
        study_title,
        [
            "Density: share of |relevance| on a part over the share of pixels that it covers; 1 is "
            "what a map of one value has everywhere. Bars: 95 % intervals over seeds and images. "
            "The scale is logarithmic.",
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.subplots(bands, columns, sharex=True, sharey=True, squeeze=False)
    for axes in grid.flat[len(methods) :]:
        axes.set_visible(False)
    width = (PAGE_WIDTH - 2) / columns
    for axes, method in zip(grid.flat, methods, strict=False):
        axes.set_title(break_name(method, width, 8), loc="left")
        axes.axvline(1, color=MUTED, linewidth=0.7, zorder=0.6, gid="constant")
        for edge in np.arange(1, len(parts)):
            axes.axhline(edge - 0.5, color="#EEEEEE", linewidth=0.6, zorder=0.5)
        _draw_cells(axes, regions[regions["method"] == method], parts, factors)
    corner = grid[0, 0]
    corner.set_xscale("log")
    corner.set_xticks([0.1, 0.3, 1, 3, 10], ["0.1", "0.3", "1", "3", "10"])
    corner.set_xticks([], minor=True)
    corner.set_xlim(*_limits(regions))
    corner.set_yticks(range(len(parts)), parts)
    corner.set_ylim(len(parts) - 0.5, -0.5)
    for axes in grid.flat:
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x")
    for axes in grid[-1]:
        axes.set_xlabel("density")
    letter_panels(grid.flat)
    figure.legend(
        handles=[_draw_key(cell, factors) for cell in factors.cells],
        loc="outside right center",
        alignment="left",
        title="model",
    )
    return figure


def _limits(regions: pd.DataFrame) -> tuple[float, float]:
    """Find the ends of the scale: all intervals, but nothing below what can be told from none."""
    low = max(_LEAST, 0.8 * regions["density_low"].min())
    return min(low, 0.8), max(1.25 * regions["density_high"].max(), 1.25)


def _draw_cells(axes, rows: pd.DataFrame, parts: list[str], factors: Factors) -> None:
    """Dots of all cells on their intervals, beside one another in the row of their part."""
    cells = factors.cells
    for number, (pretraining, task) in enumerate(cells):
        colour, name = factors.colour(pretraining), f"{pretraining}/{task}"
        here = rows[(rows["pretraining"] == pretraining) & (rows["task"] == task)]
        for row in here.itertuples():
            height = parts.index(row.part) + _SPREAD * ((number + 0.5) / len(cells) - 0.5)
            axes.plot(
                [max(row.density_low, _NOTHING), max(row.density_high, _NOTHING)],
                [height] * 2, color=colour, linewidth=0.9, solid_capstyle="butt", zorder=2.4,
                gid=f"interval {name}",
            )  # fmt: skip
            axes.plot(
                max(row.density, _NOTHING), height, factors.marker(task), color=colour,
                markersize=2.8, markeredgecolor="white", markeredgewidth=0.25, zorder=2.5,
                gid=f"density {name}",
            )  # fmt: skip


def _draw_key(cell: tuple[str, str], factors: Factors) -> Line2D:
    """Legend entry of a cell."""
    pretraining, task = cell
    return Line2D(
        [], [], color=factors.colour(pretraining), marker=factors.marker(task), markersize=3.2,
        linewidth=0.9, label=f"{pretraining}\n{task}",
    )  # fmt: skip
