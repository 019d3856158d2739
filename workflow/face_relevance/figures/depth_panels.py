"""The panels of figures by depth: features by layer, then relevance maps and baselines."""

from collections.abc import Sequence
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from face_relevance.figures.depth import (
    CHANCE_COLOUR,
    Frame,
    draw_frame,
    draw_points,
    find_places,
    head_column,
    head_row,
    name_layers,
    set_apart,
)
from face_relevance.figures.page import fit_headings, letter_panels
from face_relevance.figures.style import MUTED, Factors

_WIDTH = 6.35  # inches of all panels of a row
_ROW, _TALLEST = 1.0, 5.2  # inches of a row of panels and of all
_FINE = 12  # columns of the grid, at least: the last row is divided otherwise than the others
_ASIDE = 0.1  # part of a place from a point to the dots of its seeds
_HEADINGS = {
    "features": "features",
    "partial": "features, with {} held constant",
    "masked": "features of images that keep their most relevant pixels",
    "weighted": "features weighted by their relevance",
}
_SIDES = {
    "relevance": "relevance maps, by method",
    "fitted": "fitted",
    "baseline": "baselines",
}


def measure_panels(table: pd.DataFrame) -> float:
    """Inches of all panels of a table, with their names."""
    return min(_ROW * (len(_list_panels(table)) + bool(_list_sides(table))) + 0.75, _TALLEST)


def draw_panels(
    figure: Figure,
    table: pd.DataFrame,
    seeds: pd.DataFrame,
    layers: Sequence[str],
    factors: Factors,
    frame: Frame,
) -> None:
    """Draw a column per pretraining with rows of features, and a row of what has no layer.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    table : pandas.DataFrame
        pretraining, task, representation, kind, layer, controlled_for, estimate, low, high,
        p_holm.
    seeds : pandas.DataFrame
        pretraining, task, representation, kind, layer, estimate of single models; may be empty.
    layers : sequence of str
        In the order of depth.
    factors : Factors
    frame : Frame
        The ceiling is that of the table without what is held constant.
    """
    panels, sides = _list_panels(table), _list_sides(table)
    shares = _share_width(sides, len(factors.cells))
    bands = len(panels) + bool(sides)
    plain = table[table["controlled_for"] == ""]
    wide = ceil(_FINE / len(factors.pretraining))
    fine = wide * len(factors.pretraining)
    grid = figure.add_gridspec(bands, fine)
    first, heads = None, []
    for row, (panel, rows) in enumerate(panels.items()):
        for column, pretraining in enumerate(factors.pretraining):
            axes = figure.add_subplot(grid[row, column * wide : (column + 1) * wide], sharey=first)
            first = first or axes
            held = panel == "partial"
            draw_frame(axes, frame._replace(ceiling=None, attainable=1.0) if held else frame)
            _draw_curves(axes, rows, seeds, layers, factors, pretraining, panel)
            name_layers(
                axes, layers, _WIDTH / len(factors.pretraining), show=row == len(panels) - 1
            )
            axes.tick_params(axis="y", labelleft=column == 0)
            if row == 0:
                head_column(axes, pretraining, factors)
            if column == 0:
                head_row(axes, _HEADINGS[panel].format(rows["controlled_for"].iloc[0]))
                heads.append(axes)
    start = 0
    for kind, names in sides.items():
        stop = start + round(fine * shares[kind]) if kind != list(sides)[-1] else fine
        axes = figure.add_subplot(grid[-1, start:stop], sharey=first)
        first = first or axes
        draw_frame(axes, frame)
        _draw_side(axes, plain[plain["kind"] == kind], seeds, names, factors)
        heading = fit_headings(
            [name.removeprefix("relevance ").replace(" ", "\n") for name in names],
            [_WIDTH * shares[kind] / len(names)] * len(names),
        )
        axes.set_xticks(range(len(names)), heading.texts, rotation=90 if heading.upright else 0)
        axes.tick_params(axis="x", length=0)
        axes.tick_params(axis="y", labelleft=start == 0)
        axes.set_xlim(-0.6, len(names) - 0.4)
        head_row(axes, _SIDES[kind])
        heads.append(axes)
        start = stop
    letter_panels(heads)


