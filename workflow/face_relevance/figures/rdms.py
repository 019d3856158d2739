"""Figure: the matrices of dissimilarities themselves, and maps of the faces that they make."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from face_relevance.figures.page import SIMULATED_FACES, open_page, wrap_text
from face_relevance.figures.rdm_maps import fill_pairs, scale_classically, turn_towards
from face_relevance.figures.rdm_panels import (
    NOT_JUDGED,
    Order,
    add_rank_bar,
    arrange_rdm,
    draw_matrix,
    order_conditions,
)
from face_relevance.figures.style import SMALLEST_FONT, styled
from face_relevance.store.labels import read_names, select_labels

_MOST = 8
_WIDTH = 6.9  # inches of all columns
_SIDES = {1: 1.7, 2: 0.97}  # inches of a matrix and of the height of a map, by bands of panels
_WIDEST = 1.6  # a map over its height
_HEADING, _FOOT = 0.34, 0.18  # inches above a matrix and below a map
_FRAME = 0.55  # inches of the colour bar
_FILLED = 0.75  # part of a map that its pictures would cover if none lay on another
_LARGEST = 0.3  # inches of a picture
_PIXELS = 150  # per inch of a picture


@styled
def plot_rdms(
    rdms: Mapping[str, xr.DataArray],
    thumbnails: xr.DataArray,
    groups: xr.DataArray | None,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw matrices in ranks with, below each, a map on which faces that are alike are near.

    Parameters
    ----------
    rdms : mapping of str to xarray.DataArray
        Dissimilarities (condition, paired_condition) by title, symmetric, NaN where a pair was
        not judged; at most 8, all of the same conditions.
    thumbnails : xarray.DataArray
        A picture of each condition, (condition, y, x, channel), uint8.
    groups : xarray.DataArray or None
        Group of each condition (condition), such as gender, by which matrices are ordered.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is no matrix or there are more than 8, a condition lacks a row, a picture or a
        group, or no pair of a face was judged.
    """
    if not 0 < len(rdms) <= _MOST:
        raise ValueError(f"{len(rdms)} matrices: a page has room for 1 to {_MOST}")
    first = next(iter(rdms.values()))
    order = order_conditions(first["condition"].values, groups)
    _require_same(rdms, order)
    pictures = select_labels(thumbnails, "condition", order.conditions, "pictures of faces")
    pictures = pictures.transpose("condition", "y", "x", "channel").values
    matrices = {title: arrange_rdm(rdm, order, title) for title, rdm in rdms.items()}
    bands = 1 if len(rdms) <= 4 else 2
    columns = -(-len(rdms) // bands)
    column_width = _WIDTH / columns - 0.14
    side = min(_SIDES[bands], column_width)
    size = (min(column_width, _WIDEST * side), side)
    missing = any(np.isnan(matrix).any() for matrix in matrices.values())
    figure = open_page(
        bands * (2 * side + _HEADING + _FOOT) + _FRAME,
        "Which faces are alike, and to whom?",
        study_title,
        [
            "Matrices: dissimilarities of all pairs of faces, in ranks. Maps: classical "
            "multidimensional scaling of the dissimilarities, turned but not stretched towards the "
            "first map; below each, the share of the variance of distances that a plane holds.",
            f"{NOT_JUDGED} For the maps alone they are filled with the mean of both faces."
            if missing
            else "",
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.subplots(2 * bands, columns, squeeze=False)
    target = None
    for number, (title, matrix) in enumerate(matrices.items()):
        band, column = divmod(number, columns)
        top, bottom = grid[2 * band, column], grid[2 * band + 1, column]
        lines = wrap_text(title, column_width, 7.5)
        top.set_title("\n".join(lines), size=7.5, pad=3)
        draw_matrix(top, matrix, order, name_groups=column == 0)
        places, share = scale_classically(fill_pairs(matrix, title, order.conditions))
        target = places if target is None else target
        _draw_map(bottom, turn_towards(places, target), pictures, order, size)
        bottom.set_xlabel(f"{100 * share:.0f} % in the plane", size=SMALLEST_FONT, labelpad=2)
    for number in range(len(matrices), bands * columns):
        band, column = divmod(number, columns)
        for axes in grid[2 * band : 2 * band + 2, column]:
            axes.set_visible(False)
    add_rank_bar(figure, grid.flat)
    return figure


def _require_same(rdms: Mapping[str, xr.DataArray], order: Order) -> None:
    """Stop unless all matrices have the same conditions."""
    for title, rdm in rdms.items():
        odd = sorted(set(read_names(rdm["condition"].values)) ^ set(order.conditions))
        if odd:
            raise ValueError(
                f"matrix '{title}' and matrix '{next(iter(rdms))}' differ in face '{odd[0]}' "
                f"({len(odd)} in all); give all matrices the same faces"
            )


def _draw_map(
    axes: Axes,
    places: np.ndarray,
    pictures: np.ndarray,
    order: Order,
    size: tuple[float, float],
) -> None:
    """Draw pictures at their places, in a rim of the colour of their group.

    Places are in inches from the centre; `size` is the width and height of the map.
    """
    width = min(size[1] * np.sqrt(_FILLED / len(places)), _LARGEST)
    picture = np.array([width, width * pictures.shape[1] / pictures.shape[2]])
    room = (np.array(size) - picture - 0.04) / 2
    reach = np.abs(places).max(0) / room
    places = places / reach.max() if reach.max() > 0 else places
    pixels = np.maximum((picture * _PIXELS).astype(int), 8).tolist()
    for at in np.argsort(-places[:, 1], kind="stable"):  # the lower ones before the upper ones
        (left, bottom), (right, top) = places[at] - picture / 2, places[at] + picture / 2
        small = Image.fromarray(pictures[at]).resize(pixels, Image.Resampling.BOX)
        shown = axes.imshow(np.asarray(small), extent=(left, right, bottom, top), zorder=2)
        shown.set_gid(f"face {order.conditions[at]}")
        axes.add_patch(
            Rectangle((left, bottom), *picture, fill=False, linewidth=0.7, zorder=2,
                      edgecolor=order.colour(order.groups[at]))
        )  # fmt: skip
    axes.set(xlim=(-size[0] / 2, size[0] / 2), ylim=(-size[1] / 2, size[1] / 2))
    axes.set(xticks=[], yticks=[], aspect="equal")
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color("#E4E4E4")
