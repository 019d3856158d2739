"""Figure: what land, caps, rules and the order of columns do to decisions and maps."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import letter_panels, open_page
from face_relevance.figures.sst_style import (
    NETWORKS,
    draw_estimate,
    name_setting,
    network_colour,
    network_marker,
    order_networks,
)
from face_relevance.figures.style import INK, styled
from face_relevance.figures.tables import require_columns

CHANGES = (("correct", "all", "accuracy"), ("mass", "events", "relevance in Niño 3.4"))
"""Measure, samples and title of the panels of changes."""

ORDERS = {
    "place": ("same place", "o"),
    "step": ("same step", "s"),
    "retrained": ("other seed", "v"),
}
_DESIGNS = ("flat", "columns", "rows", "both", "leak", "permuted-leak")
_INTERVAL = ("estimate", "low", "high")


@styled
def plot_sst_controls(measures: pd.DataFrame, orders: pd.DataFrame, study_title: str) -> Figure:
    """Draw the controls of the study of temperatures.

    Parameters
    ----------
    measures : pandas.DataFrame
        `sst_measures`, with change, change_low and change_high against the base.
    orders : pandas.DataFrame
        `sst_orders`: network, setting, measure, estimate, low, high.
    study_title : str
        Title of the study.

    Returns
    -------
    matplotlib.figure.Figure
        Above: changes of accuracy and localisation against the base. Below: whether relevance
        stays with its place when columns are permuted.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    change = ("change", "change_low", "change_high")
    require_columns(measures, "sst_measures", ("network", "setting", "samples", "measure", *change))
    require_columns(orders, "sst_orders", ("network", "setting", "measure", *_INTERVAL))
    networks = order_networks(measures["network"])
    shown = [name for name in dict.fromkeys(measures["setting"]) if _is_control(name)]
    figure = open_page(
        5.0,
        "Do land, extremes and the order of columns change decisions or maps?",
        study_title,
        [
            "a, b: change against the base (land is 0, anomalies cut at the first cap and "
            "scaled, columns from west to east, z⁺ rules), paired by sample and seed. c: "
            "networks got the columns in another order, the same for all samples of a seed. "
            "Points: correlation of the columns' shares of |relevance| with those of the base, "
            "of the same place (relevance stays where it was) and of the same step (it stays "
            "where it is in the order); other seed: of two seeds of the base. Bars: 95 % "
            "intervals over seeds and winters.",
        ],
    )
    grid = figure.add_gridspec(2, 1, height_ratios=[1.15, 1])
    above = grid[0].subgridspec(1, 2)
    first = figure.add_subplot(above[0])
    panels = [first, figure.add_subplot(above[1], sharey=first)]
    for axes, (measure, samples, title) in zip(panels, CHANGES, strict=True):
        rows = measures[(measures["measure"] == measure) & (measures["samples"] == samples)]
        _draw_changes(axes, rows, shown, networks)
        axes.set_title(f"change of {title}", loc="left")
    panels[1].tick_params(labelleft=False)
    first.invert_yaxis()
    _add_networks(panels[1], networks)
    panels.append(figure.add_subplot(grid[1]))
    _draw_orders(panels[-1], orders)
    letter_panels(panels)
    return figure


def _is_control(setting: str) -> bool:
    """Whether a setting is compared with the base in all networks."""
    return setting != "base" and not setting.startswith(_DESIGNS)


def _draw_changes(axes: Axes, rows: pd.DataFrame, settings: list[str], networks: list[str]) -> None:
    """Change of one measure by setting and network."""
    known = rows.set_index(["setting", "network"]).sort_index()
    spread = np.linspace(-0.27, 0.27, len(networks)) if len(networks) > 1 else [0.0]
    for place, setting in enumerate(settings):
        for offset, network in zip(spread, networks, strict=True):
            if (setting, network) in known.index:
                draw_estimate(
                    axes, place + offset, known.loc[(setting, network)], network_colour(network),
                    network_marker(network), f"{setting}/{network}",
                    ("change", "change_low", "change_high"),
                )  # fmt: skip
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(settings)), [name_setting(name) for name in settings])
    axes.set_ylim(-0.6, len(settings) - 0.4)
    axes.grid(axis="x")


def _add_networks(axes: Axes, networks: list[str]) -> None:
    """Legend of the networks."""
    axes.legend(
        handles=[
            Line2D([], [], linestyle="", marker=network_marker(name), markersize=4.5,
                   color=network_colour(name), label=NETWORKS[name])
            for name in networks
        ],
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
    )  # fmt: skip


def _draw_orders(axes: Axes, orders: pd.DataFrame) -> None:
    """Correlations by network and, for echo-state networks, leak."""
    keys = list(dict.fromkeys(zip(orders["network"], orders["setting"], strict=True)))
    keys.sort(key=lambda key: (list(NETWORKS).index(key[0]), _read_leak(key[1])))
    known = orders.set_index(["network", "setting", "measure"]).sort_index()
    for place, key in enumerate(keys):
        for measure, (_, marker) in ORDERS.items():
            if (*key, measure) in known.index:
                offset = {"place": -0.18, "step": 0.18, "retrained": 0.0}[measure]
                draw_estimate(
                    axes, place + offset, known.loc[(*key, measure)], network_colour(key[0]),
                    marker, "/".join((*key, measure)), hollow=measure == "step",
                )  # fmt: skip
    labels = [
        f"{NETWORKS[network]}, leak {_read_leak(setting):g}"
        if _read_leak(setting)
        else NETWORKS[network]
        for network, setting in keys
    ]
    axes.set_yticks(range(len(keys)), labels)
    axes.set_ylim(len(keys) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xlabel("correlation of columns")
    axes.set_title("does relevance stay with the place when columns are permuted?", loc="left")
    axes.grid(axis="x")
    axes.legend(
        handles=[
            Line2D([], [], linestyle="", marker=marker, color=INK, markersize=4.5, label=name,
                   markerfacecolor="white" if key == "step" else INK)
            for key, (name, marker) in ORDERS.items()
        ],
        loc="center left", bbox_to_anchor=(1.0, 0.5),
    )  # fmt: skip


def _read_leak(setting: str) -> float:
    """Leak in the name of a setting; 0 for that of the base."""
    return float(setting.rpartition("leak-")[2]) if "leak-" in setting else 0.0
