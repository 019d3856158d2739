"""Joining maps to images by their labels, never by position."""

import numpy as np
import xarray as xr

from face_relevance.store.labels import select_labels


def join_maps(maps: xr.DataArray, images: xr.DataArray, what: str) -> xr.DataArray:
    """Join maps to images and check their size and values.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        May hold more images, in any order.
    images : xarray.DataArray, (image, y, x, …)
        Gives labels and size.
    what : str
        Name of the maps in messages, such as ``"source 'faces/gender/seed-1'"``.

    Returns
    -------
    xarray.DataArray, (image, y, x)
        In the order of the images.

    Raises
    ------
    ValueError
        If a map is missing, of another size or contains NaN.
    """
    maps = select_labels(maps, "image", images["image"].values, f"maps of {what}")
    maps = maps.transpose("image", "y", "x")
    if maps.shape[1:] != (images.sizes["y"], images.sizes["x"]):
        raise ValueError(
            f"maps of {what} are {maps.shape[1]} by {maps.shape[2]} pixels but the images are "
            f"{images.sizes['y']} by {images.sizes['x']}; explain the same images"
        )
    check_numbers(maps, f" of {what}")
    return maps


def check_numbers(maps: xr.DataArray, of: str = "") -> None:
    """Refuse maps with NaN, which have no rank.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
    of : str
        Whose maps they are, for the message.

    Raises
    ------
    ValueError
        If a map contains NaN; the message names its image.
    """
    bad = np.isnan(maps.values).any(axis=(1, 2))
    if bad.any():
        name = maps["image"].values[bad][0]
        raise ValueError(f"the map of image {name!r}{of} contains NaN; explain it again")
