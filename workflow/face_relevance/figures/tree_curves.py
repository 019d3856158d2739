"""Figures: accuracies of two trees of results, drawn over each other."""

from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import open_page, say_empty
from face_relevance.figures.style import PRETRAINING_COLOURS, styled

COLOURS = PRETRAINING_COLOURS[:2]
LINES = ("-", "--")
_MOST_COLUMNS = 4
_MOST_MODELS = 30
_CELL = ["pretraining", "task"]
_FACTORS = ("pretraining", "network", "task", "variant", "seed")


@styled
def plot_tree_curves(one: pd.DataFrame, other: pd.DataFrame, names: tuple[str, str]) -> Figure:
    """Draw the masking curves of models by their own maps, of two trees of results.

    Parameters
    ----------
    one, other : pandas.DataFrame
        ``comparison/masking_curves.parquet`` of both.
    names : tuple of str
        Of the trees.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each pretraining and task that both have, with the first fill of both.
    """
    title = "Accuracy when only the pixels that are most relevant to a model itself are kept"
    fill = next((name for name in one["fill"].unique() if name in set(other["fill"])), None)
    tables = [
        table[
            (table["fill"] == fill)
            & (table["measure"] == "accuracy")
            & (table["block"] == "same model")
        ]
        for table in (one, other)
    ]
    cells = tables[0][_CELL].drop_duplicates().merge(tables[1][_CELL].drop_duplicates())
    subtitle = f"{names[0]} and {names[1]}"
    if cells.empty:
        return say_empty(title, subtitle, "No pretraining, task and fill is in both.", [])
    columns = min(len(cells), _MOST_COLUMNS)
    bands = ceil(len(cells) / columns)
    figure = open_page(
        1.9 * bands + 0.2,
        title,
        subtitle,
        [f"Masked pixels are filled with: {fill}. Bands: 95 % intervals over seeds and images."],
    )
    grid = figure.subplots(bands, columns, sharex=True, sharey=True, squeeze=False)
    for axes in grid.flat[len(cells) :]:
        axes.set_visible(False)
    for axes, cell in zip(grid.flat, cells.itertuples(index=False), strict=False):
        axes.set_title(f"{cell.pretraining} · {cell.task}", loc="left")
        for side, table in enumerate(tables):
            rows = table[(table["pretraining"] == cell.pretraining) & (table["task"] == cell.task)]
            rows = rows.sort_values("fraction")
            axes.fill_between(
                rows["fraction"], rows["low"], rows["high"], color=COLOURS[side], alpha=0.15,
                linewidth=0,
            )  # fmt: skip
            axes.plot(
                rows["fraction"], rows["estimate"], color=COLOURS[side], linestyle=LINES[side],
                gid=f"curve {names[side]}",
            )  # fmt: skip
        axes.set_ylim(0, 1.02)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.5, 1], ["0", "50", "100"])
        axes.grid(axis="y")
    # With an empty place in the last row, the panels above it have no scale below them.
    for number in range(len(cells)):
        if number + columns >= len(cells):
            grid.flat[number].tick_params(labelbottom=True)
            grid.flat[number].set_xlabel("kept pixels (%)")
    for axes in grid[:, 0]:
        axes.set_ylabel("accuracy")
    _add_key(figure, names)
    return figure


@styled
def plot_tree_accuracies(one: pd.DataFrame, other: pd.DataFrame, names: tuple[str, str]) -> Figure:
    """Draw the accuracies of the models that two trees of results have.

    Parameters
    ----------
    one, other : pandas.DataFrame
        ``runs.parquet`` or ``comparison/performance.parquet`` of both.
    names : tuple of str
        Of the trees.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each of the first models that both have.
    """
    title, subtitle = "Accuracy of the models that are in both", f"{names[0]} and {names[1]}"
    tables = [_name_models(table) for table in (one, other)]
    shared = [model for model in tables[0].index if model in tables[1].index]
    if not shared:
        return say_empty(title, subtitle, "No model is in both.", [])
    shown = shared[:_MOST_MODELS]
    figure = open_page(
        0.6 + 0.16 * len(shown),
        title,
        subtitle,
        [
            "Points: models; bars: 95 % intervals over test images, of fields over places or "
            "winters.",
            f"The first {len(shown)} of {len(shared)} models." if len(shown) < len(shared) else "",
        ],
    )
    axes = figure.subplots()
    for side, table in enumerate(tables):
        _draw_points(axes, table.loc[shown], COLOURS[side], 0.32 * side - 0.16)
    axes.set_yticks(range(len(shown)), shown)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, 1.02)
    axes.set_xlabel("accuracy")
    axes.grid(axis="x")
    _add_key(figure, names)
    return figure


def _name_models(table: pd.DataFrame) -> pd.DataFrame:
    """Accuracies and their intervals by the names of the models."""
    factors = [name for name in _FACTORS if name in table]
    names = table[factors].astype(str).agg("/".join, axis=1)
    intervals = {"accuracy_low": "low", "accuracy_high": "high"}
    found = table.rename(columns=intervals)[["accuracy", "low", "high"]].set_index(names)
    return found.dropna()


def _draw_points(axes: Axes, rows: pd.DataFrame, colour: str, shift: float) -> None:
    """Draw points and bars, a little beside the middle of their rows."""
    places = [number + shift for number in range(len(rows))]
    axes.hlines(places, rows["low"], rows["high"], color=colour, linewidth=1)
    axes.plot(rows["accuracy"], places, "o", color=colour, markersize=3)


def _add_key(figure: Figure, names: tuple[str, str]) -> None:
    """Say which colour is which tree."""
    figure.legend(
        handles=[
            Line2D([], [], color=colour, linestyle=line, label=name)
            for colour, line, name in zip(COLOURS, LINES, names, strict=True)
        ],
        loc="outside right upper",
    )
