"""What figures by depth have in common: a column per pretraining, layers from left to right."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from face_relevance.figures.page import text_width
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, STYLE, Factors

LEVEL = 0.05
"""Corrected p-values below it fill a marker."""

CHANCE_COLOUR = "#8A8A8A"
"""Of what is kept by chance: a control, which is grey as all controls are."""

CEILING_COLOUR = "#DCE5D3"
"""Pale green: no pretraining, block or control has it."""

SYMBOLS = {
    "rho-a": "ρₐ",
    "tau-a": "τₐ",
    "spearman": "Spearman's ρ",
    "pearson": "Pearson's r",
    "whitened-cosine": "whitened cosine",
    "whitened-pearson": "whitened Pearson's r",
}
"""Comparators as a reader knows them."""

TIED = 0.9995
"""Below, ties of the reference keep every representation from reaching 1."""

_SPREAD = 0.5  # part of a place over which the curves of a panel are set apart
_KEY_SIZE = STYLE["legend.fontsize"]
_KEY, _KEY_LINE = 0.42, 0.15  # inches beside the name of a legend entry, and of a line of them
_DOT, _SMALL_DOT, _MANY = 3.4, 2.4, 12  # points of a marker; smaller in rows of more than twelve
_PITCH = 9.5 / 72  # inches from one upright name to the next


def order_layers(table: pd.DataFrame, name: str, layers: Sequence[str]) -> list[str]:
    """Layers of a table in the order of depth.

    Raises
    ------
    ValueError
        If a layer of the table has no depth.
    """
    present = [layer for layer in table["layer"].unique() if layer]
    strangers = [layer for layer in present if layer not in layers]
    if strangers:
        raise ValueError(
            f"table '{name}' has layer '{strangers[0]}', which is not in the order of depth "
            f"given: {', '.join(layers)}"
        )
    return [layer for layer in layers if layer in present]


def find_ceiling(rows: pd.DataFrame, name: str) -> tuple[float, float] | None:
    """Lower and upper noise ceiling of a table, or None where subjects are not known.

    Raises
    ------
    ValueError
        If rows have different ceilings.
    """
    ceilings = rows[["ceiling_low", "ceiling_high"]].dropna().round(12).drop_duplicates()
    if len(ceilings) > 1:
        raise ValueError(
            f"table '{name}' has {len(ceilings)} noise ceilings; select one setting and comparator"
        )
    return None if ceilings.empty else tuple(ceilings.iloc[0])


class Frame(NamedTuple):
    """What all panels of a figure have behind their points."""

    level: float
    """No agreement, or chance."""
    ceiling: tuple[float, float] | None
    """Lower and upper noise ceiling, where subjects are known."""
    attainable: float = 1.0
    """Largest value that any representation could reach."""


def draw_frame(axes: Axes, frame: Frame) -> None:
    """Draw the lines and the band behind the points of a panel."""
    if frame.ceiling:
        axes.axhspan(
            *frame.ceiling, color=CEILING_COLOUR, linewidth=0.6, zorder=0.3,
            gid="ceiling",
        )  # fmt: skip
    axes.axhline(frame.level, color=MUTED, linewidth=0.7, zorder=0.6, gid="level")
    if frame.attainable < TIED:
        axes.axhline(
            frame.attainable, color=MUTED, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=0.6,
            gid="attainable",
        )  # fmt: skip
    axes.grid(axis="y")
    axes.locator_params(axis="y", nbins=4)


def set_apart(count: int) -> np.ndarray:
    """Places of curves beside one another within the place of a layer."""
    return np.linspace(-_SPREAD / 2, _SPREAD / 2, count + 2)[1:-1]


def find_places(names: pd.Series, order: Sequence[str], offset: float = 0.0) -> np.ndarray:
    """Places (row,) of names in an order, moved aside by an offset."""
    return np.array([order.index(name) for name in names], dtype=float) + offset


def draw_points(
    axes: Axes,
    places: np.ndarray,
    rows: pd.DataFrame,
    colour: str,
    marker: str,
    line: str | tuple | None,
    name: str,
) -> None:
    """Draw estimates on their intervals; markers are hollow where they are not significant.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    places : numpy.ndarray, (row,)
    rows : pandas.DataFrame
        estimate, low, high, and p_holm where it was tested.
    colour, marker : str
    line : str or tuple or None
        Joins the estimates; None leaves them apart.
    name : str
        Names the artists.
    """
    estimates = rows["estimate"].to_numpy()
    axes.vlines(
        places, rows["low"], rows["high"], color=colour, linewidth=0.9, zorder=2.2,
        gid=f"interval {name}",
    )  # fmt: skip
    if line is not None:
        axes.plot(places, estimates, color=colour, linestyle=line, linewidth=0.8, zorder=2.3,
                  gid=f"line {name}")  # fmt: skip
    size = _DOT if len(rows) <= _MANY else _SMALL_DOT
    filled = np.ones(len(rows), bool)
    if "p_holm" in rows:
        filled = (rows["p_holm"] < LEVEL).to_numpy()
    for chosen, face in ((filled, colour), (~filled, "white")):
        if chosen.any():
            axes.plot(
                places[chosen], estimates[chosen], linestyle="", marker=marker, markersize=size,
                color=colour, markerfacecolor=face, markeredgewidth=0.8, zorder=2.5, gid=name,
            )  # fmt: skip


def name_layers(axes: Axes, layers: Sequence[str], width: float, show: bool = True) -> None:
    """Set the ticks of layers; names stand upright, or are left out in turn, where they must.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    layers : sequence of str
    width : float
        Inches of the panel.
    show : bool
        Whether the names are shown; ticks always are.
    """
    room = width / len(layers)
    upright = max(text_width(layer, SMALLEST_FONT) for layer in layers) + 0.05 > room
    every = int(np.ceil(_PITCH / room)) if upright else 1
    names = [
        layer if (len(layers) - 1 - place) % every == 0 else ""
        for place, layer in enumerate(layers)
    ]
    axes.set_xticks(range(len(layers)), names if show else [], rotation=90 if upright else 0)
    axes.tick_params(axis="x", length=2 if upright else 0, labelbottom=show)
    axes.set_xlim(-0.6, len(layers) - 0.4)


def head_column(axes: Axes, pretraining: str, factors: Factors) -> None:
    """Name the pretraining of a column above its first panel, in its colour."""
    axes.annotate(
        pretraining, (1, 1), (0, 3), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="bottom", weight="bold", color=factors.colour(pretraining),
    ).set_in_layout(False)  # fmt: skip


def list_keys(
    factors: Factors, ceiling: tuple[float, float] | None, level: str = "", chance: bool = False
) -> list[Artist]:
    """Legend entries of tasks, and of what else is drawn.

    Parameters
    ----------
    factors : Factors
    ceiling : tuple of float or None
    level : str
        What hollow markers are not significantly above, in words; empty where nothing is tested.
    chance : bool
        Whether images that keep pixels by chance are drawn.
    """
    keys: list[Artist] = [
        Line2D([], [], color=INK, marker=factors.marker(task), linestyle=factors.line(task),
               linewidth=0.8, markersize=3.4, label=task)
        for task in factors.task
    ]  # fmt: skip
    if level:
        keys.append(
            Line2D([], [], color=INK, marker=factors.marker(factors.task[0]), markersize=3.4,
                   markerfacecolor="white", linestyle="", markeredgewidth=0.8,
                   label=f"not above {level} (Holm)")
        )  # fmt: skip
    if ceiling:
        keys.append(Patch(facecolor=CEILING_COLOUR, label="noise ceiling"))
    if chance:
        label = "as many pixels kept by chance"
        keys.append(Line2D([], [], color=CHANCE_COLOUR, linewidth=3, label=label))
    return keys


def draw_keys(figure: Figure, keys: Sequence[Artist]) -> None:
    """Set legend entries in lines between the title of a page and its content."""
    engine, height = figure.get_layout_engine(), figure.get_figheight()
    left, bottom, wide, tall = engine.get()["rect"]
    needed = sum(text_width(key.get_label(), _KEY_SIZE) + _KEY for key in keys)
    lines = int(np.ceil(needed / (wide * figure.get_figwidth())))
    legend = figure.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(left, bottom + tall),
        ncols=int(np.ceil(len(keys) / lines)), handlelength=1.9, columnspacing=1.3,
        borderaxespad=0, borderpad=0.1, handletextpad=0.5,
    )  # fmt: skip
    legend.set_in_layout(False)
    engine.set(rect=(left, bottom, wide, tall - (_KEY_LINE * lines + 0.05) / height))


def head_row(axes: Axes, text: str) -> None:
    """Name a row of panels above the left end of its first, beyond which the name may run."""
    axes.set_title(" ", size=7.5, pad=3)  # keeps the height free, not the width
    axes.annotate(
        text, (0, 1), (0, 3), xycoords="axes fraction", textcoords="offset points", va="bottom",
        color=MUTED, size=7.5,
    ).set_in_layout(False)  # fmt: skip
