"""The frame of a figure: a title that says what is shown, the content, and notes below it."""

import re
from collections.abc import Iterable, Sequence
from itertools import product
from string import ascii_lowercase
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from face_relevance.figures.alt_text import LETTER
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, STYLE, styled

PAGE_WIDTH = 7.2
"""Inches: two columns of a journal page."""

COLUMN_WIDTH = 3.5
"""Inches: one column."""

TALLEST = 6.5
"""Inches: no page is taller."""

SIMULATED_FACES = "Simulated faces (rendered), no photographs."
SIMULATED_OBJECTS = "Simulated objects (rendered), no photographs."
SIMULATED_IMAGES = "Simulated images (rendered), no photographs."
SIMULATED_INPUTS = "Simulated inputs, neither photographs nor measurements."

_MARGIN = 0.08
_LINE = 1.3 / 72  # inches of line height per point of font size
_TITLE_SIZE = 9.5
_UPRIGHT = 0.75  # inches of the lines of a name that stands upright


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in inches of one line of text at `size` points."""
    font = FontProperties(family=STYLE["font.family"], weight=weight)
    outline = TextPath((0, 0), text, size=size, prop=font)
    # Letters reach no farther than the points of their outline: six times as fast as extents.
    across = outline.vertices[outline.codes != TextPath.CLOSEPOLY, 0]
    return float(np.ptp(across)) / 72


def wrap_text(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text between words into lines of at most `width` inches at `size` points."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def break_name(name: str, width: float, size: float) -> str:
    """Break a name behind hyphens into few, even lines of at most `width` inches at `size` points.

    Where even the parts are longer than that, the lines are as short as they can be.
    """
    parts = re.findall("[^-]*-|[^-]+", name)

    def judge(text: str) -> tuple[float, int, float]:
        longest = max(text_width(line, size) for line in text.splitlines())
        return max(0.0, longest - width), text.count("\n"), longest

    breaks = product(("", "\n"), repeat=len(parts) - 1)
    texts = ("".join(map("".join, zip(parts, (*chosen, ""), strict=True))) for chosen in breaks)
    return min(texts, key=judge)


class Headings(NamedTuple):
    """Names above columns, with line breaks; whether they stand upright; inches of the tallest."""

    texts: list[str]
    upright: bool
    height: float


def fit_headings(names: Sequence[str], widths: Sequence[float]) -> Headings:
    """Break the names of columns so that each fits in its width, or set all of them upright.

    Parameters
    ----------
    names : sequence of str, (column,)
    widths : sequence of float, (column,)
        Inches.

    Returns
    -------
    Headings
    """

    def longest(text: str) -> float:
        return max(text_width(line, SMALLEST_FONT) for line in text.split("\n"))

    pairs = list(zip(names, widths, strict=True))
    texts = [break_name(name, width - 0.06, SMALLEST_FONT) for name, width in pairs]
    if all(longest(text) <= width - 0.03 for text, (_, width) in zip(texts, pairs, strict=True)):
        lines = max(text.count("\n") + 1 for text in texts)
        return Headings(texts, False, lines * SMALLEST_FONT * _LINE)
    texts = [break_name(name, _UPRIGHT, SMALLEST_FONT) for name in names]
    return Headings(texts, True, max(map(longest, texts)))


@styled
def open_page(
    height: float, title: str, study_title: str, notes: list[str], width: float = PAGE_WIDTH
) -> Figure:
    """Make an empty figure with its title and notes set; the content is laid out between them.

    Parameters
    ----------
    height, width : float
        Inches of the content (the title and notes add to the height) and of the page.
    title : str
        What is shown, in plain words.
    study_title : str
        Set in grey under the title.
    notes : list of str
        Sentences below the content; empty ones are left out.

    Returns
    -------
    matplotlib.figure.Figure
        Belongs to no pyplot state; its layout engine keeps the content between the texts.
    """
    room = width - 2 * _MARGIN
    above = [
        *(
            (line, _TITLE_SIZE, "bold", INK, "title")
            for line in wrap_text(title, room, _TITLE_SIZE, "bold")
        ),
        *((line, 7.5, "normal", MUTED, "study") for line in wrap_text(study_title, room, 7.5)),
    ]
    below = _wrap_notes(" ".join(note for note in notes if note), width)

    head = _MARGIN + sum(size * _LINE for _, size, *_ in above) + 0.06
    foot = _MARGIN + len(below) * SMALLEST_FONT * _LINE + 0.05
    total = head + height + foot
    figure = Figure(figsize=(width, total))
    top = total - _MARGIN
    for line, size, weight, colour, part in above:
        figure.text(
            _MARGIN / width, top / total, line, size=size, weight=weight, va="top", color=colour,
            label=part,
        )  # fmt: skip
        top -= size * _LINE
    for number, line in enumerate(reversed(below)):
        bottom = _MARGIN + number * SMALLEST_FONT * _LINE
        figure.text(
            _MARGIN / width, bottom / total, line, size=SMALLEST_FONT, va="bottom", color=MUTED,
            label="notes",
        )  # fmt: skip
    figure.set_layout_engine(
        "constrained",
        rect=(_MARGIN / width, foot / total, room / width, height / total),
        w_pad=0.03,
        h_pad=0.03,
        wspace=0.03,
        hspace=0.03,
    )
    return figure


def letter_panels(panels: Iterable[Axes]) -> None:
    """Name panels a, b, … by bold letters, left of where their titles begin.

    Hidden panels are passed over, and a single panel gets no letter: there is none to tell it from.
    """
    shown = [axes for axes in panels if axes.get_visible()]
    names = [*ascii_lowercase, *map("".join, product(ascii_lowercase, repeat=2))]
    for axes, name in zip(shown if len(shown) > 1 else (), names, strict=False):
        axes.annotate(
            name, (0, 1), (-3, 4), xycoords="axes fraction", textcoords="offset points",
            ha="right", va="bottom", weight="bold", size=9, gid=LETTER,
        )  # fmt: skip


def fill_line(figure: Figure, text: str) -> list[str]:
    """Break text into lines that are as wide as the notes of a page."""
    return _wrap_notes(text, figure.get_figwidth())


def add_foot(figure: Figure, lines: list[str], colour: str) -> None:
    """Set lines of text under the notes of a page that is drawn but not saved yet.

    The page grows by them until it is as tall as a page may be; from there on the content yields.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by :func:`open_page`.
    lines : list of str
        See :func:`fill_line`.
    colour : str
    """
    width, before = figure.get_size_inches()
    added = len(lines) * SMALLEST_FONT * _LINE
    after = max(before, min(before + added, width, TALLEST))

    def hang(height: float) -> float:
        """Keep the distance from the top of the page."""
        return 1 - (1 - height) * before / after

    for text in figure.texts:
        height = text.get_position()[1]
        hung = text.get_verticalalignment() == "top"
        text.set_y(hang(height) if hung else (height * before + added) / after)
    for legend in figure.legends:
        if not legend.get_in_layout():  # it stands at the top of the content
            anchor = legend.get_bbox_to_anchor().min
            left, height = figure.transFigure.inverted().transform(anchor)
            legend.set_bbox_to_anchor((left, hang(height)))
    engine = figure.get_layout_engine()
    left, bottom, wide, tall = engine.get()["rect"]
    foot = (bottom * before + added) / after
    engine.set(rect=(left, foot, wide, hang(bottom + tall) - foot))
    figure.set_figheight(after)
    for number, line in enumerate(lines, start=1):  # in the order in which they are read
        bottom = _MARGIN + (len(lines) - number) * SMALLEST_FONT * _LINE
        figure.text(
            _MARGIN / width, bottom / after, line, size=SMALLEST_FONT, va="bottom", color=colour,
            label="stamp",
        )  # fmt: skip


def _wrap_notes(text: str, width: float) -> list[str]:
    """Break a text below the content of a page of some width."""
    # On the screen hinting may make a line wider than its outline.
    return wrap_text(text, 0.995 * (width - 2 * _MARGIN), SMALLEST_FONT)


def say_empty(title: str, study_title: str, reason: str, notes: list[str]) -> Figure:
    """Make a figure that says why there is nothing to draw: the study is too small for it."""
    figure = open_page(0.6, title, study_title, notes)
    axes = figure.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, reason, ha="center", va="center", color=MUTED)
    return figure
