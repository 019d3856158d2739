"""Figure: how many peaks the densities of units have, by network, activations and class."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_OBJECTS,
    letter_panels,
    open_page,
    text_width,
)
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import MUTED, SMALLEST_FONT, styled
from face_relevance.figures.tables import require_columns, select_rows

ACTIVATION_COLOURS = {"published": "#C46A1B", "normalised": "#3B5B92"}
"""Activations as the authors take them, and brought to [0, 1]."""

MOST_CLASSES = 16
_COLUMNS = ("network", "activations", "class", "peaks", "share", "low", "high", "failed", "over")
_MAP = "cividis"
_HISTOGRAM, _CLASS, _FRAME, _BAR = 1.5, 0.125, 0.95, 0.42  # inches
_LONGEST_NAME = 1.1  # inches of the name of a class
_SMALLEST_SHARE = 0.001  # of units: counts that fewer have are left out at the end of the axis


@styled
def plot_peak_counts(peaks: pd.DataFrame, study_title: str, simulated: bool) -> Figure:
    """Draw the share of units by number of peaks, over all images and by class.

    Parameters
    ----------
    peaks : pandas.DataFrame
        `peak_counts`: network, activations ("published" or "normalised"), class ("all" or one),
        peaks, share, low, high, failed (share of units whose density fails), over (what the
        intervals are over).
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A column per network: histograms of all images above, normalised activations by class
        below.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, there are no rows over all classes, or
        activations are unknown.
    """
    require_columns(peaks, "peak_counts", _COLUMNS)
    for activations in peaks["activations"].unique():
        if activations not in ACTIVATION_COLOURS:
            raise ValueError(
                f"table 'peak_counts' has activations '{activations}', which are unknown; figures "
                f"know: {', '.join(ACTIVATION_COLOURS)}"
            )
    overall = select_rows(peaks, "peak_counts", "class", "all")
    networks = list(dict.fromkeys(overall["network"]))
    over = " or ".join(sorted(set(overall["over"])))
    by_class = peaks[(peaks["class"] != "all") & (peaks["activations"] == "normalised")]
    known = sorted(by_class["class"].unique())
    count = min(len(known), MOST_CLASSES)
    classes = [known[number * len(known) // count] for number in range(count)]
    most = int(peaks.loc[peaks["share"] >= _SMALLEST_SHARE, "peaks"].max())
    heights = [_HISTOGRAM, _CLASS * len(classes)][: 1 + bool(classes)]
    height = sum(heights) + _FRAME + (_BAR if classes else 0)
    figure = open_page(
        height,
        "How many peaks the densities of units have",
        study_title,
        [
            f"{'a: share' if classes else 'Share'} of units of the last stage by number of peaks, "
            f"over all images, with 95 % intervals over {over}: orange of published activations, "
            "blue of normalised ones. At 0: units whose density fails, which score 0."
            + (" b: the same by class of the image, of normalised activations." if classes
               else ""),
            f"{len(classes)} of {len(known)} classes are shown." if classes != known else "",
            SIMULATED_OBJECTS if simulated else "",
        ],
        width=PAGE_WIDTH if len(networks) > 1 else max(4.2, height + 1.2),
    )  # fmt: skip
    grid = figure.subplots(
        len(heights), len(networks), sharex=True, sharey="row", squeeze=False,
        height_ratios=heights,
    )  # fmt: skip
    for axes, network in zip(grid[0], networks, strict=True):
        _draw_histograms(axes, overall[overall["network"] == network], network)
    top = 1.45 * overall["high"].max()
    grid[0, 0].set(ylim=(0, top), xlim=(-0.6, most + 0.6), ylabel="share of units")
    grid[0, 0].set_yticks(np.arange(0, min(top, 1.01), 0.25))
    grid[0, 0].xaxis.get_major_locator().set_params(integer=True)
    if classes:
        scale = Normalize(0, by_class["share"].max())
        for axes, network in zip(grid[1], networks, strict=True):
            here = by_class[by_class["network"] == network]
            _draw_classes(axes, here, classes, most, scale)
        names = [_shorten(name) for name in classes]
        grid[1, 0].set_yticks(range(len(classes)), names)
        grid[1, 0].set_ylabel("class")
        _add_scale(figure, grid, scale)
    for axes in grid[-1]:
        axes.set_xlabel("peaks", labelpad=2)
    letter_panels(grid[:, 0])
    return figure


def _shorten(name: str) -> str:
    """Name of a class, cut where it finds no room."""
    while text_width(name, SMALLEST_FONT) > _LONGEST_NAME:
        name = name.rstrip("…")[:-1] + "…"
    return name


def _draw_histograms(axes: Axes, rows: pd.DataFrame, network: str) -> None:
    """Bars of both activations beside each other, and how many densities fail."""
    kinds = [kind for kind in ACTIVATION_COLOURS if kind in set(rows["activations"])]
    width = 0.84 / len(kinds)
    for number, kind in enumerate(kinds):
        here, colour = rows[rows["activations"] == kind], ACTIVATION_COLOURS[kind]
        places = here["peaks"] + width * (number - (len(kinds) - 1) / 2)
        axes.bar(places, here["share"], width, color=colour, alpha=0.85, gid=f"bars {kind}")
        axes.vlines(
            places, here["low"], here["high"], color="#222222", linewidth=0.7,
            gid=f"intervals {kind}",
        )  # fmt: skip
        axes.text(
            0.98, 0.85 - 0.12 * number, f"{kind} {100 * here['failed'].iloc[0]:.1f} %",
            transform=axes.transAxes, ha="right", va="top", size=SMALLEST_FONT, color=colour,
            weight="bold", gid=f"failed {kind}",
        )  # fmt: skip
    axes.text(
        0.98, 0.97, "density fails:", transform=axes.transAxes, ha="right", va="top",
        size=SMALLEST_FONT, color=MUTED,
    )  # fmt: skip
    axes.set_title(name_network(network), loc="left", weight="bold")
    axes.grid(axis="y")


def _draw_classes(
    axes: Axes, rows: pd.DataFrame, classes: list[str], most: int, scale: Normalize
) -> None:
    """Heat map of classes by peaks."""
    table = rows.pivot_table(index="class", columns="peaks", values="share")
    table = table.reindex(index=classes, columns=range(most + 1))
    axes.imshow(
        np.ma.masked_invalid(table.to_numpy(float)), cmap=_MAP, norm=scale, aspect="auto",
        extent=(-0.5, most + 0.5, len(classes) - 0.5, -0.5), gid="classes",
    )  # fmt: skip
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _add_scale(figure: Figure, panels: np.ndarray, scale: Normalize) -> None:
    """Add the scale of the heat maps."""
    bar = figure.colorbar(
        ScalarMappable(scale, _MAP), ax=panels, location="bottom", shrink=0.35, aspect=30,
        pad=0.02,
    )  # fmt: skip
    bar.locator = bar.ax.xaxis.get_major_locator()
    bar.ax.locator_params(nbins=4)
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.ax.set_ylabel(
        "share of units", size=SMALLEST_FONT, rotation=0, ha="right", va="center", color=MUTED
    )
    bar.outline.set_visible(False)
