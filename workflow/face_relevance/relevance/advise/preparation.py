"""ADVISE with models and image sets: what it must be told, and the scores of all units."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import torch
import xarray as xr

from face_relevance.relevance.advise.method import Advise
from face_relevance.relevance.advise.units import ACTIVATIONS, score_units
from face_relevance.relevance.batches import Preprocess, read_batches
from face_relevance.relevance.comparison_methods.cam_layer import find_cam_layer
from face_relevance.relevance.graphs import Graph, trace
from face_relevance.relevance.targets import choose


def prepare_advise(
    method: Advise,
    model: torch.nn.Module,
    graph: Graph,
    preprocess: Preprocess,
    bounds: tuple[Sequence[float], Sequence[float]] | None,
    held_out: xr.DataArray | None,
) -> Advise:
    """Tell ADVISE its layer and how images look, and let it choose its groups where it has to.

    Parameters
    ----------
    method : Advise
    model : torch.nn.Module
        Its attribute ``last_stage``, if it has one, names the layer.
    graph : Graph
        Of the model.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input; its attribute ``channels`` may be "BGR".
    bounds : tuple of sequence of float or None
        As for :func:`face_relevance.relevance.attribute`.
    held_out : xarray.DataArray or None
        uint8, (image, y, x, channel): images to choose the groups on, for the decisions on them.

    Returns
    -------
    Advise

    Raises
    ------
    ValueError
        If the groups have to be chosen and there are no held-out images.
    """
    method = replace(method, layer=method.layer or getattr(model, "last_stage", None))
    if bounds is not None:
        method = method.bounded(bounds, getattr(preprocess, "channels", "RGB"))
    if not method.needs_held_out:
        return method
    if held_out is None or not held_out.sizes["image"]:
        raise ValueError(
            f"ADVISE ({method.choice}) chooses its groups on held-out images, and there are none"
        )
    batches = (inputs for _, _, inputs in read_batches(held_out, preprocess))
    return method.learn(graph, batches, choose)


def count_unit_peaks(
    model: torch.nn.Module,
    preprocess: Preprocess,
    pixels: xr.DataArray,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Score all units of ADVISE's layer for every image.

    Parameters
    ----------
    model : torch.nn.Module
        Its attribute ``last_stage``, if it has one, names the layer.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    pixels : xarray.DataArray
        uint8, (image, y, x, channel); its coordinates along ``image`` are kept.
    progress : callable
        Wraps the iteration over batches.

    Returns
    -------
    xarray.Dataset
        ``peaks`` (activations, image, unit) int16 and ``failed`` (activations, image), the number
        of units without a density, for the activations in `ACTIVATIONS`.
    """
    graph = trace(model)
    layer = getattr(model, "last_stage", None)
    peaks, failed = {kind: [] for kind in ACTIVATIONS}, {kind: [] for kind in ACTIVATIONS}
    for _, _, inputs in read_batches(pixels, preprocess, progress):
        with torch.no_grad():
            values = graph.evaluate(inputs)
        position = find_cam_layer(graph, values, layer, "ADVISE")
        for kind in ACTIVATIONS:
            scores = score_units(values[position], kind)
            peaks[kind].append(scores.peaks.to(torch.int16))
            failed[kind].append(scores.failed.sum(1))
    kinds = list(ACTIVATIONS)
    return xr.Dataset(
        {
            "peaks": (
                ("activations", "image", "unit"),
                np.stack([torch.cat(peaks[kind]).numpy() for kind in kinds]),
                {"long_name": "number of peaks of the density of a unit's activations"},
            ),
            "failed": (
                ("activations", "image"),
                np.stack([torch.cat(failed[kind]).numpy() for kind in kinds]),
                {"long_name": "number of units without a density"},
            ),
        },
        coords={
            "activations": np.array(kinds, dtype=object),
            **{name: c for name, c in pixels.coords.items() if c.dims == ("image",)},
        },
        attrs={"layer": graph.nodes[position].name},
    )
