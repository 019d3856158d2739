"""Figure: how well networks tell the class of temperatures, and where their relevance is."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import letter_panels, open_page
from face_relevance.figures.sst_style import (
    CHANCE,
    CONTROL,
    NETWORKS,
    draw_estimate,
    network_colour,
    network_marker,
    order_networks,
)
from face_relevance.figures.style import INK, styled
from face_relevance.figures.tables import require_columns

PANELS = (
    ("base", "correct", "accuracy", ("all",)),
    ("base", "mass", "relevance in Niño 3.4", ("events", "neutral")),
    ("base", "rank", "top cells in Niño 3.4", ("events", "neutral")),
    ("base", "auc", "area under ROC curve", ("events", "neutral")),
    ("base", "coast", "on the coast", ("events", "neutral")),
    ("base", "edge", "at the edge", ("events", "neutral")),
    ("base", "extremes", "in 5 extreme cells", ("events", "neutral")),
    ("flat", "land", "on land, flat rule", ("events", "neutral")),
)
"""Setting, measure, title and kinds of samples of each panel."""

_COLUMNS = (
    "network", "setting", "samples", "measure", "estimate", "low", "high", "chance", "control",
    "gain_low", "gain_high", "models", "winters", "over",
)  # fmt: skip
_HEIGHT = 1.35  # inches


@styled
def plot_sst_measures(measures: pd.DataFrame, study_title: str) -> Figure:
    """Draw accuracy, localisation and what falls in places where nothing decides.

    Parameters
    ----------
    measures : pandas.DataFrame
        `sst_measures`: network, setting, samples, measure, estimate, low, high, chance, models,
        winters, over.
    study_title : str
        Title of the study.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per measure, a row per network.

    Raises
    ------
    ValueError
        If a column, or a row that is drawn, is missing.
    """
    require_columns(measures, "sst_measures", _COLUMNS)
    networks = order_networks(measures["network"])
    known = measures.set_index(["network", "setting", "samples", "measure"]).sort_index()
    everyone = measures[measures["samples"] == "all"]
    over = " or ".join(sorted(set(measures["over"]))).replace("images", "winters")
    figure = open_page(
        2 * _HEIGHT + 1.0,
        "Do maps of networks find the cells that decide, and what falls elsewhere?",
        study_title,
        [
            f"Points: means over {int(everyone['winters'].max())} winters and "
            f"{int(everyone['models'].max())} seeds, held out, with 95 % intervals over {over}. "
            "Dashed: a constant map, for accuracy the most frequent class. Dotted: a map of the "
            "|anomaly| itself, which knows no network. Upper row: share of |relevance| in the "
            "cells from which classes follow; share of as many most relevant cells that are there. "
            "Lower row: share of |relevance| of all cells of the sea, of the whole map for land. "
            "Extreme cells: outside Niño 3.4, of the largest mean |anomaly|. By z⁺ land has no "
            "relevance whatever a network does with it, because its inputs are 0; hence the flat "
            "rule for the first layer there.",
            _say_gain(known, networks),
        ],
    )
    places = figure.add_gridspec(3, 4, height_ratios=[_HEIGHT, _HEIGHT, 0.15])
    first = figure.add_subplot(places[0, 0])
    grid = np.array(
        [[figure.add_subplot(places[row, column], sharey=first) if row + column else first
          for column in range(4)] for row in range(2)]
    )  # fmt: skip
    for (setting, measure, title, kinds), axes in zip(PANELS, grid.flat, strict=True):
        axes.set_title(title, loc="left")
        for place, network in enumerate(networks):
            for kind in kinds:
                key = (network, setting, kind, measure)
                if key not in known.index:
                    raise ValueError(f"table 'sst_measures' has no row {' / '.join(key)}")
                offset = 0 if len(kinds) == 1 else (-0.16, 0.16)[kind == "neutral"]
                draw_estimate(
                    axes, place + offset, known.loc[key], network_colour(network),
                    network_marker(network), "/".join(key), hollow=kind == "neutral",
                )  # fmt: skip
        chances = known.xs((setting, kinds[0], measure), level=(1, 2, 3))["chance"]
        axes.axvline(chances.iloc[0], **CHANCE, gid="chance")
        if measure not in ("correct", "land"):
            controls = known.xs((setting, "events", measure), level=(1, 2, 3))["control"]
            axes.axvline(controls.iloc[0], **CONTROL, gid="control")
        _trim(axes, networks)
        axes.tick_params(labelleft=axes in grid[:, 0])
    first.invert_yaxis()
    letter_panels(grid.flat)
    _add_key(figure.add_subplot(places[2, :]))
    return figure


def _trim(axes: Axes, networks: list[str]) -> None:
    """Name networks, and begin an axis at zero."""
    axes.set_yticks(range(len(networks)), [NETWORKS[network] for network in networks])
    axes.set_ylim(-0.6, len(networks) - 0.4)
    axes.set_xlim(left=min(0, axes.get_xlim()[0]) if axes.get_xlim()[0] < 0.15 else None)
    axes.locator_params(axis="x", nbins=3)
    axes.grid(axis="x")


def _add_key(axes: Axes) -> None:
    """Say what filled and hollow points are."""
    axes.set_axis_off()
    ink = {"linestyle": "", "marker": "o", "color": INK, "markersize": 4.5}
    axes.legend(
        handles=[
            Line2D([], [], label="El Niño and La Niña", **ink),
            Line2D([], [], label="neutral", markerfacecolor="white", **ink),
            Line2D([], [], label="chance", **CHANCE),
            Line2D([], [], label="|anomaly| of El Niño and La Niña", **CONTROL),
        ],
        loc="center",
        ncols=4,
    )


def _say_gain(known: pd.DataFrame, networks: list[str]) -> str:
    """Say which networks find Niño 3.4 better than the size of anomalies does."""
    said = []
    for measure, title in (("mass", "relevance"), ("rank", "top cells"), ("auc", "area")):
        rows = {name: known.loc[(name, "base", "events", measure)] for name in networks}
        better = [NETWORKS[name] for name, row in rows.items() if row["gain_low"] > 0]
        said.append(f"by {title} {', '.join(better) or 'none'}")
    return f"Shown to be better than |anomaly| for El Niño and La Niña: {'; '.join(said)}."
