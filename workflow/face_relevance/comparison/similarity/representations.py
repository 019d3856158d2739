"""What a model makes of faces: features of whole and masked images, and relevance.

Needs torch, as the rest of the room does not; import it from here.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from face_relevance.comparison.similarity.stacking import Representation
from face_relevance.comparison.similarity.weighted_features import divide_layers, weight_layers
from face_relevance.masking import CONTROLS, ControlContext, FillContext, keep_pixels
from face_relevance.networks import VGG16, Preprocessing, read_layers
from face_relevance.relevance import METHODS, Composite, explain_images, read_composite

_logger = logging.getLogger("face_relevance")


@dataclass(frozen=True)
class Masking:
    """Which pixels masked images keep.

    Parameters
    ----------
    method : str
        Whose maps choose the pixels; its relevance inside the network weights features.
    kept : float
        Kept share of the pixels, 0 to 1.
    fill : str
        What takes the place of the others, a name in :data:`face_relevance.masking.FILLS`.
    context : FillContext
        What the fill uses. Its seed is that of ties and of random masks, too.
    sign, unit : str
        As for :func:`face_relevance.masking.curve`.
    """

    method: str
    kept: float
    fill: str
    context: FillContext
    sign: str = "signed"
    unit: str = "pixel"


@dataclass(frozen=True)
class Explaining:
    """What is explained of an image, and by which rules.

    Parameters
    ----------
    target : {"decision", "truth", "margin"}
        See :func:`face_relevance.relevance.explain_images`.
    truth : xarray.DataArray, (image,), str, optional
        True class of each image, for the target "truth".
    composites : mapping of str to mapping
        Composites of a study as plain data, by name.
    held_out : xarray.DataArray, optional
        Other images, on which ADVISE chooses its groups.
    """

    target: str = "decision"
    truth: xr.DataArray | None = None
    composites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    held_out: xr.DataArray | None = None


def represent(
    model: VGG16,
    preprocess: Preprocessing,
    pixels: xr.DataArray,
    layers: Sequence[str],
    methods: Sequence[str],
    masking: Masking,
    explaining: Explaining,
) -> Iterator[tuple[Representation, xr.DataArray]]:
    """Represent images by the features of a model and by its relevance.

    Parameters
    ----------
    model : VGG16
        In evaluation mode, with ``classes``, the labels of its outputs.
    preprocess : Preprocessing
        Of its input.
    pixels : xarray.DataArray, (image, y, x, channel), uint8
        The images.
    layers : sequence of str
        Layers whose features are read, for example ``["pool3", "fc6"]``.
    methods : sequence of str
        Methods whose relevance maps are read.
    masking : Masking
        Which pixels masked images keep.
    explaining : Explaining
        What the maps explain.

    Yields
    ------
    tuple of Representation and xarray.DataArray, (image, …), float32
        One after the other: features of each layer; features weighted by relevance, if
        `masking.method` is a composite (see `weighted_features`); features of images that keep
        their most relevant pixels, and of images that keep as many random ones (the same for all
        models); relevance maps.

    Raises
    ------
    ValueError
        If a layer, method or name of `masking` does not exist.

    Notes
    -----
    A network that was trained to tell people apart has no output for the faces that observers
    judge. Where any image's true class is not among the outputs, the decision is explained instead
    of the truth, and the log says so.
    """
    explain = partial(_explain, model, preprocess, pixels, _settle_target(explaining, model))
    layer_bytes = {}
    for layer, patterns in _read_features(model, preprocess, pixels, layers):
        layer_bytes[layer] = patterns.nbytes
        yield Representation(layer, "features", layer), patterns
    rules = METHODS.get(masking.method)
    if masking.method in explaining.composites or isinstance(rules, Composite):
        for together in divide_layers(layer_bytes):
            batches = explain(masking.method, together)
            weighted, maps = weight_layers(model, preprocess, pixels, batches, together)
            for layer in together:
                what = Representation(f"weighted {layer}", "weighted", layer, masking.method)
                yield what, _label(weighted.pop(layer), pixels["image"])
    else:
        maps = _join(explain(masking.method))
    random = CONTROLS["random"](maps, ControlContext(pixels, masking.context.seed))
    for kind, method, ranked in (
        ("masked", masking.method, maps),
        ("random-masked", "random", random),
    ):
        masked = keep_pixels(
            pixels,
            ranked,
            masking.kept,
            masking.fill,
            masking.context,
            sign=masking.sign,
            unit=masking.unit,
        )
        for layer, patterns in _read_features(model, preprocess, masked, layers):
            yield Representation(f"{kind} {layer}", kind, layer, method), patterns
    for method in methods:
        values = maps if method == masking.method else _join(explain(method))
        yield Representation(f"relevance {method}", "relevance", "", method), values


def _settle_target(explaining: Explaining, model: VGG16) -> Explaining:
    """Explain the decision where the model has no output for the truth."""
    if explaining.target != "truth":
        return explaining
    unknown = set(explaining.truth.values) - set(model.classes)
    if not unknown:
        return explaining
    _logger.warning(
        "the decision is explained and not the truth, because the model has no output for %r "
        "(%d classes in all)",
        str(min(unknown)),
        len(unknown),
    )
    return replace(explaining, target="decision", truth=None)


def _explain(
    model: VGG16,
    preprocess: Preprocessing,
    pixels: xr.DataArray,
    explaining: Explaining,
    method: str,
    unit_layers: Sequence[str] = (),
) -> Iterator[xr.Dataset]:
    """Explain all images by one method, batch by batch."""
    composite = explaining.composites.get(method)
    return explain_images(
        model,
        preprocess,
        pixels,
        model.classes,
        method,
        composite=read_composite(composite) if composite else None,
        target=explaining.target,
        truth=explaining.truth,
        bounds=preprocess.bounds,
        unit_layers=unit_layers,
        held_out=explaining.held_out,
    )


def _join(batches: Iterator[xr.Dataset]) -> xr.DataArray:
    """Put the maps of all batches together."""
    return xr.concat([batch["relevance"] for batch in batches], "image")


def _read_features(
    model: VGG16, preprocess: Preprocessing, pixels: xr.DataArray, layers: Sequence[str]
) -> Iterator[tuple[str, xr.DataArray]]:
    """Features of images by layer, in the order of the network."""
    values = pixels.transpose("image", "y", "x", "channel").values
    for layer, features in read_layers(model, preprocess, values, layers):
        yield layer, _label(features, pixels["image"])


def _label(patterns: np.ndarray, images: xr.DataArray) -> xr.DataArray:
    dims = ("image", *(f"axis_{i}" for i in range(1, patterns.ndim)))
    return xr.DataArray(patterns, dims=dims, coords={"image": images.values})
