"""Figures as files: the same figure gives the same bytes, and says in words what it shows."""

from io import StringIO
from pathlib import Path
from xml.sax.saxutils import escape

from matplotlib.figure import Figure

from face_relevance.figures.alt_text import AltText

_DOTS_PER_INCH = 200


def settle_layout(figure: Figure) -> None:
    """Fix the places of all axes.

    The layout engine refines what it finds at each drawing, and its solver differs between runs in
    the last bits of a float, from which SVG makes the names of clip paths.
    """
    for _ in range(2):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position([round(edge, 6) for edge in axes.get_position(original=True).bounds])


def write_figure(figure: Figure, path: Path, text: AltText) -> None:
    """Write a figure whose layout is settled, with its words as metadata.

    An SVG is marked as one picture with `<title>` and `<desc>`: screen readers say these in place
    of hundreds of paths.

    Raises
    ------
    ValueError
        If the path ends neither in `.svg` nor in `.png`.
    """
    said = {"Title": text.title, "Description": text.description}
    if path.suffix == ".svg":
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, **said})
        path.write_text(_mark_picture(drawn.getvalue(), text), encoding="utf-8")
    elif path.suffix == ".png":
        figure.savefig(path, dpi=_DOTS_PER_INCH, metadata=said)
    else:
        raise ValueError(f"{path}: figures are saved as .svg or .png")


def _mark_picture(svg: str, text: AltText) -> str:
    """Give the root of an SVG a role, and its title, which matplotlib wrote, a description."""
    title = f"<title>{escape(text.title)}</title>\n"
    marked = svg.replace("<svg ", '<svg role="img" ', 1)
    return marked.replace(title, f"{title} <desc>{escape(text.description)}</desc>\n", 1)
