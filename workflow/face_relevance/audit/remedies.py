"""Artifacts of the maps of one network with remedies, and what remedies cost and gain."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from face_relevance.audit.artifacts.maps import divide_positive
from face_relevance.audit.artifacts.measuring import Explainer, measure_artifacts
from face_relevance.networks import Network, Preprocessing
from face_relevance.relevance import apply_remedy, trace
from face_relevance.store.labels import select_labels

TIMED = 4
"""Images whose explanation is timed."""


def audit_remedies(
    model: Network,
    plain: Network,
    preprocess: Preprocessing,
    pixels: xr.DataArray,
    objects: xr.DataArray,
    remedies: Sequence[str],
    ring: int,
    seed: int = 0,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Measure the artifacts of a network's maps with each of some remedies.

    Parameters
    ----------
    model : Network
        The network as it is, or a variant of it; in evaluation mode.
    plain : Network
        The network as it is, whose time counts as 1.
    preprocess : Preprocessing
        Of the input of both.
    pixels : xarray.DataArray, (image, y, x, channel), uint8
        Images with unique labels.
    objects : xarray.DataArray, (image, y, x)
        Share of each pixel that shows the object; may hold more images.
    remedies : sequence of str
        Names in `face_relevance.relevance.REMEDIES`, or "none".
    ring : int
        Width of the border in pixels.
    seed : int
        Of noise and of probed pixels.
    progress : callable
        Wraps the iteration over remedies.

    Returns
    -------
    xarray.Dataset
        ``value`` (remedy, measure, image): the audits of `measure_artifacts` but for the agreement
        of methods, "localisation", the share of |R| that is on the object, and "seconds", the time
        that the processor takes to explain one of the first `TIMED` images, over that of `plain`
        without a remedy; ``relevance`` (remedy, image, y, x); ``decision`` (image), the explained
        class. The attributes say the ``network``, its ``variant`` and its ``strides``.

    Raises
    ------
    ValueError
        If there is no such remedy, or an image whose object is not known.
    """
    graph = trace(model)
    tied = graph.with_last_maxima() if graph.has_max_pooling else None
    bounds = preprocess.bounds
    baseline = apply_remedy("none", trace(plain), bounds)
    inputs = preprocess(pixels.transpose("image", "y", "x", "channel").values)
    images = pixels["image"].values
    shares = select_labels(objects, "image", images, "objects").transpose("image", "y", "x").values
    with torch.inference_mode():
        target = graph(inputs).argmax(1).clone()
    found = []
    for remedy in progress(remedies):
        explain = apply_remedy(remedy, graph, bounds)
        audited = measure_artifacts(
            explain,
            graph,
            inputs,
            *bounds,
            graph.strides,
            ring,
            seed,
            None if tied is None else apply_remedy(remedy, tied, bounds),
        )
        values = audited["value"].drop_sel(audit="agreement").rename(audit="measure")
        others = {
            "localisation": _locate(audited["relevance"].values, shares),
            "seconds": _compare_times(explain, baseline, inputs, target),
        }
        values = xr.concat(
            [values, *(_label(name, measured) for name, measured in others.items())], "measure"
        )
        found.append(xr.Dataset({"value": values, "relevance": audited["relevance"]}))
    joined = xr.concat(found, xr.Variable("remedy", np.array(remedies, dtype=object)))
    joined["decision"] = "image", np.array(model.classes, dtype=object)[target.numpy()]
    joined["value"].attrs = {"long_name": "amount of an artifact, gain or cost", "units": "1"}
    joined["relevance"].attrs = {"long_name": "relevance of every pixel", "units": "logit"}
    return joined.assign_coords(image=images).assign_attrs(
        network=model.architecture, variant=model.variant or "none", strides=list(graph.strides)
    )


def label_decisions(test: Mapping[str, Sequence[str]]) -> xr.DataArray:
    """Say which test images a network names correctly.

    Parameters
    ----------
    test : mapping
        ``truth``, ``decision`` and ``identity``, the name, of each test image, as in the report of
        training.

    Returns
    -------
    xarray.DataArray, (tested,), float64
        1 for correct decisions, 0 for others.
    """
    correct = np.asarray(test["truth"], str) == np.asarray(test["decision"], str)
    return xr.DataArray(
        correct.astype(np.float64),
        dims="tested",
        coords={"tested": np.array(test["identity"], dtype=object)},
        attrs={"long_name": "whether the decision is correct", "units": "1"},
    )


def _locate(maps: np.ndarray, objects: np.ndarray) -> np.ndarray:
    """Share of |R| (N,) on the object; NaN where there is no relevance."""
    density = np.abs(maps.astype(np.float64))
    return divide_positive((density * objects).sum((1, 2)), density.sum((1, 2)))


def _compare_times(
    explain: Explainer, baseline: Explainer, inputs: Tensor, target: Tensor
) -> np.ndarray:
    """Time (N,) of explaining an image over that of another explainer; NaN after the first few.

    Processor time, which depends least on what else the machine does, and the shorter of two.
    """
    ratios = np.full(len(inputs), np.nan)
    for i in range(min(TIMED, len(inputs))):
        times = [
            [_time(explainer, inputs[i : i + 1], target[i : i + 1]) for explainer in pair]
            for pair in [(baseline, explain)] * 3
        ]
        first, second = np.min(times[1:], axis=0)  # the first turn is for warming up
        ratios[i] = second / first
    return ratios


def _time(explainer: Explainer, image: Tensor, target: Tensor) -> float:
    started = time.process_time()
    explainer(image, target)
    return time.process_time() - started


def _label(name: str, measured: np.ndarray) -> xr.DataArray:
    return xr.DataArray(
        measured[None],
        dims=("measure", "image"),
        coords={"measure": np.array([name], dtype=object), "image": np.arange(len(measured))},
    )
