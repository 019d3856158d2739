"""Planted cues: whether relevance is on the pixels that carry the label, and on no others."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
import xarray as xr

from face_relevance.comparison import expect_chance, score_localisation
from face_relevance.masking import CONTROLS, ControlContext
from face_relevance.networks import VGG16

ROUNDING = 1
"""Of 255 levels: so much may change where the scene does not, and counts for nothing."""

BLIND = ("centre-prior", "mean-map", "edge-energy")
"""Controls: maps that know nothing of the image's cue. The mean map is that of the first method."""


def localise_cues(
    model: VGG16,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    maps: Mapping[str, xr.DataArray],
    images: xr.Dataset,
    swapped: xr.Dataset,
) -> xr.Dataset:
    """Score the maps of one model against the pixels that change when a cue is swapped.

    Parameters
    ----------
    model : VGG16
        In evaluation mode.
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Relevance of the same images by method.
    images : xarray.Dataset
        ``pixels`` of these images; may hold more.
    swapped : xarray.Dataset
        ``swapped`` (image, cue, y, x, channel) and ``cue_name`` (image, cue) of these images, see
        :func:`face_relevance.faces.rendered_cues`; may hold more.

    Returns
    -------
    xarray.Dataset
        ``score`` (explained_by, cue, measure, image) of methods and controls, by measures of
        relevance and, with "absolute-" before their names, of its absolute value: what speaks
        against a decision is on the cue as well; ``chance`` (cue, measure, image); ``mask`` (cue,
        image, y, x), the pixels that change with the cue; ``probability`` (image) of the model's
        decision and ``probability_swapped`` (cue, image) of the same when the cue is swapped,
        ``effect`` (cue, image), their difference without sign, and ``changed`` (cue, image),
        whether the decision is another. The attribute ``controls`` names those of
        ``explained_by`` that are none of the methods.

    Raises
    ------
    ValueError
        If the images do not have the same cues, or a cue changes no pixel of an image.
    """
    first = next(iter(maps.values()))
    labels = first["image"].values
    images = images.sel(image=labels)
    names = np.unique(swapped["cue_name"].sel(image=labels).values.astype(str), axis=0)
    if len(names) != 1:
        raise ValueError("the images are of several experiments; give those of one")
    cues = [name for name in names[0] if name]
    pictures = swapped["swapped"].sel(image=labels).isel(cue=slice(len(cues)))
    pictures = pictures.assign_coords(cue=np.array(cues, dtype=object)).load()
    # None of the blind controls draws anything.
    context = ControlContext(images["pixels"].load(), seed=0)
    controls = {name: CONTROLS[name](first, context) for name in BLIND}
    scored = {**maps, **controls}
    explained_by = xr.Variable("explained_by", np.array(list(scored), dtype=object))
    along_cues = xr.Variable("cue", np.array(cues, dtype=object))
    masks = [_find_changes(images["pixels"], pictures.sel(cue=cue, drop=True)) for cue in cues]
    scores = [
        xr.concat([_score(given, mask) for given in scored.values()], explained_by)
        for mask in masks
    ]
    before = _probabilities(model, preprocess, images["pixels"])
    decision = before.argmax(1)
    rows = np.arange(len(labels))
    after, changes = [], []
    for cue in cues:
        found = _probabilities(model, preprocess, pictures.sel(cue=cue, drop=True))
        after.append(found[rows, decision])
        changes.append(found.argmax(1) != decision)
    described = {
        "score": "how well relevance is on the pixels that change with the cue",
        "chance": "the same of relevance that knows nothing",
        "mask": "whether a pixel changes when the cue is swapped",
        "probability": "probability of the decision",
        "probability_swapped": "probability of the same when the cue is swapped",
        "effect": "change of the probability of the decision when the cue is swapped",
        "changed": "whether the decision changes when the cue is swapped",
    }
    found = xr.Dataset(
        {
            "score": xr.concat(scores, along_cues).transpose(
                "explained_by", "cue", "measure", "image"
            ),
            "chance": xr.concat([_twice(*[expect_chance(mask)] * 2) for mask in masks], along_cues),
            "mask": xr.concat(masks, along_cues),
            "probability": ("image", before[rows, decision]),
            "probability_swapped": (("cue", "image"), np.array(after)),
            "effect": (("cue", "image"), np.abs(np.array(after) - before[rows, decision])),
            "changed": (("cue", "image"), np.array(changes, dtype=np.float64)),
        },
        {"image": labels, "cue": along_cues},
        {"controls": list(controls)},
    )
    for name, description in described.items():
        found[name].attrs = {"long_name": description, "units": "1"}
    return found


def _score(maps: xr.DataArray, mask: xr.DataArray) -> xr.DataArray:
    """Score (measure, image) relevance as it is and, named absolute, without its sign."""
    return _twice(score_localisation(maps, mask), score_localisation(abs(maps), mask))


def _twice(signed: xr.DataArray, absolute: xr.DataArray) -> xr.DataArray:
    """Put scores of relevance and of its absolute value under one another."""
    names = np.array([f"absolute-{name}" for name in absolute["measure"].values], dtype=object)
    return xr.concat([signed, absolute.assign_coords(measure=names)], "measure")


def _find_changes(pixels: xr.DataArray, pictures: xr.DataArray) -> xr.DataArray:
    """Tell which pixels (image, y, x) a swap changes."""
    return abs(pixels.astype(np.int16) - pictures).max("channel") > ROUNDING


@torch.inference_mode()
def _probabilities(model: VGG16, preprocess: Callable, pixels: xr.DataArray) -> np.ndarray:
    """Softmax of the model (image, class) on a few images."""
    values = pixels.transpose("image", "y", "x", "channel").values
    parts = [model(preprocess(values[i : i + 64])) for i in range(0, len(values), 64)]
    return torch.cat(parts).double().softmax(1).numpy()
