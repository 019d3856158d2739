"""Figure: many images of a study side by side, to see at a glance what the networks see."""

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.page import PAGE_WIDTH, SIMULATED_IMAGES, open_page
from face_relevance.figures.style import styled

_TALLEST = 5.4  # inches of the sheet
_TEXTS = 0.85  # inches, at most, of heading and note
_SPACE = 40  # a space between images is the side of an image over this, at least a pixel
_FRAME = 0.22, 0.06  # inches of margins and spaces, across and down


@styled
def plot_contact_sheet(
    images: xr.Dataset, rows: int, columns: int, heading: str, study_title: str, simulated: bool
) -> Figure:
    """Draw the first images of a set in a tight grid, row by row.

    Parameters
    ----------
    images : xarray.Dataset
        Image set: `pixels` (image, y, x, channel) uint8, in the order in which they are drawn.
    rows, columns : int
        Size of the grid.
    heading : str
        What the images are, in plain words.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there are fewer images than the grid has places.
    """
    count = rows * columns
    if images.sizes["image"] < count:
        raise ValueError(
            f"a sheet of {rows} by {columns} needs {count} images, but there are "
            f"{images.sizes['image']}"
        )
    pixels = images["pixels"].isel(image=slice(count)).transpose("image", "y", "x", "channel")
    sheet = _tile(pixels.values, rows, columns)
    tall, wide = sheet.shape[:2]
    height = min((PAGE_WIDTH - _FRAME[0]) * tall / wide, _TALLEST)
    figure = open_page(
        height + _FRAME[1],
        heading,
        study_title,
        [SIMULATED_IMAGES if simulated else ""],
        # A square sheet leaves a margin, or with its texts the page would be tall.
        width=min(PAGE_WIDTH, max(height * wide / tall + _FRAME[0], height + _TEXTS)),
    )
    axes = figure.subplots()
    # Drawn as it is: a vector file then holds every pixel, however small the images are.
    axes.imshow(sheet, interpolation="none")
    axes.set_anchor("W")
    axes.set_axis_off()
    return figure


def _tile(pixels: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """One picture (y, x, channel) of all images, with white spaces between them."""
    tall, wide = pixels.shape[1:3]
    space = max(1, min(tall, wide) // _SPACE)
    padded = np.pad(
        pixels, ((0, 0), (0, space), (0, space), (0, 0)), constant_values=np.iinfo(np.uint8).max
    )
    grid = padded.reshape(rows, columns, *padded.shape[1:])
    sheet = grid.transpose(0, 2, 1, 3, 4).reshape(
        rows * (tall + space), columns * (wide + space), -1
    )
    return sheet[:-space, :-space]
