"""What figures of maps have in common: which faces they show, and relevance laid over them."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from face_relevance.figures.page import text_width
from face_relevance.figures.style import SMALLEST_FONT

FLOOR_NOTE = "The least value is taken off a map that is positive everywhere."
SCALE_NOTE = (
    "Each map is divided by its own largest |relevance|; opacity grows as |relevance| to the power "
    "of 2/3."
)

# Pale colours near zero would whiten the face; there the opacity alone says how little it is.
# Either sign stands out from grey by about as much (CIEDE2000) at the same |relevance|.
_POSITIVE = LinearSegmentedColormap.from_list("positive", ["#FF9A5C", "#E4572E", "#9E0B12"])
_NEGATIVE = LinearSegmentedColormap.from_list("negative", ["#38A0FF", "#1668D0", "#0A3F9C"])
_STRONGEST = 0.9  # opacity of the largest relevance: the face stays visible under it
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709


def choose_examples(images: xr.Dataset, count: int) -> list[str]:
    """Choose images of different identities, genders in turn.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with `identity` and, where known, `gender` along `image`.
    count : int
        How many images; fewer are returned if there are fewer identities.

    Returns
    -------
    list of str
        Labels of images; the same ones for the same image set.
    """
    labels = images["image"].values.tolist()
    identities = images["identity"].values.tolist()
    genders = images["gender"].values.tolist() if "gender" in images else [""] * len(labels)
    by_gender: dict[str, dict[str, list[str]]] = {}
    for label, identity, gender in zip(labels, identities, genders, strict=True):
        by_gender.setdefault(gender, {}).setdefault(identity, []).append(label)
    queues = [list(people.values()) for _, people in sorted(by_gender.items())]
    turns = [queue[turn] for turn in range(max(map(len, queues))) for queue in queues
             if turn < len(queue)]  # fmt: skip
    # A different view of each person, so that the rows differ in more than the person.
    return [views[row % len(views)] for row, views in enumerate(turns[:count])]


def overlay_relevance(face: np.ndarray, relevance: np.ndarray) -> np.ndarray:
    """Lay a signed relevance map over a grey version of its image.

    Parameters
    ----------
    face : numpy.ndarray
        (y, x, channel) uint8.
    relevance : numpy.ndarray
        (y, x), any unit.

    Returns
    -------
    numpy.ndarray
        (y, x, 3) float in [0, 1]; grey where relevance is zero.
    """
    grey = (face / 255.0) @ _LUMINANCE
    paper = np.repeat((0.2 + 0.75 * grey)[..., None], 3, axis=2)
    largest = np.abs(relevance).max()
    state = relevance / largest if largest > 0 else np.zeros_like(relevance)
    return _tint(paper, state)


def show_picture(
    axes: Axes, picture: np.ndarray, caption: str = "", weight: str = "normal"
) -> None:
    """Show a picture without axes, with a caption below."""
    axes.imshow(picture)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_xlabel(caption, size=SMALLEST_FONT, labelpad=1.5, weight=weight, linespacing=1.0)


def add_colour_bar(figure: Figure, panels: np.ndarray) -> None:
    """Add the scale of all maps below their panels."""
    scale = ScalarMappable(Normalize(-1, 1), _make_scale())
    bar = figure.colorbar(
        scale, ax=panels, location="bottom", shrink=0.45, aspect=36, pad=0.02, ticks=(-1, 0, 1)
    )
    bar.set_label("relevance / max |relevance| of the map", size=SMALLEST_FONT)
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.outline.set_visible(False)


def shorten(text: str, width: float) -> str:
    """Return text that fits in `width` inches, cut with an ellipsis where it does not."""
    if text_width(text, SMALLEST_FONT) <= width:
        return text
    while text and text_width(text + "…", SMALLEST_FONT) > width:
        text = text[:-1]
    return text + "…"


def _tint(paper: np.ndarray | float, state: np.ndarray) -> np.ndarray:
    """Colour of a normalised relevance on a background."""
    opacity = _STRONGEST * np.cbrt(np.square(state))[..., None]
    colour = np.where(state[..., None] < 0, _NEGATIVE(-state), _POSITIVE(state))[..., :3]
    return (1 - opacity) * paper + opacity * colour


def _make_scale() -> LinearSegmentedColormap:
    """Colour bar as the eye meets it: over the light grey of a face."""
    return LinearSegmentedColormap.from_list("overlay", _tint(0.75, np.linspace(-1, 1, 257)), 257)
