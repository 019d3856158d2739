"""What a figure shows, in words: for who cannot see it, and for who searches files."""

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

LETTER = "letter"
"""Name (`gid`) of the text that is the letter of a panel."""


class AltText(NamedTuple):
    """A short name of a figure, and what is in it."""

    title: str
    description: str


def describe(figure: Figure) -> AltText:
    """Say what a figure shows: study, panels with their axes, pictures, colours, legend, notes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by :func:`face_relevance.figures.page.open_page`, whose labels tell the texts of the
        page apart.

    Returns
    -------
    AltText
        The title is empty where the figure has none.
    """
    said = {part: _read(figure, part) for part in ("title", "study", "notes", "stamp")}
    drawn = [axes for axes in figure.axes if axes.get_visible()]
    panels = [axes for axes in drawn if axes.axison and not _is_picture(axes)]
    plots = [axes for axes in panels if axes.get_label() != "<colorbar>"]
    sentences = [
        _end(said["study"]),
        _list("Panels", (_name_panel(axes, figure) for axes in plots)),
        _list_pictures([axes for axes in drawn if _is_picture(axes)]),
        _list("Colours", (_name_scale(axes) for axes in panels if axes not in plots)),
        *map(_name_legend, [*figure.legends, *filter(None, (one.get_legend() for one in drawn))]),
        said["notes"],
        said["stamp"],
    ]
    return AltText(said["title"], " ".join(filter(None, sentences)))


def _read(figure: Figure, part: str) -> str:
    """Lines of a part of the page, from the top."""
    lines = [text for text in figure.texts if text.get_label() == part]
    lines.sort(key=lambda text: -text.get_position()[1])
    return " ".join(text.get_text() for text in lines)


def _is_picture(axes: Axes) -> bool:
    """Whether an image fills the axes and no scale stands beside it."""
    return bool(axes.images) and not (len(axes.get_xticks()) or len(axes.get_yticks()))


def _name_panel(axes: Axes, figure: Figure) -> str:
    """Letter, title, and what is drawn against what; panels of a row share their labels."""
    letter = next((text.get_text() for text in axes.texts if text.get_gid() == LETTER), "")
    name = f"{letter}: {_title(axes)}" if letter and _title(axes) else letter or _title(axes)
    across = _share(axes.get_shared_x_axes().get_siblings(axes), Axes.get_xlabel)
    along = _share(axes.get_shared_y_axes().get_siblings(axes), Axes.get_ylabel)
    along = along or _join(figure.get_supylabel())
    scales = " against ".join(filter(None, (along, across)))
    return f"{name} ({scales})" if name and scales else name or scales


def _share(siblings: Iterable[Axes], read) -> str:
    """Label of a shared axis, which one of its panels has."""
    return next((_join(read(axes)) for axes in siblings if read(axes)), "")


def _list_pictures(pictures: list[Axes]) -> str:
    """How many pictures there are, and what stands above their columns."""
    if not pictures:
        return ""
    heads = _list("under the headings", map(_title, pictures)).rstrip(".").replace(":", "", 1)
    return f"{len(pictures)} pictures{' ' + heads[0].lower() + heads[1:] if heads else ''}."


def _name_scale(axes: Axes) -> str:
    """Name what a colour bar shows."""
    return _join(axes.get_xlabel() or axes.get_ylabel())


def _name_legend(legend) -> str:
    """Title and entries of a legend."""
    title = _join(legend.get_title().get_text())
    return _list(f"Legend, {title}" if title else "Legend", (t.get_text() for t in legend.texts))


def _title(axes: Axes) -> str:
    """Title of a panel, wherever it stands."""
    return _join(" ".join(axes.get_title(loc=place) for place in ("left", "center", "right")))


def _list(name: str, items: Iterable[str]) -> str:
    """Write a sentence of all different items; nothing where there is none."""
    said = "; ".join(dict.fromkeys(filter(None, map(_join, items))))
    return _end(f"{name}: {said}") if said else ""


def _join(text: str) -> str:
    """Text on one line; a name that is broken behind a hyphen is one word again."""
    return " ".join(text.replace("-\n", "-").split())


def _end(text: str) -> str:
    """Text with a full stop, where there is any."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
