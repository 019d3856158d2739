"""Images of a set, read and preprocessed a few at a time."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import xarray as xr
from torch import Tensor

BATCH_PIXELS = 2**18
"""Pixels in a batch: 5 images of 224 px, for which VGG-16 of full width needs 0.5 to 0.9 GiB."""

Preprocess = Callable[[np.ndarray], Tensor]


def read_batches(
    pixels: xr.DataArray,
    preprocess: Preprocess,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Iterator[tuple[slice, xr.DataArray, Tensor]]:
    """Read images batch by batch, from the disk where they lie there.

    Parameters
    ----------
    pixels : xarray.DataArray
        uint8, (image, y, x, channel).
    preprocess : callable
        From uint8 (N, y, x, 3) to a model's input.
    progress : callable
        Wraps the iteration over batches.

    Yields
    ------
    slice, xarray.DataArray and Tensor
        Places of the next images, the images, and the model's input for them.
    """
    size = max(1, BATCH_PIXELS // (pixels.sizes["y"] * pixels.sizes["x"]))
    for start in progress(range(0, pixels.sizes["image"], size)):
        rows = slice(start, start + size)
        batch = pixels.isel(image=rows)
        yield rows, batch, preprocess(batch.transpose("image", "y", "x", "channel").values)
