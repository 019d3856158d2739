"""What is kept or removed as a whole: pixels, square patches or superpixels."""

import re

import numpy as np
import xarray as xr

# Superpixels of one image, at most; a face of 64 px then has some of about 6 by 6 pixels.
SUPERPIXELS = 100


def divide_images(images: xr.DataArray, unit: str) -> xr.DataArray | None:
    """Divide images into the units that a mask keeps or removes as a whole.

    Parameters
    ----------
    images : xarray.DataArray, (image, y, x, channel), uint8
        Only superpixels depend on the values.
    unit : str
        ``"pixel"``; ``"patch-N"``, squares of N px counted from the top left, cut where the image
        ends; or ``"superpixel"``, regions of similar colour.

    Returns
    -------
    xarray.DataArray, (image, y, x), int32, or None
        Number of each pixel's unit, 0, 1, … without gaps; None if every pixel is a unit.

    Raises
    ------
    ValueError
        If the unit is unknown.

    References
    ----------
    Superpixels: SLIC, Achanta et al. (2012), doi:10.1109/TPAMI.2012.120, as in scikit-image.
    """
    if unit == "pixel":
        return None
    like = images.isel(channel=0, drop=True).transpose("image", "y", "x")
    if unit == "superpixel":
        return like.copy(data=_find_superpixels(images.transpose("image", "y", "x", ...).values))
    side = re.fullmatch(r"patch-([1-9]\d*)", unit)
    if side is None:
        raise ValueError(
            f"unknown unit {unit!r}; choose 'pixel', 'superpixel' or 'patch-N' with N in pixels"
        )
    rows, columns = (np.arange(like.sizes[dim], dtype=np.int32) // int(side[1]) for dim in "yx")
    patches = rows[:, None] * (columns[-1] + 1) + columns
    return like.copy(data=np.broadcast_to(patches, like.shape))


def _find_superpixels(pixels: np.ndarray) -> np.ndarray:
    from skimage.segmentation import slic  # slow to import, and most jobs have no superpixels

    segments = [slic(image, n_segments=SUPERPIXELS, start_label=0) for image in pixels]
    # Numbered anew: a number without a pixel would have no mean relevance.
    return np.stack(
        [np.unique(segment, return_inverse=True)[1].astype(np.int32) for segment in segments]
    )
