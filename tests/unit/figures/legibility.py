"""What every figure must keep: its texts inside the page and apart, its size that of a page."""

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from face_relevance.figures.alt_text import LETTER


def list_visible_texts(figure: Figure) -> list[Text]:
    """Texts that are drawn: tick labels only within the limits of their axis."""
    ticks, shown = set(), []
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                ticks |= {tick.label1, tick.label2}
                if axes.get_visible() and low <= tick.get_loc() <= high:
                    shown.append(tick.label1)
    hidden = {text for axes in figure.axes if not axes.get_visible() for text in axes.findobj(Text)}
    shown += [text for text in figure.findobj(Text) if text not in ticks | hidden]
    return [text for text in dict.fromkeys(shown) if text.get_visible() and text.get_text().strip()]


def list_texts(axes: Axes) -> list[Text]:
    """Texts in axes, in the order in which they were drawn, without the letter of the panel."""
    return [text for text in axes.texts if text.get_gid() != LETTER]


def read_texts(axes: Axes) -> list[str]:
    """Words of the texts in axes."""
    return [text.get_text() for text in list_texts(axes)]


def check_texts(figure: Figure) -> None:
    """No text is cut off or covers another."""
    boxes = [(text, text.get_window_extent()) for text in list_visible_texts(figure)]
    for text, box in boxes:
        assert box.x0 >= 0, text.get_text()
        assert box.y0 >= 0, text.get_text()
        assert box.x1 <= figure.bbox.x1 + 0.5, text.get_text()
        assert box.y1 <= figure.bbox.y1 + 0.5, text.get_text()
    for (text, box), (other, other_box) in combinations(boxes, 2):
        across = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
        along = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
        # Boxes hold room for descenders: a pixel of them may be shared.
        assert across <= 1 or along <= 1.5, f"{text.get_text()!r} covers {other.get_text()!r}"


def check_size(figure: Figure) -> None:
    """The page is not wider than two columns, and not tall."""
    width, height = figure.get_size_inches()
    assert width >= height
    assert width <= 7.3
    assert height <= 6.5
