"""Figure: every measure of the protocol for every method, ranked within each measure."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from face_relevance.figures.colour_maps import PALE_TEAL
from face_relevance.figures.numbers import write_number, write_seconds
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_OBJECTS,
    Headings,
    fit_headings,
    open_page,
    text_width,
    wrap_text,
)
from face_relevance.figures.protocol_style import (
    ADVISE,
    MEASURES,
    method_colour,
    name_method,
)
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, styled
from face_relevance.figures.tables import require_columns, select_all_networks, select_rows

# Lightness falls evenly from the last rank to the first.
RANKS = PALE_TEAL
"""Colours of ranks from the last (0) to the first (1)."""

_COLUMNS = ("network", "method", "measure", "mean", "low", "high", "images", "models", "over",
            "better")  # fmt: skip
_SORTED_BY = "avx_published"
_ARROWS = {"high": " ↑", "low": " ↓", "": ""}
_ROW = 0.222  # inches: two lines of numbers
_WIDEST = 0.6  # inches of a column
_FRAME = 0.3  # inches of margins and spaces
_BAR = 0.42  # inches of the colour bar and its labels
_TEXTS = 0.95  # inches, at most, of title and notes
_LUMA = np.array([0.299, 0.587, 0.114])


@styled
def plot_protocol_table(protocol: pd.DataFrame, study_title: str, simulated: bool) -> Figure:
    """Draw means, intervals and ranks of all methods by all measures, over all networks.

    Parameters
    ----------
    protocol : pandas.DataFrame
        `protocol`: network, method, measure, mean, low, high, images, models, over, better
        ("high", "low" or ""). Averages over all networks are drawn.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A row per method, the best by the published AVX first; a column per measure.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, a measure or method is unknown, or a method
        lacks a measure that others have.
    """
    require_columns(protocol, "protocol", _COLUMNS)
    rows = select_all_networks(protocol, "protocol")
    for measure in rows["measure"].unique():
        if measure not in MEASURES:
            raise ValueError(
                f"table 'protocol' has measure '{measure}', which is unknown; figures know: "
                f"{', '.join(MEASURES)}"
            )
    select_rows(rows, "protocol", "measure", _SORTED_BY)
    measures = [measure for measure in MEASURES if measure in set(rows["measure"])]
    ranks = {measure: rank_methods(rows[rows["measure"] == measure]) for measure in measures}
    methods = _sort_methods(rows, ranks)
    for measure in measures:
        missing = [method for method in methods if method not in ranks[measure].index]
        if missing:
            raise ValueError(f"table 'protocol' has no {measure} of '{missing[0]}'")

    names = [name_method(method) for method in methods]
    labels = max(text_width(name, SMALLEST_FONT) for name in names) + 0.08
    width = min((PAGE_WIDTH - _FRAME - labels) / len(measures), _WIDEST)
    better = rows.drop_duplicates("measure").set_index("measure")["better"]
    headings = fit_headings(
        [MEASURES[measure].title + _ARROWS[better[measure]] for measure in measures],
        [width] * len(measures),
    )
    groups = _group_columns(measures, width)
    above = headings.height + 0.12 + 0.125 * max(len(lines) for lines, _, _ in groups)
    height = _ROW * len(methods) + above + _BAR
    content = _FRAME + labels + width * len(measures)
    figure = open_page(
        height,
        "Every measure of the protocol, and how methods rank by it",
        study_title,
        _write_notes(rows, "" in set(better[measures]), simulated),
        width=min(PAGE_WIDTH, max(content, height + _TEXTS)),
    )
    axes = figure.subplots()
    for column, measure in enumerate(measures):
        here = rows[rows["measure"] == measure].set_index("method")
        for place, method in enumerate(methods):
            _draw_cell(axes, here.loc[method], column, place, ranks[measure][method], len(methods))
    axes.set(xlim=(-0.5, len(measures) - 0.5), ylim=(len(methods) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(methods)), names)
    for label, method in zip(axes.get_yticklabels(), methods, strict=True):
        if method in ADVISE:
            label.set(color=method_colour(method), weight="bold")
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    _head_columns(axes, headings, groups)
    _add_scale(figure, axes, len(methods))
    return figure


def rank_methods(rows: pd.DataFrame) -> pd.Series:
    """Ranks of the means of one measure by method, 1 is best; ties share their mean rank.

    Parameters
    ----------
    rows : pandas.DataFrame
        method, mean and better, one row per method.

    Returns
    -------
    pandas.Series
        NaN where neither high nor low is better.
    """
    means = rows.set_index("method")["mean"]
    better = rows["better"].iloc[0]
    if not better:
        return means * np.nan
    return means.rank(ascending=better == "low")


def _sort_methods(rows: pd.DataFrame, ranks: dict[str, pd.Series]) -> list[str]:
    """Methods, the best by the published AVX first."""
    order = ranks[_SORTED_BY]
    return sorted(dict.fromkeys(rows["method"]), key=lambda method: order.get(method, np.inf))


def _group_columns(measures: list[str], width: float) -> list[tuple[list[str], int, int]]:
    """Lines of the heading of every group of measures, with its first and last column."""
    groups: dict[str, list[int]] = {}
    for column, measure in enumerate(measures):
        groups.setdefault(MEASURES[measure].group, []).append(column)
    return [
        (wrap_text(name, width * len(columns) - 0.04, SMALLEST_FONT), columns[0], columns[-1])
        for name, columns in groups.items()
    ]


def _draw_cell(
    axes: Axes, row: pd.Series, column: int, place: int, rank: float, count: int
) -> None:
    """One mean over half of its interval, on the colour of its rank."""
    share = (count - rank) / max(count - 1, 1)
    colour = np.array(RANKS(share)[:3]) if np.isfinite(rank) else np.ones(3)
    axes.add_patch(
        Rectangle(
            (column - 0.5, place - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.7,
            gid=f"cell {row.measure} {row.name}",
        )
    )  # fmt: skip
    first = rank == 1
    half = (row["high"] - row["low"]) / 2
    if row["measure"] == "seconds":
        mean, half = write_seconds(row["mean"]), write_seconds(half, 1)
    else:
        mean, half = write_number(row["mean"]), write_number(half)
    ink = INK if _LUMA @ colour > 0.5 else "white"
    for text, down, weight in (
        (mean, -0.21, "bold" if first else "normal"),
        (f"±{half}", 0.21, "normal"),
    ):
        axes.text(
            column, place + down, text, ha="center", va="center_baseline", size=SMALLEST_FONT,
            weight=weight, color=ink,
        )  # fmt: skip


def _head_columns(axes: Axes, headings: Headings, groups: list[tuple[list[str], int, int]]) -> None:
    """Write the names of measures above their columns, and those of groups above them."""
    for column, text in enumerate(headings.texts):
        axes.annotate(
            text, (column, -0.5), (0, 3), textcoords="offset points", ha="center", va="bottom",
            size=SMALLEST_FONT, rotation=90 if headings.upright else 0, linespacing=1.0,
        )  # fmt: skip
    up = 72 * headings.height + 7
    for lines, first, last in groups:
        axes.annotate(
            "\n".join(lines), ((first + last) / 2, -0.5), (0, up), textcoords="offset points",
            ha="center", va="bottom", size=SMALLEST_FONT, color=MUTED, linespacing=1.1,
        )  # fmt: skip
        if first:
            axes.axvline(first - 0.5, color="white", linewidth=3.2)


def _add_scale(figure: Figure, axes: Axes, count: int) -> None:
    """Add the colours of the ranks."""
    scale = ScalarMappable(Normalize(0, 1), RANKS)
    bar = figure.colorbar(
        scale, ax=axes, location="bottom", shrink=0.35, aspect=30, pad=0.02, ticks=(0, 1)
    )
    bar.ax.set_xticklabels([f"{count} (last)", "1 (best)"])
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.ax.set_ylabel(
        "rank within the column", size=SMALLEST_FONT, rotation=0, ha="right", va="center",
        labelpad=14,
    )  # fmt: skip
    bar.outline.set_visible(False)


def _write_notes(rows: pd.DataFrame, undirected: bool, simulated: bool) -> list[str]:
    """Sentences under the figure."""
    over = " or ".join(sorted(set(rows["over"])))
    images, models = int(rows["images"].max()), int(rows["models"].max())
    return [
        f"Means of {models} {'models' if models > 1 else 'model'} and {images} images ± half of "
        f"the 95 % interval over {over}. Arrows: whether high or low is good; bold: the best mean. "
        "Similarity to the image rewards a map that keeps much of it, whatever decides.",
        "White: neither high nor low is good by itself." if undirected else "",
        SIMULATED_OBJECTS if simulated else "",
    ]
