"""Grids of saliency maps: rows of decisions, methods in bands of columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import add_colour_bar, overlay_relevance, shorten, show_picture
from face_relevance.figures.page import PAGE_WIDTH, break_name, open_page, text_width, wrap_text
from face_relevance.figures.protocol_style import ADVISE, method_colour, name_method
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT

MOST_COLUMNS = 9
"""Methods beside one another; more of them go on in a second band of rows below."""

SIDE = 1.0
"""Inches of what is written left of a row."""

_TALLEST = 5.4  # inches of the content
_TEXTS = 1.1  # inches, at most, of title and notes
_CAPTION, _LINE, _SPACE, _BAR = 0.13, 0.125, 0.06, 0.42  # inches
_LARGEST = 1.05  # inches of a panel


@dataclass(frozen=True)
class Decision:
    """An image, what a network takes it for, and the maps that explain that.

    Parameters
    ----------
    side : str
        Written left of its row, with the decision below; if empty, the decision stands under the
        image.
    picture : numpy.ndarray
        (y, x, channel) uint8.
    target : str
        Class with the largest probability.
    probability : float
        Softmax probability of that class.
    right : bool
        Whether it is the true class.
    maps : dict of str to numpy.ndarray
        Relevance (y, x) by method.
    """

    side: str
    picture: np.ndarray
    target: str
    probability: float
    right: bool
    maps: dict[str, np.ndarray]


def read_decision(
    image: xr.Dataset, maps: Mapping[str, xr.Dataset], network: str, side: str = ""
) -> Decision:
    """Take out what a network decides about an image, and the maps of its first choice.

    Parameters
    ----------
    image : xarray.Dataset
        One image of an image set: `pixels` (y, x, channel) uint8 and the true `class`.
    maps : mapping of str to xarray.Dataset
        By method: `relevance` (prediction, image, y, x), `target` and `probability` (prediction,
        image).
    network : str
        Its name, for the message.
    side : str
        Written left of the row.

    Raises
    ------
    ValueError
        If a method has no map of the image.
    """
    label = image["image"].item()
    first = {}
    for method, store in maps.items():
        if label not in store["image"].values:
            raise ValueError(f"network '{network}' has no map of image '{label}' by '{method}'")
        first[method] = store.sel(prediction="top-1", image=label)
    some = next(iter(first.values()))
    target = str(some["target"].item())
    return Decision(
        side,
        image["pixels"].transpose("y", "x", "channel").values,
        target,
        float(some["probability"]),
        target == str(image["class"].item()),
        {method: store["relevance"].transpose("y", "x").values for method, store in first.items()},
    )


def draw_decisions(
    decisions: Sequence[Decision],
    methods: Sequence[str],
    title: str,
    study_title: str,
    notes: list[str],
) -> Figure:
    """Draw a row per decision: the image with what it is taken for, then the map of each method.

    Parameters
    ----------
    decisions : sequence of Decision
    methods : sequence of str
        In the order of the columns; see `MOST_COLUMNS`.
    title, study_title : str
    notes : list of str
        Sentences below.

    Returns
    -------
    matplotlib.figure.Figure
    """
    bands = ceil(len(methods) / MOST_COLUMNS)
    columns = ceil(len(methods) / bands)
    rows = bands * len(decisions)
    side = SIDE if decisions[0].side else 0.0
    pitch = min((PAGE_WIDTH - 0.2 - side) / (columns + 1), _LARGEST + _SPACE)
    names = [_break(name_method(method), pitch - _SPACE) for method in methods]
    lines = sum(
        max(name.count("\n") + 1 for name in names[band * columns :][:columns])
        for band in range(bands)
    )
    fixed = lines * _LINE + 0.05 * bands + rows * (_SPACE + _CAPTION * (not side)) + _BAR
    panel = min(pitch - _SPACE, (_TALLEST - fixed) / rows)
    height = fixed + rows * panel
    width = min(PAGE_WIDTH, max(pitch * (columns + 1) + 0.2 + side, height + _TEXTS))
    figure = open_page(height, title, study_title, notes, width=width)
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.01, wspace=0.01, hspace=0.01)
    grid = figure.subplots(rows, columns + 1, squeeze=False)
    for band in range(bands):
        here = methods[band * columns : (band + 1) * columns]
        for number, decision in enumerate(decisions):
            panels = grid[band * len(decisions) + number]
            _draw_row(panels, decision, here, panel)
            if number == 0:
                panels[0].set_title("image", size=SMALLEST_FONT, color=MUTED, pad=3)
                texts = names[band * columns :]
                for axes, method, text in zip(panels[1:], here, texts, strict=False):
                    axes.set_title(
                        text, size=SMALLEST_FONT, pad=3,
                        color=method_colour(method) if method in ADVISE else INK, linespacing=1.0,
                    )  # fmt: skip
    add_colour_bar(figure, grid)
    return figure


def _break(name: str, width: float) -> str:
    """Break a name before a bracket, between words or behind hyphens into lines that fit."""
    parts = [name]
    if text_width(name, SMALLEST_FONT) > width:
        parts = name.replace(" (", "\n(").split("\n")
    lines = [line for part in parts for line in wrap_text(part, width, SMALLEST_FONT)]
    return "\n".join(break_name(line, width, SMALLEST_FONT) for line in lines)


def _draw_row(panels: Sequence, decision: Decision, methods: Sequence[str], panel: float) -> None:
    """One decision with the maps of some methods."""
    number = f" {decision.probability:.2f}" + ("" if decision.right else " ✗")
    weight = "normal" if decision.right else "bold"
    if decision.side:
        show_picture(panels[0], decision.picture)
        name = shorten(decision.target, SIDE - text_width(number, SMALLEST_FONT, "bold"))
        panels[0].text(
            -0.08, 0.5, f"{decision.side}\n{name}{number}", transform=panels[0].transAxes,
            size=SMALLEST_FONT, ha="right", va="center", weight=weight,
        )  # fmt: skip
    else:
        # Nothing stands under the map beside the image, so that a name may be as wide as both.
        room = 2 * panel - text_width(number, SMALLEST_FONT, "bold")
        name = shorten(decision.target, room)
        show_picture(panels[0], decision.picture, name + number, weight)
        panels[0].xaxis.set_label_coords(0, -0.02)
        panels[0].xaxis.label.set(ha="left", in_layout=False)
    for axes, method in zip(panels[1:], methods, strict=False):
        # As in the scores: what is positive everywhere, as by RISE, says something by differences.
        relevance = decision.maps[method] - max(0, decision.maps[method].min())
        show_picture(axes, overlay_relevance(decision.picture, relevance))
        axes.images[0].set_gid(f"map {decision.side} {method}")
    for axes in panels[1 + len(methods) :]:
        axes.set_visible(False)
