"""Maps that say nothing about a decision, or turn an explanation round: controls of a curve."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy import ndimage

from face_relevance.masking.joining import join_maps
from face_relevance.masking.orders import seed_by_label
from face_relevance.relevance.comparison_methods.centre_gaussian import draw_centre_gaussian
from face_relevance.store.labels import select_labels

# Standard deviation of the smoothing of edges as a share of the shorter side: 1 px at 64 px.
EDGE_WIDTH = 1 / 64

# Luminance of red, green and blue (ITU-R BT.601).
LUMINANCE = (0.299, 0.587, 0.114)


@dataclass(frozen=True)
class ControlContext:
    """What a control may use beside the target model's own maps.

    Parameters
    ----------
    images : xarray.DataArray, (image, y, x, channel), uint8
        The images that the maps explain, perhaps more, in any order; with a coordinate
        ``identity`` where it is known.
    seed : int
        Draws depend on it and on labels only.
    """

    images: xr.DataArray
    seed: int


def randomise(maps: xr.DataArray, context: ControlContext) -> xr.DataArray:
    """Draw a map of independent noise for each image.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Gives labels and size; its values are not used.
    context : ControlContext
        Gives the seed.

    Returns
    -------
    xarray.DataArray, (image, y, x), float32
        Uniform on [0, 1).
    """
    maps = maps.transpose("image", "y", "x")
    draws = [
        seed_by_label(context.seed, "random", label).random(maps.shape[1:], dtype=np.float32)
        for label in maps["image"].values
    ]
    return maps.copy(data=np.stack(draws))


def invert(maps: xr.DataArray, context: ControlContext) -> xr.DataArray:
    """Negate maps, so that the least relevant pixels are kept first.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        The target model's own maps.
    context : ControlContext
        Not used by this control.

    Returns
    -------
    xarray.DataArray, (image, y, x)

    Notes
    -----
    With signed relevance its masks are those of the maps in the order ``keep-least-relevant``.
    """
    return -maps


def centre_prior(maps: xr.DataArray, context: ControlContext) -> xr.DataArray:
    """Give every image the same Gaussian of the distance from the image centre.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Gives labels and size; its values are not used.
    context : ControlContext
        Not used by this control.

    Returns
    -------
    xarray.DataArray, (image, y, x), float32
        1 at the centre; standard deviation a quarter of each side.
    """
    maps = maps.transpose("image", "y", "x")
    prior = draw_centre_gaussian(maps.sizes["y"], maps.sizes["x"])
    return maps.copy(data=np.broadcast_to(prior, maps.shape))


def average_others(maps: xr.DataArray, context: ControlContext) -> xr.DataArray:
    """Give every image the mean of the maps of all other images.

    What it shows does not depend on the image, and the image's own map does not enter.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        The target model's own maps, of at least two images.
    context : ControlContext
        Not used by this control.

    Returns
    -------
    xarray.DataArray, (image, y, x), float32

    Raises
    ------
    ValueError
        If there is only one image.
    """
    maps = maps.transpose("image", "y", "x")
    _check_several(maps, "mean-map")
    # Summed in one order, so that the same images give the same bits in any other.
    total = maps.sortby("image").values.sum(axis=0, dtype=np.float64)
    mean = (total - maps.values) / (len(maps) - 1)
    return maps.copy(data=mean.astype(np.float32))


def measure_edges(maps: xr.DataArray, context: ControlContext) -> xr.DataArray:
    """Measure the gradient of each image's luminance.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Gives labels; its values are not used.
    context : ControlContext
        Gives the images.

    Returns
    -------
    xarray.DataArray, (image, y, x), float32
        Magnitude of the Sobel gradient, smoothed by a Gaussian of 1/64 of the shorter side.
    """
    maps = maps.transpose("image", "y", "x")
    images = select_labels(context.images, "image", maps["image"].values, "images")
    luminance = images.transpose("image", "y", "x", "channel").values @ np.float32(LUMINANCE)
    magnitude = np.hypot(_slope(luminance, 1, 2), _slope(luminance, 2, 1))
    width = EDGE_WIDTH * min(maps.shape[1:])
    return maps.copy(data=ndimage.gaussian_filter(magnitude, (0, width, width), mode="nearest"))


def _slope(values: np.ndarray, along: int, across: int) -> np.ndarray:
    """Sobel's derivative along one axis of images, smoothed across it and over no other."""
    derived = ndimage.correlate1d(values, [-1, 0, 1], along, mode="nearest")
    return ndimage.correlate1d(derived, [1, 2, 1], across, mode="nearest")


def exchange(maps: xr.DataArray, context: ControlContext) -> xr.DataArray:
    """Give every image the map of another one, of another identity where possible.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        The target model's own maps, of at least two images.
    context : ControlContext
        Gives the seed and, by the coordinate ``identity`` of its images, who is shown. Without
        that coordinate every image counts as another person.

    Returns
    -------
    xarray.DataArray, (image, y, x)
        Each map is used once; no image has its own.

    Raises
    ------
    ValueError
        If there is only one image.

    Notes
    -----
    The images are put in a random order in which those of one person follow one another. Each
    takes the map that stands as many places on as the most frequent person has images: the map of
    another person, unless that one has more than half of the images.
    """
    maps = maps.transpose("image", "y", "x")
    _check_several(maps, "other-image")
    labels = maps["image"].values
    images = select_labels(context.images, "image", labels, "images")
    identity = images["identity"].values if "identity" in images.coords else labels

    def draw(purpose: str, name: str) -> float:
        return seed_by_label(context.seed, purpose, name).random()

    order = sorted(
        range(len(labels)),
        key=lambda i: (draw("identity", identity[i]), draw("other-image", labels[i])),
    )
    largest = max(Counter(map(str, identity)).values())
    shift = largest if largest < len(labels) else 1
    other = np.empty(len(labels), dtype=int)
    other[order] = np.roll(order, -shift)
    return maps.copy(data=maps.values[other])


CONTROLS: dict[str, Callable[[xr.DataArray, ControlContext], xr.DataArray]] = {
    "random": randomise,
    "inverse": invert,
    "centre-prior": centre_prior,
    "mean-map": average_others,
    "edge-energy": measure_edges,
    "other-image": exchange,
}

UNTRAINED = "untrained-network"


def make_controls(
    maps: xr.DataArray, context: ControlContext, untrained: xr.DataArray | None = None
) -> dict[str, xr.DataArray]:
    """Make all controls of one target model.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        The target model's own maps.
    context : ControlContext
        Images and seed.
    untrained : xarray.DataArray, (image, y, x), optional
        Maps of a network with random weights, perhaps of more images: made elsewhere, they become
        the control ``untrained-network``.

    Returns
    -------
    dict of str to xarray.DataArray, (image, y, x)
        A source for :func:`face_relevance.masking.curve` under each name.

    Raises
    ------
    ValueError
        If an image is missing, of another size than its map, or the only one; or a map contains
        NaN. The message names image and maps.
    """
    images = select_labels(context.images, "image", maps["image"].values, "images")
    maps = join_maps(maps, images, "the target model")
    controls = {name: make(maps, context) for name, make in CONTROLS.items()}
    if untrained is not None:
        controls[UNTRAINED] = join_maps(untrained, images, f"control {UNTRAINED!r}")
    return controls


def _check_several(maps: xr.DataArray, control: str) -> None:
    if len(maps) < 2:
        raise ValueError(f"the control {control!r} needs maps of at least two images")
