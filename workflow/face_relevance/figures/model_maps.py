"""Figure: the maps of all seeds of one kind of model by one method, for the report's toggles."""

from collections.abc import Mapping
from math import ceil

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from face_relevance.figures.maps import SCALE_NOTE, add_colour_bar, overlay_relevance, shorten
from face_relevance.figures.page import PAGE_WIDTH, open_page
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, styled
from face_relevance.store.labels import select_labels

_LARGEST = 1.1  # inches of a picture
_MOST_PIXELS = 128  # of a side of a picture: at twice that a report of 56 figures has 100 MB
_CAPTION, _HEAD = 0.17, 0.16  # inches below a picture, and of the names above the first row
_GAP = 0.06  # between pictures, of the width of one
_NARROWEST = 4.6  # inches of a page, so that its texts stay short
_BAR = 0.5  # inches of the scale


@styled
def plot_model_maps(
    images: xr.Dataset,
    maps: Mapping[str, xr.Dataset],
    model: str,
    method: str,
    explained: str,
    study_title: str,
    note: str,
    colour: str = INK,
) -> Figure:
    """Draw images in rows and, in columns, the map of every seed with what it decides.

    All pictures are put into one before they are drawn: a report has many of these figures, and
    panels of their own would take ten times as long.

    Parameters
    ----------
    images : xarray.Dataset
        The few images to draw, all of one size: `pixels` (image, y, x, channel) uint8 and `truth`
        (image), the true class.
    maps : mapping of str to xarray.Dataset
        By the name above the column, such as "seed 1": `relevance` (image, y, x), `target`
        (image), the class that is explained.
    model, method : str
        Kind of model, such as "faces, gender", and name of the method, for the title.
    explained : str
        What the maps explain, in words.
    study_title : str
        Title of the study.
    note : str
        Set below; says whether the images are simulated.
    colour : str
        Of the names above the columns.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there are no maps, or a seed has no map of an image.
    """
    if not maps:
        raise ValueError(f"there are no maps of '{model}' by '{method}' to draw")
    labels = images["image"].values.tolist()
    coarser = ceil(max(images.sizes["y"], images.sizes["x"]) / _MOST_PIXELS)
    faces = _coarsen(images["pixels"], coarser).round().astype(np.uint8)
    faces = faces.transpose("image", "y", "x", "channel").values
    truths = [str(name) for name in images["truth"].values]
    columns = [(list(faces), [(truth, INK, "normal") for truth in truths])]
    for name, store in maps.items():
        what = f"maps of '{model}', {name}, by '{method}'"
        relevance = select_labels(store["relevance"], "image", labels, what)
        relevance = _coarsen(relevance, coarser).transpose("image", "y", "x").values
        targets = select_labels(store["target"], "image", labels, what).values
        columns.append(
            (
                [overlay_relevance(f, r) for f, r in zip(faces, relevance, strict=True)],
                [_say(str(target), truth) for target, truth in zip(targets, truths, strict=True)],
            )
        )
    high, wide = faces.shape[1:3]
    side = min(_LARGEST, (PAGE_WIDTH - 0.2) / (len(columns) * (1 + _GAP)))
    inch = wide / side  # pixels of the pictures to an inch
    steps = round(high + _CAPTION * inch), round(wide * (1 + _GAP))
    mosaic = np.ones((steps[0] * len(labels), steps[1] * len(columns), 3))
    height = mosaic.shape[0] / inch + _HEAD
    width = max(_NARROWEST, mosaic.shape[1] / inch + 0.2)
    figure = open_page(
        height + _BAR,
        f"Relevance maps of {model}: {method}",
        study_title,
        [
            f"Explained is {explained}; the class is under the map, ✗ marks a wrong one, under the "
            "image is the true one.",
            SCALE_NOTE,
            f"Shown are means over {coarser} × {coarser} pixels." if coarser > 1 else "",
            note,
        ],
        width=width,
    )
    axes = figure.subplots()
    for column, (pictures, captions) in enumerate(columns):
        for row, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
            top, left = row * steps[0], column * steps[1]
            scaled = picture / 255 if picture.dtype == np.uint8 else picture
            mosaic[top : top + high, left : left + wide] = scaled
            _write(axes, left + wide / 2, top + high + 0.02 * inch, *caption, side)
    for column, name in enumerate(["image", *maps]):
        axes.text(
            column * steps[1] + wide / 2, -0.04 * inch, name, size=SMALLEST_FONT, ha="center",
            va="bottom", color=colour if column else MUTED,
        )  # fmt: skip
    axes.imshow(mosaic)
    axes.set_axis_off()
    add_colour_bar(figure, np.array([axes]))
    return figure


def _coarsen(pictures: xr.DataArray, factor: int) -> xr.DataArray:
    """Average over squares of pixels; what is left over at the right and below is cut off."""
    return pictures.coarsen(y=factor, x=factor, boundary="trim").mean() if factor > 1 else pictures


def _say(target: str, truth: str) -> tuple[str, str, str]:
    """Caption of a map: the class, and whether it is the true one."""
    return (target, INK, "normal") if target == truth else (f"{target} ✗", INK, "bold")


def _write(
    axes: Axes, x: float, y: float, text: str, colour: str, weight: str, room: float
) -> None:
    """Write a caption that is no wider than its picture."""
    name, mark = text.removesuffix(" ✗"), " ✗" if text.endswith(" ✗") else ""
    axes.text(
        x, y, shorten(name, room - 0.12 * bool(mark)) + mark, size=SMALLEST_FONT, ha="center",
        va="top", color=colour, weight=weight,
    )  # fmt: skip
