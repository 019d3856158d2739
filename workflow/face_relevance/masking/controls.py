"""Maps that no explanation made, or that turn one around: the controls of a masking curve."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from face_relevance.masking.orders import seed_by_label

# Standard deviation of the centre prior as a share of each side.
CENTRE_WIDTH = 0.25


def randomise(maps: xr.DataArray, seed: int) -> xr.DataArray:
    """Draw a map of independent noise for each image.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Gives labels and size; its values are not used.
    seed : int
        The map of an image depends on the seed and on its label only.

    Returns
    -------
    xarray.DataArray, (image, y, x), float32
        Uniform on [0, 1).
    """
    shape = maps.sizes["y"], maps.sizes["x"]
    draws = [
        seed_by_label(seed, "random", label).random(shape, dtype=np.float32)
        for label in maps["image"].values
    ]
    return maps.transpose("image", "y", "x").copy(data=np.stack(draws))


def invert(maps: xr.DataArray, seed: int) -> xr.DataArray:
    """Negate maps, so that the least relevant pixels are kept first.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        The target model's own maps.
    seed : int
        Not used by this control.

    Returns
    -------
    xarray.DataArray, (image, y, x)
    """
    return -maps


def centre_prior(maps: xr.DataArray, seed: int) -> xr.DataArray:
    """Give every image the same Gaussian of the distance from the image centre.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Gives labels and size; its values are not used.
    seed : int
        Not used by this control.

    Returns
    -------
    xarray.DataArray, (image, y, x), float32
        1 at the centre; standard deviation a quarter of each side.
    """
    maps = maps.transpose("image", "y", "x")
    axes = [
        (np.arange(size) - (size - 1) / 2) / (CENTRE_WIDTH * size)
        for size in (maps.sizes["y"], maps.sizes["x"])
    ]
    prior = np.exp(-(axes[0][:, None] ** 2 + axes[1][None, :] ** 2) / 2).astype(np.float32)
    return maps.copy(data=np.broadcast_to(prior, maps.shape))


CONTROLS: dict[str, Callable[[xr.DataArray, int], xr.DataArray]] = {
    "random": randomise,
    "inverse": invert,
    "centre-prior": centre_prior,
}
