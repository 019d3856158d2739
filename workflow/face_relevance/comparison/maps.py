"""Reading the relevance maps of several models."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from face_relevance.store.labels import select_labels

ROUNDING = 1e-5  # of maps with a root mean square of 1


def join_maps(
    maps: Mapping[str, xr.DataArray], models: list[str], images: list[str]
) -> list[xr.DataArray]:
    """Put the maps of all models in the order of the images, without reading lazy ones.

    Parameters
    ----------
    maps : mapping of str to xarray.DataArray, (image, y, x)
    models, images : list of str

    Returns
    -------
    list of xarray.DataArray, (image, y, x)

    Raises
    ------
    ValueError
        If an image is missing or map sizes differ between models.
    """
    joined = []
    for model in models:
        array = select_labels(maps[model], "image", images, f"the maps of {model}")
        joined.append(array.transpose("image", "y", "x"))
        size, expected = joined[-1].shape[1:], joined[0].shape[1:]
        if size != expected:
            raise ValueError(
                f"the maps of {model} are {size[0]} by {size[1]} pixels but those "
                f"of {models[0]} are {expected[0]} by {expected[1]}; explain the same images"
            )
    return joined


def load_maps(array: xr.DataArray, model: str) -> np.ndarray:
    """Read maps.

    Parameters
    ----------
    array : xarray.DataArray, (image, y, x)
    model : str
        Whose maps they are, for messages.

    Returns
    -------
    numpy.ndarray, (image, y, x)

    Raises
    ------
    ValueError
        If a map holds NaN or all maps are constant.
    """
    values = array.values
    bad = np.isnan(values).any(axis=(1, 2))
    if bad.any():
        image = array["image"].values[np.flatnonzero(bad)[0]]
        raise ValueError(f"the map of image {image!r} of {model} contains NaN")
    # A single one may be constant: Grad-CAM finds nothing in some images.
    if not np.ptp(values, axis=(1, 2)).any():
        raise ValueError(f"all maps of {model} are constant, so they rank no pixel")
    return values


def scale_maps(values: np.ndarray) -> np.ndarray:
    """Divide each map by its root mean square.

    Parameters
    ----------
    values : numpy.ndarray, (image, y, x)

    Returns
    -------
    numpy.ndarray, (image, y, x), float32
        A map of zeros stays as it is.
    """
    power = np.square(values, dtype=np.float64).mean(axis=(1, 2), keepdims=True)
    return (values / np.sqrt(np.where(power > 0, power, 1))).astype(np.float32)


def centre_maps(values: np.ndarray, mean: np.ndarray, model: str, images: list[str]) -> np.ndarray:
    """Take the mean map of a model off its scaled maps.

    Parameters
    ----------
    values : numpy.ndarray, (image, y, x)
        Not scaled yet.
    mean : numpy.ndarray, (y, x)
        Mean of the scaled maps.
    model : str
    images : list of str, (image,)

    Returns
    -------
    numpy.ndarray, (image, y, x), float32
        A constant map becomes zeros: it says nothing that could differ from the mean.

    Raises
    ------
    ValueError
        If a map equals the mean map.
    """
    constant = np.ptp(values, axis=(1, 2)) == 0
    centred = scale_maps(values) - mean
    centred[constant] = 0
    same = (np.ptp(centred, axis=(1, 2)) < ROUNDING) & ~constant
    if same.any():
        image = images[np.flatnonzero(same)[0]]
        raise ValueError(f"the map of image {image!r} of {model} equals the model's mean map")
    return centred
