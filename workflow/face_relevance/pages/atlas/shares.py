"""How much of a map is on each part of the face."""

import numpy as np
import xarray as xr


def name_parts(parts: xr.DataArray) -> list[str]:
    """Name the parts of the face, in the order of their codes.

    Parameters
    ----------
    parts : xarray.DataArray
        Part masks with the attributes ``flag_values`` and ``flag_meanings`` of the CF conventions.

    Returns
    -------
    list of str
    """
    return parts.attrs["flag_meanings"].split()


def cover_parts(parts: xr.DataArray) -> np.ndarray:
    """Share of the pixels of each image that each part covers.

    Parameters
    ----------
    parts : xarray.DataArray, (image, y, x), integer
        As for `name_parts`.

    Returns
    -------
    numpy.ndarray, (image, part), float64
    """
    return share_parts(np.ones(parts.shape), parts)


def share_parts(relevance: np.ndarray, parts: xr.DataArray) -> np.ndarray:
    """Share of the |relevance| of each image that lies on each part.

    Parameters
    ----------
    relevance : numpy.ndarray, (image, y, x)
    parts : xarray.DataArray, (image, y, x), integer
        Of the same images, as for `name_parts`.

    Returns
    -------
    numpy.ndarray, (image, part), float64
        They add up to 1; a map of zeros counts as constant, as in the table of region shares.
    """
    size = np.abs(relevance)
    size = np.where(size.any(axis=(1, 2), keepdims=True), size, 1)
    codes = parts.transpose("image", "y", "x").values
    sums = np.stack(
        [
            np.where(codes == code, size, 0).sum(axis=(1, 2), dtype=np.float64)
            for code in parts.attrs["flag_values"]
        ],
        axis=1,
    )
    return sums / sums.sum(axis=1, keepdims=True)
