"""Sanity of relevance maps: whether they change with the network and with what is explained."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.audit.randomisation import list_layers, randomise
from face_relevance.comparison import average_cosine, compare_variants
from face_relevance.networks import VGG16
from face_relevance.relevance import METHODS, Composite, attribute, trace
from face_relevance.relevance.advise import Advise, prepare_advise
from face_relevance.relevance.explanation import Method

CLASSES = 8
"""At most so many classes are explained of each image to see whether their relevance converges."""

_DESCRIPTIONS = {
    "randomised": "agreement with the maps after layers were randomised",
    "class_swap": "agreement with the maps of the second-best class",
    "cosine": "mean cosine between the relevance of several classes",
}


def check_sanity(
    model: VGG16,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    pixels: xr.DataArray,
    methods: Mapping[str, str | Composite | Method],
    bounds: tuple | None = None,
    held_out: xr.DataArray | None = None,
    seed: Sequence[int] = (0,),
    networks: int = 1,
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
    methods : mapping of str to str, Composite or Method
        Methods by the names that they have in the result, as in
        :func:`face_relevance.relevance.attribute`; the layers of a composite may be named by the
        last part of their names.
    bounds : tuple, optional
        As there.
    held_out : xarray.DataArray, optional
        Other images, as `pixels`, on which ADVISE chooses its groups for the model; they stay with
        changed models.
    seed : sequence of int
        Of the weights that replace learned ones.
    networks : int
        Over so many draws of these weights the agreement is averaged: one random head may turn
        the sign of all maps.
    progress : callable
        Wraps the iteration over methods.

    Returns
    -------
    xarray.Dataset
        ``randomised`` (explained_by, mode, measure, layer, image): agreement with the maps of the
        model after the weights of a layer ("independent") or of all from the output down to it
        ("cascading") were drawn afresh; at the last layer both are a random head. ``class_swap``
        (explained_by, measure, image): agreement with the map of the second-best class.
        ``cosine`` (explained_by, layer, image): mean cosine between the relevance of up to eight
        classes at the output of each layer, NaN for methods that are no composites.

    References
    ----------
    Adebayo et al. (2018), Sanity checks for saliency maps, NeurIPS. Sixt, Granz & Landgraf (2020),
    When explanations lie, ICML.
    """
    images = preprocess(pixels.transpose("image", "y", "x", "channel").values)
    labels = pixels["image"].values
    with torch.inference_mode():
        logits = model(images)
    first, second = logits.topk(2).indices.T
    classes = logits.topk(min(CLASSES, logits.shape[1])).indices
    layers = list_layers(model)
    names = np.array([name.rpartition(".")[2] for name in layers], dtype=object)
    graph = trace(model)
    along_layers = xr.Variable("layer", names)
    untrained = [model.untrained([*seed, draw]) for draw in range(networks)]

    def check(method: str | Composite | Method) -> xr.Dataset:
        rules = METHODS[method] if isinstance(method, str) else method
        if isinstance(rules, Composite):
            rules = rules.placed_in(graph)
        if isinstance(rules, Advise):
            rules = prepare_advise(rules, model, graph, preprocess, bounds, held_out)

        def explain(network: VGG16, target: torch.Tensor) -> xr.DataArray:
            maps = attribute(network, images, target, rules, bounds=bounds).maps
            return xr.DataArray(maps.numpy(), dims=("image", "y", "x"), coords={"image": labels})

        own = explain(model, first)

        def forget(chosen: list[str]) -> xr.DataArray:
            changed = [randomise(model, fresh, chosen) for fresh in untrained]
            compared = [compare_variants(own, explain(network, first)) for network in changed]
            return sum(compared) / len(compared)

        modes = {
            "cascading": [layers[: last + 1] for last in range(len(layers))],
            "independent": [[layer] for layer in layers],
        }
        randomised = [
            xr.concat([forget(chosen) for chosen in steps], along_layers)
            for steps in modes.values()
        ]
        mode = xr.Variable("mode", np.array(list(modes), dtype=object))
        cosine = xr.DataArray(
            np.full((len(layers), len(labels)), np.nan),
            {"layer": names, "image": labels},
            ("layer", "image"),
        )
        if isinstance(rules, Composite):
            found = attribute(model, images, classes, rules, bounds=bounds, layers=layers)
            # Relevance starts from the logit; where that is negative the whole vector is turned
            # round.
            sign = found.score.sign()[..., None]
            vectors = [(found.hidden[layer].flatten(2) * sign).numpy() for layer in layers]
            dims, coords = ("image", "variant", "value"), {"image": labels}
            cosine = xr.concat(
                [average_cosine(xr.DataArray(v, coords, dims)) for v in vectors], along_layers
            )
        return xr.Dataset(
            {
                "randomised": xr.concat(randomised, mode).transpose(
                    "mode", "measure", "layer", "image"
                ),
                "class_swap": compare_variants(own, explain(model, second)),
                "cosine": cosine,
            }
        )

    checked = [check(method) for method in progress(methods.values())]
    result = xr.concat(checked, xr.Variable("explained_by", np.array(list(methods), dtype=object)))
    for name, description in _DESCRIPTIONS.items():
        result[name].attrs = {"long_name": description, "units": "1"}
    return result
