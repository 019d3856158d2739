"""Figure: whether the winner of the protocol wins by measures that are independent of it."""

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import SIMULATED_OBJECTS, letter_panels, open_page, say_empty
from face_relevance.figures.protocol_style import (
    ADVISE,
    MEASURES,
    draw_key,
    method_colour,
    method_marker,
    name_method,
    order_methods,
    say_circular,
)
from face_relevance.figures.style import INK, styled
from face_relevance.figures.tables import require_columns, select_all_networks, select_rows

PROTOCOL = ("avx_published", "avx")
"""Summaries of the protocol: one row of panels each."""

INDEPENDENT = ("deletion", "insertion", "road")
"""Measures that do not reward keeping more of the image: one column each."""

_TITLE = "Does the winner of the protocol win by measures that are independent of it?"
_COLUMNS = ("network", "method", "measure", "mean", "low", "high", "images", "over", "better")
_PANEL = 1.75  # inches
_KEYS_PER_COLUMN = 5
_KEY = 0.155  # inches of a line of the legend


@styled
def plot_protocol_measures(protocol: pd.DataFrame, study_title: str, simulated: bool) -> Figure:
    """Draw every method by a summary of the protocol and by a measure independent of it.

    Parameters
    ----------
    protocol : pandas.DataFrame
        `protocol`: network, method, measure, mean, low, high, images, over, better. Averages
        over all networks and the measures `PROTOCOL` and `INDEPENDENT` are drawn.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        Up is better in every panel, right as well.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, a measure or a method is missing.
    """
    require_columns(protocol, "protocol", _COLUMNS)
    rows = select_all_networks(protocol, "protocol")
    tables = {
        measure: select_rows(rows, "protocol", "measure", measure).set_index("method")
        for measure in (*PROTOCOL, *INDEPENDENT)
    }
    methods = order_methods(tables[PROTOCOL[0]].index)
    for measure, table in tables.items():
        missing = [method for method in methods if method not in table.index]
        if missing:
            raise ValueError(f"table 'protocol' has no {measure} of '{missing[0]}'")
    if len(methods) == 1:
        reason = "There is a single method, and nothing to compare it with."
        return say_empty(_TITLE, study_title, reason, [SIMULATED_OBJECTS if simulated else ""])
    keys = min(len(methods) + 2, _KEYS_PER_COLUMN)
    figure = open_page(
        _PANEL * len(PROTOCOL) + _KEY * (keys + 1) + 0.45,
        _TITLE,
        study_title,
        _write_notes(tables, methods, " or ".join(sorted(set(rows["over"]))), simulated),
    )
    heights = [_PANEL] * len(PROTOCOL) + [_KEY * (keys + 1)]
    places = figure.add_gridspec(len(heights), len(INDEPENDENT), height_ratios=heights)
    grid = np.array(
        [[figure.add_subplot(places[row, column]) for column in range(len(INDEPENDENT))]
         for row in range(len(PROTOCOL))]
    )  # fmt: skip
    for (x, y), axes in zip(product(PROTOCOL, INDEPENDENT), grid.flat, strict=True):
        _draw_methods(axes, tables[x], tables[y], methods)
        rho = correlate(tables[x], tables[y])
        axes.set_title(f"rank correlation {_write(rho)}", loc="left")
        axes.set_xlabel(f"{MEASURES[x].title} →", labelpad=2)
        low_is_good = _turn(tables[y]) < 0
        if low_is_good:
            axes.invert_yaxis()
        turned = "low is good" if low_is_good else "high is good"
        axes.set_ylabel(f"{MEASURES[y].title} ({turned}) →", labelpad=2)
        axes.grid()
    letter_panels(grid.flat)
    ring = {"linestyle": "", "color": INK, "markerfacecolor": "none", "markeredgewidth": 0.9}
    below = figure.add_subplot(places[-1, :])
    below.set_axis_off()
    legend = below.legend(
        handles=[
            *map(draw_key, methods),
            Line2D([], [], marker="o", markersize=8.5, label="best on the x axis", **ring),
            Line2D([], [], marker="s", markersize=8.5, label="best on the y axis", **ring),
        ],
        loc="center",
        ncols=-(-(len(methods) + 2) // _KEYS_PER_COLUMN),
        columnspacing=1.6,
        handletextpad=0.4,
    )
    legend.set_in_layout(False)  # wider than the panels above need to be
    return figure


def correlate(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """Rank correlation over methods of how good they are by two measures.

    Parameters
    ----------
    one, other : pandas.DataFrame
        mean and better by method.

    Returns
    -------
    float
        Spearman's ρ, 1 where both measures put all methods in the same order of quality; NaN where
        one of them gives all the same value.
    """
    means = pd.DataFrame({"one": one["mean"] * _turn(one), "other": other["mean"] * _turn(other)})
    return float(means.corr("spearman").loc["one", "other"])


def _write(rho: float) -> str:
    """Write a correlation, or that there is none."""
    return f"{rho:.2f}".replace("-", "−") if np.isfinite(rho) else "undefined"


def _turn(table: pd.DataFrame) -> int:
    """1 where high is good, −1 where low is."""
    return -1 if table["better"].iloc[0] == "low" else 1


def _find_best(table: pd.DataFrame) -> str:
    """Return the method with the best mean."""
    return (table["mean"] * _turn(table)).idxmax()


def _draw_methods(axes: Axes, x: pd.DataFrame, y: pd.DataFrame, methods: list[str]) -> None:
    """Every method on the cross of its intervals, the best on each axis framed."""
    # ADVISE last: it is what the figure is about.
    for method in sorted(methods, key=lambda name: name in ADVISE):
        across, up = x.loc[method], y.loc[method]
        ours = method in ADVISE
        colour, above = method_colour(method), 0.5 * ours
        axes.plot(
            [across["low"], across["high"]], [up["mean"]] * 2, color=colour, linewidth=0.9,
            zorder=2.2 + above, gid=f"interval x {method}",
        )  # fmt: skip
        axes.plot(
            [across["mean"]] * 2, [up["low"], up["high"]], color=colour, linewidth=0.9,
            zorder=2.2 + above, gid=f"interval y {method}",
        )  # fmt: skip
        axes.plot(
            across["mean"], up["mean"], method_marker(method), color=colour, markersize=5,
            markeredgecolor=INK if ours else "white", markeredgewidth=0.6, zorder=2.4 + above,
            gid=f"method {method}",
        )  # fmt: skip
    for table, marker, gid in ((x, "o", "best x"), (y, "s", "best y")):
        best = _find_best(table)
        axes.plot(
            x.loc[best, "mean"], y.loc[best, "mean"], marker, color=INK, markerfacecolor="none",
            markersize=9.5, markeredgewidth=0.9, zorder=3.5, gid=f"{gid} {best}",
        )  # fmt: skip
    axes.margins(0.1)
    axes.locator_params(nbins=4)


def _write_notes(
    tables: dict[str, pd.DataFrame], methods: list[str], over: str, simulated: bool
) -> list[str]:
    """Sentences under the figure."""
    best = {measure: name_method(_find_best(table)) for measure, table in tables.items()}
    winners: dict[str, list[str]] = {}
    for measure in INDEPENDENT:
        winners.setdefault(best[measure], []).append(MEASURES[measure].title)
    independent = ", ".join(
        f"{name} by {' and '.join([', '.join(by[:-1]), by[-1]] if by[1:] else by)}"
        for name, by in winners.items()
    )
    images = int(tables[PROTOCOL[0]]["images"].max())
    return [
        f"Points: means of a method over {images} images, with crosses of 95 % intervals over "
        f"{over}; up and right are good. Best by published AVX is {best['avx_published']}, by ours "
        f"{best['avx']}; independently of both it is {independent}. Rank correlations are over "
        f"the {len(methods)} methods.",
        say_circular(methods),
        SIMULATED_OBJECTS if simulated else "",
    ]
