"""A Gaussian in the middle of an image, the same for all."""

import numpy as np

CENTRE_WIDTH = 0.25
"""Standard deviation as a share of each side."""


def draw_centre_gaussian(height: int, width: int) -> np.ndarray:
    """Draw a Gaussian of the distance from the centre.

    Parameters
    ----------
    height, width : int
        Size of the image in pixels.

    Returns
    -------
    numpy.ndarray, (y, x), float32
        1 at the centre; standard deviation a quarter of each side.
    """
    rows, columns = (
        (np.arange(size) - (size - 1) / 2) / (CENTRE_WIDTH * size) for size in (height, width)
    )
    return np.exp(-(rows[:, None] ** 2 + columns[None, :] ** 2) / 2).astype(np.float32)
