"""Figure: which representations of a model resemble a reference in their geometry."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from face_relevance.figures.page import break_name, open_page, wrap_text
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, Factors, styled
from face_relevance.figures.tables import only_value, require_columns

_COLUMNS = (
    "pretraining", "task", "representation", "kind", "comparator", "reference",
    "attainable", "estimate", "low", "high",
)  # fmt: skip
_SYMBOLS = {"rho-a": "ρₐ", "tau-a": "τₐ"}
_SPREAD = 0.8  # part of a place over which its cells are set apart
_PANEL_WIDTH = 4.9  # inches, at least, in which the names of all places must stand
_HEADINGS = {"features": "features, by depth", "relevance": "relevance maps, by method"}


@styled
def plot_similarity(
    similarity: pd.DataFrame,
    layers: Sequence[str],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the agreement of model representations with a reference, layers by depth.

    Parameters
    ----------
    similarity : pandas.DataFrame
        `similarity`: pretraining, task, representation, kind ("features" or "relevance"),
        comparator, reference, attainable (largest value that any representation could reach),
        estimate, low, high; one comparator and one reference, whose name says whether it holds
        human data. Values are drawn as shares of what is attainable.
    layers : sequence of str
        Feature representations in the order of depth.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        One panel for features and one for relevance maps, with the same scale.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, a comparator or reference is mixed with
        another, or a layer or level is not in the study.
    """
    require_columns(similarity, "similarity", _COLUMNS)
    comparator = only_value(similarity, "similarity", "comparator")
    reference = only_value(similarity, "similarity", "reference")
    of_layers = similarity.loc[similarity["kind"] == "features", "representation"].unique()
    strangers = [name for name in of_layers if name not in layers]
    if strangers:
        raise ValueError(
            f"table 'similarity' has layer '{strangers[0]}', which is not in the order of depth "
            f"given: {', '.join(layers)}"
        )
    shown = [layer for layer in layers if layer in of_layers]
    methods = similarity.loc[similarity["kind"] == "relevance", "representation"].unique().tolist()
    attainable = float(similarity["attainable"].max())
    shares = similarity.assign(
        **{
            name: similarity[name] / similarity["attainable"]
            for name in ("estimate", "low", "high")
        }
    )
    panels = {kind: names for kind, names in (("features", shown), ("relevance", methods)) if names}
    figure = open_page(
        2.05 * len(panels) + 0.1,
        "Geometry of the models' representations compared with a reference",
        study_title,
        [
            f"Reference: {reference}. Bars: 95 % intervals over seeds and images.",
            ""
            if attainable == 1
            else f"Distances of the reference tie, so that no representation could exceed "
            f"{attainable:.3f}: all values are divided by it.",
            "Simulated faces, no photographs." if simulated else "",
        ],
    )
    grid = figure.subplots(len(panels), 1, sharey=True, squeeze=False)[:, 0]
    for axes, (kind, names) in zip(grid, panels.items(), strict=True):
        rows = shares[shares["kind"] == kind]
        _plot_panel(axes, rows, names, factors, kind)
    symbol = _SYMBOLS.get(comparator, comparator)
    share = "" if attainable == 1 else " / attainable"
    label = wrap_text(f"{symbol}{share} with {reference}", 2.4, 8)
    figure.supylabel("\n".join(label), size=8, multialignment="center")
    _draw_legends(grid[0], factors)
    return figure


def _plot_panel(axes, rows: pd.DataFrame, names: list[str], factors: Factors, kind: str) -> None:
    """Features by depth, or relevance maps by method."""
    places = {name: place for place, name in enumerate(names)}
    offsets = np.linspace(-_SPREAD / 2, _SPREAD / 2, len(factors.cells) + 2)[1:-1]
    for (pretraining, task), offset in zip(factors.cells, offsets, strict=True):
        of_cell = rows[(rows["pretraining"] == pretraining) & (rows["task"] == task)]
        _plot_cell(axes, of_cell, places, offset, factors, pretraining, task, kind)
    axes.axhline(0, color=MUTED, linewidth=0.7, zorder=0.5)
    axes.set_title(_HEADINGS[kind], loc="left", color=MUTED, size=7.5)
    room = _PANEL_WIDTH / len(names)
    labels = [break_name(name.removeprefix("relevance "), room, SMALLEST_FONT) for name in names]
    axes.set_xticks(range(len(names)), labels)
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.grid(axis="y")


def _plot_cell(axes, rows, places, offset, factors, pretraining, task, kind: str) -> None:
    """Points of one cell with intervals; layers are joined by a thin line, methods are not."""
    colour, joined = factors.colour(pretraining), kind == "features"
    rows = rows.assign(place=rows["representation"].map(places) + offset).sort_values("place")
    axes.vlines(rows["place"], rows["low"], rows["high"], color=colour, linewidth=1.1)
    axes.plot(
        rows["place"], rows["estimate"], marker=factors.marker(task), color=colour, mec="white",
        mew=0.5, linewidth=0.7 if joined else 0, linestyle=factors.line(task) if joined else "",
        gid=f"{pretraining}/{task} {kind}",
    )  # fmt: skip


def _draw_legends(axes, factors: Factors) -> None:
    """Beside the data: colours for pretrainings, markers and lines for tasks."""
    colours = [
        Line2D([], [], color=factors.colour(name), linewidth=3, label=name)
        for name in factors.pretraining
    ]
    marks = [
        Line2D(
            [],
            [],
            color=INK,
            marker=factors.marker(name),
            linestyle=factors.line(name),
            linewidth=0.8,
            label=name,
        )
        for name in factors.task
    ]
    for handles, title, top in ((colours, "pretraining", 1.0), (marks, "task", 0.45)):
        legend = Legend(
            axes, handles, [handle.get_label() for handle in handles], title=title,
            loc="upper left", bbox_to_anchor=(1.01, top), borderaxespad=0, alignment="left",
            handlelength=1.8,
        )  # fmt: skip
        axes.add_artist(legend)
        legend.set_clip_on(False)  # or the layout takes it to end with the axes
