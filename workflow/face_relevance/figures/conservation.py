"""Figure: where on its way to the image relevance is lost, layer by layer."""

from math import ceil

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.depth import draw_keys
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_IMAGES,
    break_name,
    letter_panels,
    open_page,
    say_empty,
)
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import ACCENTS, INK, MUTED, styled

_CAUSES = dict(zip(("padding", "bias", "stabiliser"), ACCENTS[1:], strict=True))
_LINES = {"left": "-", "bias": (0, (5, 1.2)), "padding": (0, (2, 1)), "stabiliser": (0, (1, 1))}
_MAP = {"marker": "o", "markersize": 4, "color": INK, "linestyle": ""}
_PANEL = 1.75  # inches, with its names of layers
_COLUMNS = 3
_MOST_LAYERS = 9  # names that find room under a panel


@styled
def plot_conservation(
    evidence: xr.Dataset, network: str, study_title: str, simulated: bool
) -> Figure:
    """Draw the share of the score that is left at every layer, and what took the rest above it.

    Parameters
    ----------
    evidence : xarray.Dataset
        Shares of the explained score: `ledger` (model, explained_by, layer) at the output of each
        layer, from the output to the input, and `absorbed` (model, explained_by, layer, cause) by
        each layer. Methods that do not pass through layers, of which some are NaN, are left out.
    network : str
        Name of the network.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per method.

    Raises
    ------
    ValueError
        If a cause is unknown.
    """
    strangers = set(evidence["cause"].values.tolist()) - set(_CAUSES)
    if strangers:
        raise ValueError(
            f"relevance was absorbed by '{min(strangers)}', which is unknown; figures know: "
            f"{', '.join(_CAUSES)}"
        )
    known = evidence["ledger"].notnull().all(("model", "layer"))
    layered = evidence[["ledger", "absorbed"]].sel(explained_by=known)
    # Without layers there are an output and an input alone.
    methods = layered["explained_by"].values.tolist() if layered.sizes["layer"] > 2 else []
    title = f"Where relevance is lost on its way through {name_network(network)}"
    last = SIMULATED_IMAGES if simulated else ""
    if not methods:
        return say_empty(
            title, study_title, "No method passes relevance from layer to layer.", [last]
        )
    models = layered.sizes["model"]
    columns = min(len(methods), _COLUMNS)
    rows = ceil(len(methods) / columns)
    figure = open_page(
        _PANEL * rows + 0.3,
        title,
        study_title,
        [
            "Shares of the explained score, from the output of the network to the image: what all "
            "layers so far took, and what is left. A method conserves if its map sums to 1. What a "
            "bias gives instead of taking is negative.",
            f"Lines: means over {models} models; bands: from the least to the largest."
            if models > 1 else "One model, so that nothing is known of others.",
            last,
        ],
    )  # fmt: skip
    grid = figure.subplots(rows, columns, sharex=True, squeeze=False)
    for axes in grid.flat[len(methods) :]:
        axes.set_visible(False)
    for axes, method in zip(grid.flat, methods, strict=False):
        axes.set_title(break_name(method, PAGE_WIDTH / columns - 0.5, 8), loc="left")
        _draw_method(axes, layered.sel(explained_by=method))
    for axes in grid[:, 0]:
        axes.set_ylabel("share of the score")
    letter_panels(grid.flat)
    draw_keys(figure, [*_draw_entries(), Line2D([], [], label="map", **_MAP)])
    return figure


def _draw_method(axes: Axes, shares: xr.Dataset) -> None:
    """Draw what each cause took from the output down to a layer, and what is left."""
    layers = shares["layer"].values.tolist()
    axes.axhline(0, color=MUTED, linewidth=0.6, zorder=0.6)
    axes.axhline(1, color=MUTED, linewidth=0.6, zorder=0.6)
    taken = shares["absorbed"].cumsum("layer")
    for cause, colour in _CAUSES.items():
        _draw_line(axes, taken.sel(cause=cause), colour, cause)
    # Not the ledger: on parallel branches that has the share of a branch alone.
    _draw_line(axes, 1 - taken.sum("cause"), INK, "left")
    total = float(shares["ledger"].isel(layer=-1).mean("model"))
    axes.plot(len(layers) - 1, total, clip_on=False, gid="map", **_MAP)
    places = np.linspace(0, len(layers) - 1, min(_MOST_LAYERS, len(layers))).round().astype(int)
    names = [layers[place].rpartition(".")[2] for place in places]
    if len(set(names)) < len(names):
        names = [layers[place] for place in places]
    axes.set_xticks(places, names, rotation=90)
    axes.set_xlim(0, len(layers) - 1)
    axes.grid(axis="y")


def _draw_entries() -> list[Line2D]:
    """Entries of the legend."""
    lines = {"left": (INK, "left of the score")} | {
        cause: (colour, f"taken by {cause}") for cause, colour in _CAUSES.items()
    }
    return [
        Line2D([], [], color=colour, linestyle=_LINES[name], linewidth=1.2, label=label)
        for name, (colour, label) in lines.items()
    ]


def _draw_line(axes: Axes, shares: xr.DataArray, colour: str, name: str) -> None:
    """Draw the mean over models along the layers on the band from the least to the largest."""
    places = np.arange(shares.sizes["layer"])
    if shares.sizes["model"] > 1:
        axes.fill_between(
            places, shares.min("model").values, shares.max("model").values, color=colour,
            alpha=0.15, linewidth=0, gid=f"band {name}",
        )  # fmt: skip
    axes.plot(
        places, shares.mean("model").values, color=colour, linestyle=_LINES[name], linewidth=1.2,
        gid=name,
    )  # fmt: skip
