"""Sprites: many small pictures in one, as PNG in a data URI, which a page from disk may read."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

ZERO = 128
"""Red of a pixel without relevance."""

STEPS = 127
"""Steps of red from there to the largest |relevance| of an image, on either side."""


def average_pixels(pictures: np.ndarray, averaged: int) -> np.ndarray:
    """Reduce pictures to the means of squares of pixels.

    Parameters
    ----------
    pictures : numpy.ndarray, (image, y, x, ...)
        Height and width are multiples of `averaged`.
    averaged : int
        Side of a square.

    Returns
    -------
    numpy.ndarray, (image, y, x, ...), float64
    """
    return _split(pictures, averaged).mean(axis=3, dtype=np.float64)


def find_first_kept(ranks: np.ndarray, fractions: Sequence[float], averaged: int = 1) -> np.ndarray:
    """Find at which kept fraction each pixel is first seen.

    Parameters
    ----------
    ranks : numpy.ndarray, (image, y, x), integer
        From :func:`face_relevance.masking.rank_pixels`.
    fractions : sequence of float
        Ascending, the last one 1.
    averaged : int
        So many by so many pixels become one, which is seen as soon as half of them are.

    Returns
    -------
    numpy.ndarray, (image, y, x), uint8
        Index into the fractions. Without averaging the pixels of index up to i are those of
        :func:`face_relevance.masking.keep_masks` at ``fractions[i]``.
    """
    _, height, width = ranks.shape
    # The product of `keep_masks`: another order of factors may round to another number.
    counts = [round(fraction * height * width) for fraction in fractions]
    first = np.searchsorted(counts, ranks, side="right").astype(np.uint8)
    ordered = np.sort(_split(first, averaged), axis=3)
    return ordered[:, :, :, (averaged**2 - 1) // 2]


def paint_maps(relevance: np.ndarray, first_kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Write relevance and order into the colours of pictures.

    Parameters
    ----------
    relevance : numpy.ndarray, (image, y, x)
    first_kept : numpy.ndarray, (image, y, x), uint8
        From `find_first_kept`.

    Returns
    -------
    pictures : numpy.ndarray, (image, y, x, 3), uint8
        Red: relevance in shares of the largest one of its image, ``ZERO ± STEPS``; green:
        `first_kept`; blue: 0.
    largest : numpy.ndarray, (image,), float64
        Largest |relevance|; 0 for a map of zeros.
    """
    largest = np.abs(relevance).max(axis=(1, 2)).astype(np.float64)
    scale = np.where(largest > 0, largest, 1)[:, None, None]
    red = np.round(ZERO + STEPS * (relevance / scale)).astype(np.uint8)
    return np.stack([red, first_kept, np.zeros_like(red)], axis=-1), largest


def lay_out(pictures: np.ndarray, columns: int) -> np.ndarray:
    """Lay pictures out in rows, one after the other.

    Parameters
    ----------
    pictures : numpy.ndarray, (image, y, x, 3), uint8
    columns : int
        Pictures in a row.

    Returns
    -------
    numpy.ndarray, (row · y, columns · x, 3), uint8
        As many rows as are needed; what is left of the last one is black.
    """
    count, height, width, channels = pictures.shape
    rows = -(-count // columns)
    cells = np.zeros((rows * columns, height, width, channels), np.uint8)
    cells[:count] = pictures
    grid = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, channels)


def encode(sprite: np.ndarray) -> str:
    """Write a sprite as a data URI of a PNG, which loses nothing.

    Parameters
    ----------
    sprite : numpy.ndarray, (y, x, 3), uint8

    Returns
    -------
    str
    """
    file = io.BytesIO()
    Image.fromarray(sprite).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _split(pictures: np.ndarray, side: int) -> np.ndarray:
    """Put the pixels of each square side by side, (image, y, x, pixel, ...)."""
    count, height, width, *others = pictures.shape
    squares = pictures.reshape(count, height // side, side, width // side, side, *others)
    return squares.swapaxes(2, 3).reshape(
        count, height // side, width // side, side * side, *others
    )
