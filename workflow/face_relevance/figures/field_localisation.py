"""Figure: how much of the relevance is in the square that decides, by its place in the field."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from face_relevance.figures.field_panels import (
    NAMES,
    SIMULATED_FIELDS,
    order_variants,
    write_heading,
)
from face_relevance.figures.page import open_page
from face_relevance.figures.style import MUTED, SMALLEST_FONT, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = (
    "variant", "permuted", "position", "row", "column", "method", "measure", "estimate", "low",
    "high", "chance",
)  # fmt: skip
_MAP = "viridis"
_PANEL = 0.82  # inches


@styled
def plot_field_localisation(
    localisation: pd.DataFrame, methods: list[str], study_title: str, simulated: bool
) -> Figure:
    """Draw a grid of places for every network and method, coloured by the mass in the square.

    Parameters
    ----------
    localisation : pandas.DataFrame
        From `tabulate_field_localisation`.
    methods : list of str
        In the order of rows.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the fields are simulated.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If a column is missing or has empty values.
    """
    require_columns(localisation, "field_localisation", _COLUMNS)
    names = order_variants(list(dict.fromkeys(localisation["variant"])))
    mass = localisation[localisation["measure"] == "mass"]
    accuracy = localisation[localisation["measure"] == "accuracy"]
    chance = float(mass["chance"].iloc[0])
    scale = LogNorm(chance / 10, 1)
    figure = open_page(
        _PANEL * len(methods) * 1.28 + 0.95,
        "Where the square is found, and where networks are blind",
        study_title,
        [
            "Each cell is a place of the deciding square in the field, coloured by the share of "
            "|relevance| that lies in it: mean over test fields and seeds. Cross: its 95 % "
            f"interval is not above the share of a map that knows nothing ({chance:.2g}); circle: "
            "the network itself is not above chance there. Below each grid: mean over places with "
            "its interval; above: accuracy.",
            SIMULATED_FIELDS if simulated else "",
        ],
    )
    panels = figure.subplots(len(methods), len(names), squeeze=False)
    for column, name in enumerate(names):
        right = accuracy[accuracy["variant"] == name]
        overall = 100 * right.loc[right["position"] == "all", "estimate"].iloc[0]
        heading = NAMES[name].replace(", ", ",\n")
        heading = heading if "\n" in heading else f"\n{heading}"
        write_heading(panels[0, column], f"{heading}\n{overall:.1f} %")
        for row, method in enumerate(methods):
            rows = mass[(mass["variant"] == name) & (mass["method"] == method)]
            _draw_grid(panels[row, column], rows, right, scale)
    for row, method in enumerate(methods):
        panels[row, 0].set_ylabel(method, size=SMALLEST_FONT, labelpad=3)
    bar = figure.colorbar(
        ScalarMappable(scale, _MAP), ax=panels, location="bottom", shrink=0.4, aspect=36, pad=0.03
    )
    bar.set_label("share of |relevance| in the square", size=SMALLEST_FONT)
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.ax.axvline(chance, color="white", linewidth=1.2)
    bar.outline.set_visible(False)
    return figure


def _draw_grid(axes: Axes, rows: pd.DataFrame, right: pd.DataFrame, scale: LogNorm) -> None:
    """Places of one network and method, with what is not above chance."""
    places = rows[rows["position"] != "all"]
    grid = places.pivot_table(index="row", columns="column", values="estimate")
    axes.imshow(np.maximum(grid.to_numpy(), scale.vmin), cmap=_MAP, norm=scale, gid="places")
    unlearned = set(right.loc[right["low"] <= right["chance"], "position"])
    for one in places.itertuples():
        x, y = grid.columns.get_loc(one.column), grid.index.get_loc(one.row)
        if one.low <= one.chance:
            axes.plot(x, y, "x", color="white", markersize=3.5, gid="blind")
        if one.position in unlearned:
            axes.plot(
                x, y, "o", color="white", markersize=6, fillstyle="none", markeredgewidth=0.7,
                gid="unlearned",
            )  # fmt: skip
    mean = rows[rows["position"] == "all"].iloc[0]
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_xlabel(
        f"{mean['estimate']:.3f}\n[{mean['low']:.3f}, {mean['high']:.3f}]",
        size=SMALLEST_FONT, labelpad=2, color=MUTED, linespacing=1.0,
    )  # fmt: skip
