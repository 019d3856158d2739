"""Features of a layer weighted by the relevance of its units.

A weighted feature is a · |R| / max |R|, where a is the output of a unit, R the relevance there, and
the maximum is over the units of the layer in that image. The weight lies between 0 and 1: units
that the explained output does not depend on vanish, evidence against it counts as much as evidence
for it, and an image with a large logit weighs no more than others in the average of an identity.
Relevance is itself an activation times what it contributes, so that a strong unit counts more than
in proportion. R alone would be no weighting of features but their contribution to one output. At
the last layer only the outputs that are explained have relevance.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import xarray as xr

from face_relevance.networks import VGG16, Preprocessing, read_layers

# Bytes of weighted features of all images that are held together; a layer may have more by itself.
HELD = 2**30


def weight_by_relevance(features: np.ndarray, relevance: np.ndarray) -> np.ndarray:
    """Weight the features of each image by the relevance of the units.

    Parameters
    ----------
    features, relevance : numpy.ndarray, (image, …)
        Output of every unit of a layer, and relevance there.

    Returns
    -------
    numpy.ndarray, (image, …)
        a · |R| / max |R|; zero for an image without relevance.
    """
    size = np.abs(relevance)
    largest = size.max(axis=tuple(range(1, size.ndim)), keepdims=True)
    return features * np.divide(size, largest, out=np.zeros_like(size), where=largest > 0)


def weight_layers(
    model: VGG16,
    preprocess: Preprocessing,
    pixels: xr.DataArray,
    batches: Iterable[xr.Dataset],
    layers: Sequence[str],
) -> tuple[dict[str, np.ndarray], xr.DataArray]:
    """Weight the features of some layers by relevance that comes batch by batch.

    Parameters
    ----------
    model : VGG16
        In evaluation mode.
    preprocess : Preprocessing
        Of its input.
    pixels : xarray.DataArray, (image, y, x, channel), uint8
        The images.
    batches : iterable of xarray.Dataset
        Relevance of the images in their order, with these layers as unit layers; from
        :func:`face_relevance.relevance.explain_images`.
    layers : sequence of str
        Names of layers.

    Returns
    -------
    weighted : dict of str to numpy.ndarray, (image, …), float32
        Weighted features by layer.
    maps : xarray.DataArray, (image, y, x)
        Relevance of the pixels, from the same passes.
    """
    weighted: dict[str, np.ndarray] = {}
    maps, done = [], 0
    for batch in batches:
        maps.append(batch["relevance"])
        shown = pixels.sel(image=batch["image"].values).transpose("image", "y", "x", "channel")
        rows = slice(done, done + len(shown))
        for layer, features in read_layers(model, preprocess, shown.values, layers):
            values = weight_by_relevance(features, batch[f"units_{layer}"].values)
            if layer not in weighted:
                weighted[layer] = np.empty((pixels.sizes["image"], *values.shape[1:]), values.dtype)
            weighted[layer][rows] = values
        done = rows.stop
    return weighted, xr.concat(maps, "image")


def divide_layers(layer_bytes: Mapping[str, int]) -> Iterator[list[str]]:
    """Divide layers into groups whose features are weighted in one pass and held together.

    Parameters
    ----------
    layer_bytes : mapping of str to int
        Bytes of the features of all images, by layer.

    Yields
    ------
    list of str
        Layers of at most `HELD` bytes together, or a single larger one.
    """
    group, held = [], 0
    for layer, size in layer_bytes.items():
        if group and held + size > HELD:
            yield group
            group, held = [], 0
        group.append(layer)
        held += size
    yield group
