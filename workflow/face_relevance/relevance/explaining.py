"""Relevance of many images as labelled datasets, batch by batch."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.relevance.advise import DETAILS, Advise, prepare_advise
from face_relevance.relevance.attribution import METHODS, Relevance, attribute
from face_relevance.relevance.batches import read_batches
from face_relevance.relevance.explanation import CAUSES
from face_relevance.relevance.graphs import trace
from face_relevance.relevance.propagation import Composite

EXPLAINED = {
    "decision": "the decision of the model on the unmasked image",
    "truth": "the true class of the image",
    "margin": "the decision of the model on the unmasked image against the runner-up",
}
"""What can be explained of an image, in words."""


def explain_images(
    model: torch.nn.Module,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    pixels: xr.DataArray,
    classes: Sequence[str],
    method: str,
    composite: Composite | None = None,
    target: str = "decision",
    truth: xr.DataArray | None = None,
    bounds: tuple[Sequence[float], Sequence[float]] | None = None,
    channel_layers: Sequence[str] = (),
    unit_layers: Sequence[str] = (),
    held_out: xr.DataArray | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Iterator[xr.Dataset]:
    """Explain what a model makes of each image.

    Parameters
    ----------
    model : torch.nn.Module
        From preprocessed images to logits.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    pixels : xarray.DataArray
        uint8, (image, y, x, channel), read from the disk batch by batch where it lies there; its
        coordinates along ``image`` are kept.
    classes : sequence of str
        Labels of the model's outputs.
    method : str
        Name in :data:`face_relevance.relevance.METHODS`, or of `composite`.
    composite : Composite, optional
        Rules of your own. Its layers may be named by the last part of their names.
    target : {"decision", "truth", "margin"}
        What is explained; see `EXPLAINED`.
    truth : xarray.DataArray (image) of str, optional
        The true class of each image, for the target "truth".
    bounds : tuple of sequence of float, optional
        As in `attribute`.
    channel_layers : sequence of str
        Layers, by the last part of their names, whose relevance is wanted for every channel;
        methods that are no composites have none.
    unit_layers : sequence of str
        As `channel_layers`, for relevance of every single unit.
    held_out : xarray.DataArray, optional
        Other images, as `pixels`, on which ADVISE chooses its groups; its layer is the model's
        ``last_stage``.
    progress : callable
        Wraps the iteration over batches.

    Yields
    ------
    xarray.Dataset
        For the next images: ``relevance`` (image, y, x), ``ledger`` (image, layer), ``absorbed``
        (image, layer, cause), ``target`` and ``score`` (image), and for each channel layer
        ``channels_{layer}`` (image, channel_{layer}), for each unit layer ``units_{layer}``
        (image, and the layer's own dimensions).

    Raises
    ------
    ValueError
        If the method, the target, a layer or a true class does not exist.
    """
    if target not in EXPLAINED:
        raise ValueError(f"no target '{target}': choose one of {', '.join(EXPLAINED)}")
    if composite is None and method not in METHODS:
        raise ValueError(f"no method '{method}': choose one of {', '.join(METHODS)}")
    graph = trace(model)
    rules = METHODS[method] if composite is None else composite
    channels, units = {}, {}
    if isinstance(rules, Composite):
        rules = rules.placed_in(graph)
        channels = {name: graph.find_layer(name) for name in channel_layers}
        units = {name: graph.find_layer(name) for name in unit_layers}
    if isinstance(rules, Advise):
        rules = prepare_advise(rules, model, graph, preprocess, bounds, held_out)
    codes = _read_truth(truth, pixels, classes) if target == "truth" else None
    for rows, batch, inputs in read_batches(pixels, preprocess, progress):
        relevance = attribute(
            graph,
            inputs,
            target=None if codes is None else codes[rows],
            composite=rules,
            against="runner-up" if target == "margin" else None,
            bounds=bounds,
            layers=[*channels.values(), *units.values()],
        )
        yield _label(relevance, batch, classes, channels, units).assign_attrs(
            method=method, rules=repr(rules), explained=EXPLAINED[target]
        )


def _label(
    relevance: Relevance,
    pixels: xr.DataArray,
    classes: Sequence[str],
    channels: dict[str, str],
    units: dict[str, str],
) -> xr.Dataset:
    """Give names to the relevance of a batch of images."""
    labels = {name: c for name, c in pixels.coords.items() if c.dims == ("image",)}
    labels["layer"] = np.array(relevance.layers, dtype=object)
    labels["cause"] = np.array(CAUSES, dtype=object)

    def describe(dims: tuple[str, ...], values: torch.Tensor, meaning: str) -> tuple:
        return dims, values.numpy(), {"long_name": meaning, "units": "logit"}

    return xr.Dataset(
        {
            "relevance": describe(("image", "y", "x"), relevance.maps, "relevance of every pixel"),
            "ledger": describe(
                ("image", "layer"), relevance.ledger, "sum of relevance at the output of each layer"
            ),
            "absorbed": describe(
                ("image", "layer", "cause"),
                relevance.absorbed,
                "relevance that a layer took instead of passing it on",
            ),
            "target": (
                "image",
                np.array(classes, dtype=object)[relevance.target.numpy()],
                {"long_name": "explained class"},
            ),
            "score": describe(
                ("image",), relevance.score.double(), "explained output before softmax"
            ),
            **{
                name: ("image", values.numpy(), {"long_name": DETAILS[name]})
                for name, values in relevance.details.items()
            },
            **{
                f"channels_{name}": describe(
                    ("image", f"channel_{name}"),
                    relevance.hidden[layer].flatten(2).sum(2, dtype=torch.float64)
                    if relevance.hidden[layer].dim() > 2
                    else relevance.hidden[layer].double(),
                    f"relevance of every channel of {layer}",
                )
                for name, layer in channels.items()
            },
            **{
                f"units_{name}": describe(
                    (
                        "image",
                        *(f"{name}_axis_{i}" for i in range(1, relevance.hidden[layer].dim())),
                    ),
                    relevance.hidden[layer],
                    f"relevance of every unit of {layer}",
                )
                for name, layer in units.items()
            },
        },
        coords=labels,
    )


def _read_truth(
    truth: xr.DataArray | None, pixels: xr.DataArray, classes: Sequence[str]
) -> torch.Tensor:
    """Return the outputs of the model that stand for the true classes of the images."""
    if truth is None:
        raise ValueError("the target 'truth' needs the true class of every image")
    codes = {label: code for code, label in enumerate(classes)}
    labels = truth.sel(image=pixels["image"].values).values
    if unknown := set(labels) - set(codes):
        raise ValueError(f"the model knows no class {str(min(unknown))!r}")
    return torch.tensor([codes[label] for label in labels])