def _list_panels(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Rows of each row of panels, by its key in the headings; those without rows are left out."""
    plain = table[table["controlled_for"] == ""]
    rows = {
        "features": plain[plain["kind"] == "features"],
        "partial": table[(table["controlled_for"] != "") & (table["kind"] == "features")],
        "masked": plain[plain["kind"].isin(("masked", "random-masked"))],
        "weighted": plain[plain["kind"] == "weighted"],
    }
    return {panel: found for panel, found in rows.items() if len(found)}


def _list_sides(table: pd.DataFrame) -> dict[str, list[str]]:
    """Names of relevance maps, fitted models and baselines, as far as there are any."""
    plain = table[table["controlled_for"] == ""]
    sides = {kind: _list_names(plain, kind) for kind in _SIDES}
    return {kind: names for kind, names in sides.items() if names}


def _list_names(table: pd.DataFrame, kind: str) -> list[str]:
    """Representations of a kind in the order of the table."""
    return list(dict.fromkeys(table.loc[table["kind"] == kind, "representation"]))


def _share_width(sides: dict[str, list[str]], cells: int) -> dict[str, float]:
    """Shares of the width of the page: a baseline has one point, all else has one per cell."""
    room = {kind: len(names) * (1 + 0.18 * (cells - 1) * (kind != "baseline"))
            for kind, names in sides.items()}  # fmt: skip
    return {kind: value / sum(room.values()) for kind, value in room.items()}


def _draw_curves(
    axes: Axes,
    rows: pd.DataFrame,
    seeds: pd.DataFrame,
    layers: list[str],
    factors: Factors,
    pretraining: str,
    panel: str,
) -> None:
    """Curves of one pretraining over the layers, chance first so that it lies below."""
    kinds = sorted(rows["kind"].unique(), reverse=True)  # random-masked before masked
    offsets = iter(set_apart(len(kinds) * len(factors.task)))
    for kind in kinds:
        colour = CHANCE_COLOUR if kind == "random-masked" else factors.colour(pretraining)
        for task in factors.task:
            offset, cell = next(offsets), (pretraining, task)
            of_cell = _pick(rows, kind, *cell).sort_values(
                "layer", key=lambda names: names.map(layers.index)
            )
            if panel != "partial":
                dots = _pick(seeds, kind, *cell)
                _draw_seeds(axes, find_places(dots["layer"], layers, offset), dots, colour)
            draw_points(
                axes, find_places(of_cell["layer"], layers, offset), of_cell, colour,
                factors.marker(task), factors.line(task),
                f"chance {pretraining}/{task}" if kind == "random-masked"
                else f"{pretraining}/{task} {panel}",
            )  # fmt: skip


def _draw_side(
    axes: Axes, rows: pd.DataFrame, seeds: pd.DataFrame, names: list[str], factors: Factors
) -> None:
    """Points of all cells beside one another, or of baselines."""
    models = rows["pretraining"].ne("").any()
    cells = factors.cells if models else [("", "")]
    kind = rows["kind"].iloc[0]
    for (pretraining, task), offset in zip(cells, 1.4 * set_apart(len(cells)), strict=True):
        of_cell = _pick(rows, kind, pretraining, task)
        colour = factors.colour(pretraining) if models else MUTED
        marker = factors.marker(task) if models else "o"
        dots = _pick(seeds, kind, pretraining, task)
        _draw_seeds(axes, find_places(dots["representation"], names, offset), dots, colour)
        draw_points(
            axes, find_places(of_cell["representation"], names, offset), of_cell, colour, marker,
            None, f"{pretraining}/{task} {kind}" if models else kind,
        )  # fmt: skip


def _draw_seeds(axes: Axes, places: np.ndarray, dots: pd.DataFrame, colour: str) -> None:
    """Single models as faint dots behind their cell, the fainter the more there are."""
    crowd = len(places) / max(len(set(places)), 1)
    strength = float(np.clip(1.5 / max(crowd, 1), 0.25, 0.6))
    axes.plot(
        places - _ASIDE, dots["estimate"], linestyle="", marker="o", markersize=1.8, color=colour,
        alpha=strength, markeredgewidth=0, zorder=2.1, gid="seeds",
    )  # fmt: skip


def _pick(rows: pd.DataFrame, kind: str, pretraining: str, task: str) -> pd.DataFrame:
    """Rows of one kind and cell."""
    return rows[
        (rows["kind"] == kind) & (rows["pretraining"] == pretraining) & (rows["task"] == task)
    ]
