"""Maps of the first two predictions for an image, which the protocol compares."""

import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.evaluation.protocol_scores import PREDICTIONS
from face_relevance.relevance import METHODS, attribute, trace
from face_relevance.relevance.advise import DETAILS, Advise, prepare_advise
from face_relevance.relevance.batches import Preprocess, read_batches


def explain_predictions(
    model: torch.nn.Module,
    preprocess: Preprocess,
    images: xr.DataArray,
    classes: Sequence[str],
    method: str,
    bounds: tuple[Sequence[float], Sequence[float]],
    held_out: xr.DataArray | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Explain the two most probable classes of each image.

    Parameters
    ----------
    model : torch.nn.Module
        From preprocessed images to logits of at least two classes.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    images : xarray.DataArray
        uint8, (image, y, x, channel); its coordinates along ``image`` are kept.
    classes : sequence of str
        Labels of the model's outputs.
    method : str
        Name in :data:`face_relevance.relevance.METHODS`.
    bounds : tuple of sequence of float
        As for :func:`face_relevance.relevance.attribute`.
    held_out : xarray.DataArray, optional
        Other images, on which ADVISE chooses its groups.
    progress : callable
        Wraps the iteration over batches.

    Returns
    -------
    xarray.Dataset
        ``relevance`` (prediction, image, y, x), ``target`` and ``probability`` (prediction,
        image), and ``seconds`` (image): the time that explaining both takes, without that of
        choosing groups on held-out images. For ADVISE also ``peaks`` and ``units`` (image) of the
        first prediction.

    Raises
    ------
    ValueError
        If the method does not exist, or needs held-out images.
    """
    if method not in METHODS:
        raise ValueError(f"no method '{method}': choose one of {', '.join(METHODS)}")
    graph, explain = trace(model), METHODS[method]
    if isinstance(explain, Advise):
        explain = prepare_advise(explain, model, graph, preprocess, bounds, held_out)
    batches = []
    for _, batch, inputs in read_batches(images, preprocess, progress):
        with torch.inference_mode():
            found = graph(inputs).double().softmax(1).topk(len(PREDICTIONS), dim=1)
        begun = time.perf_counter()
        relevance = attribute(graph, inputs, found.indices.clone(), explain, bounds=bounds)
        seconds = (time.perf_counter() - begun) / len(inputs)
        batches.append(
            xr.Dataset(
                {
                    "relevance": (
                        ("prediction", "image", "y", "x"),
                        relevance.maps.transpose(0, 1).numpy(),
                        {"long_name": "relevance of every pixel"},
                    ),
                    "target": (
                        ("prediction", "image"),
                        np.array(classes, dtype=object)[found.indices.T.numpy()],
                        {"long_name": "explained class"},
                    ),
                    "probability": (
                        ("prediction", "image"),
                        found.values.T.numpy(),
                        {"long_name": "softmax probability of the explained class"},
                    ),
                    "seconds": (
                        "image",
                        np.full(len(inputs), seconds),
                        {"long_name": "wall time of explaining both classes", "units": "s"},
                    ),
                    **{
                        name: ("image", values[:, 0].numpy(), {"long_name": DETAILS[name]})
                        for name, values in relevance.details.items()
                    },
                },
                coords={
                    "prediction": np.array(PREDICTIONS, dtype=object),
                    **{name: c for name, c in batch.coords.items() if c.dims == ("image",)},
                },
            )
        )
    return xr.concat(batches, "image", data_vars="minimal").assign_attrs(
        method=method, rules=repr(explain)
    )
