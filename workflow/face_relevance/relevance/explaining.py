"""Relevance maps of many images as one labelled dataset."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.relevance.attribution import attribute
from face_relevance.relevance.composites import COMPOSITES
from face_relevance.relevance.tracing import trace

BATCH = 32


def explain_images(
    model: torch.nn.Module,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    pixels: xr.DataArray,
    classes: Sequence[str],
    method: str,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Explain the decision of a model on each image.

    Parameters
    ----------
    model : torch.nn.Module
        From preprocessed images to logits.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    pixels : xarray.DataArray
        uint8, (image, y, x, channel); its coordinates along ``image`` are kept.
    classes : sequence of str
        Labels of the model's outputs.
    method : str
        Name in :data:`face_relevance.relevance.METHODS`.
    progress : callable
        Wraps the iteration over batches.

    Returns
    -------
    xarray.Dataset
        ``relevance`` (image, y, x), ``ledger`` (image, layer), ``target`` and ``score`` (image).
    """
    graph = trace(model)
    images = pixels.transpose("image", "y", "x", "channel").values
    parts = [
        attribute(graph, preprocess(images[start : start + BATCH]), composite=method)
        for start in progress(range(0, len(images), BATCH))
    ]
    targets = np.concatenate([part.target.numpy() for part in parts])
    along_image = {
        name: coordinate
        for name, coordinate in pixels.coords.items()
        if coordinate.dims == ("image",)
    }
    return xr.Dataset(
        {
            "relevance": (
                ("image", "y", "x"),
                np.concatenate([part.maps.numpy() for part in parts]),
                {"long_name": "relevance for the decision", "units": "logit"},
            ),
            "ledger": (
                ("image", "layer"),
                np.concatenate([part.ledger.numpy() for part in parts]),
                {"long_name": "sum of relevance after each layer", "units": "logit"},
            ),
            "target": ("image", np.array(classes, dtype=object)[targets]),
            "score": (
                "image",
                np.concatenate([part.score.numpy() for part in parts]).astype(np.float64),
                {"long_name": "output before softmax", "units": "logit"},
            ),
        },
        coords={**along_image, "layer": np.array(parts[0].layers, dtype=object)},
        attrs={
            "method": method,
            "rules": repr(COMPOSITES.get(method, method)),
            "explained": "the decision of the model on the unmasked image",
        },
    )
