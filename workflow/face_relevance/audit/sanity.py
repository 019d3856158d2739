"""Sanity of relevance maps: whether they change with the network and with what is explained."""

import copy
from collections.abc import Callable, Iterable

import numpy as np
import torch
import xarray as xr

from face_relevance.audit.randomisation import list_layers, randomise
from face_relevance.comparison import average_cosine, compare_variants
from face_relevance.networks import VGG16
from face_relevance.relevance import METHODS, Composite, attribute
from face_relevance.relevance.explanation import Method

CLASSES = 8
"""At most so many classes are explained of each image to see whether their relevance converges."""


def check_sanity(
    model: VGG16,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    pixels: xr.DataArray,
    method: str | Composite | Method,
    bounds: tuple | None = None,
    seed: int = 0,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Compare the maps of a model's decisions with those of changed models and other classes.

    Parameters
    ----------
    model : VGG16
        In evaluation mode.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    pixels : xarray.DataArray, (image, y, x, channel), uint8
        Images with unique labels.
    method : str, Composite or Method
        As in :func:`face_relevance.relevance.attribute`.
    bounds : tuple, optional
        As there.
    seed : int
        Of the weights that replace learned ones.
    progress : callable
        Wraps the iteration over layers.

    Returns
    -------
    xarray.Dataset
        ``randomised`` (mode, measure, layer, image): agreement with the maps of the model after
        the weights of a layer ("independent") or of all from the output down to it ("cascading")
        were drawn afresh; at the last layer both are a random head. ``class_swap`` (measure,
        image): agreement with the map of the second-best class. For composites ``cosine`` (layer,
        image): mean cosine between the relevance of up to eight classes at the output of each
        layer.

    References
    ----------
    Adebayo et al. (2018), Sanity checks for saliency maps, NeurIPS. Sixt, Granz & Landgraf (2020),
    When explanations lie, ICML.
    """
    rules = METHODS[method] if isinstance(method, str) else method
    images = preprocess(pixels.transpose("image", "y", "x", "channel").values)
    labels = pixels["image"].values
    with torch.inference_mode():
        logits = model(images)
    first, second = logits.topk(2).indices.T

    def explain(network: VGG16, target: torch.Tensor) -> xr.DataArray:
        maps = attribute(network, images, target, rules, bounds=bounds).maps
        return xr.DataArray(maps.numpy(), dims=("image", "y", "x"), coords={"image": labels})

    own = explain(model, first)
    fresh = copy.deepcopy(model)
    fresh.initialise(torch.Generator().manual_seed(seed))
    layers = list_layers(model)
    steps = []
    for last in progress(range(len(layers))):
        variants = xr.concat(
            [
                explain(randomise(model, fresh, chosen), first)
                for chosen in (layers[: last + 1], [layers[last]])
            ],
            xr.Variable("mode", np.array(["cascading", "independent"], dtype=object)),
        )
        steps.append(compare_variants(own, variants))
    names = np.array([name.rpartition(".")[2] for name in layers], dtype=object)
    found = {
        "randomised": xr.concat(steps, xr.Variable("layer", names)).transpose(
            "mode", "measure", "layer", "image"
        ),
        "class_swap": compare_variants(own, explain(model, second)),
    }
    if isinstance(rules, Composite):
        classes = logits.topk(min(CLASSES, logits.shape[1])).indices
        found_by_class = attribute(model, images, classes, rules, bounds=bounds, layers=layers)
        # Relevance starts from the logit; where that is negative the whole vector is turned round.
        sign = found_by_class.score.sign()[..., None]
        cosines = [
            average_cosine(
                xr.DataArray(
                    (found_by_class.hidden[layer].flatten(2) * sign).numpy(),
                    dims=("image", "variant", "value"),
                    coords={"image": labels},
                )
            )
            for layer in layers
        ]
        found["cosine"] = xr.concat(cosines, xr.Variable("layer", names))
    described = {
        "randomised": "agreement with the maps after layers were randomised",
        "class_swap": "agreement with the maps of the second-best class",
        "cosine": "mean cosine between the relevance of several classes",
    }
    return xr.Dataset(
        {
            name: array.assign_attrs(long_name=described[name], units="1")
            for name, array in found.items()
        }
    )
