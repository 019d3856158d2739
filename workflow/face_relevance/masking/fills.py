"""What replaces the pixels that a mask removes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import ndimage

# At a tenth of the side neither brows, eyes nor mouth remain distinguishable.
BLUR_WIDTH = 0.1


def measure_mean_colour(images: np.ndarray) -> np.ndarray:
    """Average the colour of images, those of a training split as a rule.

    Parameters
    ----------
    images : numpy.ndarray, (N, H, W, 3), uint8

    Returns
    -------
    numpy.ndarray, (3,), float64
        Mean of each channel, 0 to 255.
    """
    return np.mean(images, axis=(0, 1, 2), dtype=np.float64)


def fill_mean_colour(images: np.ndarray, mean_colour: ArrayLike | None) -> np.ndarray:
    """Fill with one colour.

    Parameters
    ----------
    images : numpy.ndarray, (N, H, W, 3), uint8
    mean_colour : array-like, (3,)
        Colour, 0 to 255, see `measure_mean_colour`.

    Returns
    -------
    numpy.ndarray, (N, H, W, 3), uint8
        A read-only view that repeats the colour.

    Raises
    ------
    ValueError
        If no colour of three numbers between 0 and 255 is given.
    """
    colour = np.asarray(np.nan if mean_colour is None else mean_colour, dtype=np.float64)
    if colour.shape != (3,) or not ((colour >= 0) & (colour <= 255)).all():
        raise ValueError(
            "the fill 'mean-colour' needs a mean_colour of three numbers between 0 and 255, "
            f"got {mean_colour!r}; see measure_mean_colour"
        )
    return np.broadcast_to(np.rint(colour).astype(np.uint8), images.shape)


def fill_gaussian_blur(images: np.ndarray, mean_colour: ArrayLike | None = None) -> np.ndarray:
    """Fill with the image itself, blurred.

    Parameters
    ----------
    images : numpy.ndarray, (N, H, W, 3), uint8
    mean_colour : array-like, optional
        Not used by this fill.

    Returns
    -------
    numpy.ndarray, (N, H, W, 3), uint8

    Notes
    -----
    The standard deviation is a tenth of the shorter side (`BLUR_WIDTH`), edges are replicated.
    """
    width = BLUR_WIDTH * min(images.shape[1:3])
    blurred = ndimage.gaussian_filter(
        images.astype(np.float32), (0, width, width, 0), mode="nearest"
    )
    return np.rint(blurred).astype(np.uint8)


FILLS: dict[str, Callable[[np.ndarray, ArrayLike | None], np.ndarray]] = {
    "mean-colour": fill_mean_colour,
    "gaussian-blur": fill_gaussian_blur,
}
