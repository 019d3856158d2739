"""What a model says of images, whole and masked."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.comparison.intervals import UNIT, average_images, interval
from face_relevance.comparison.resampling import resample
from face_relevance.pages.atlas.scripts import shorten

TOP = 3
"""Most probable classes that are named."""

MEASURES = ("probability", "agreement")
_BATCH = 64


@torch.inference_mode()
def find_top_classes(
    model: torch.nn.Module,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    pixels: xr.DataArray,
    classes: Sequence[str],
) -> dict[str, list[list]]:
    """Find the most probable classes of images.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode: preprocessed images to logits (N, class).
    preprocess : callable
        From uint8 (N, y, x, 3) to the model's input.
    pixels : xarray.DataArray, (image, y, x, channel), uint8
    classes : sequence of str
        Labels of the outputs.

    Returns
    -------
    dict of str to list of [str, float]
        For each image class and softmax probability, the most probable first; of three classes,
        or of all where there are fewer.
    """
    labels = pixels["image"].values.tolist()
    found = {}
    for start in range(0, len(labels), _BATCH):
        batch = pixels[start : start + _BATCH].transpose("image", "y", "x", "channel").values
        shares = model(preprocess(batch)).float().softmax(1)
        values, places = shares.topk(min(TOP, len(classes)))
        for label, row, codes in zip(
            labels[start:], values.tolist(), places.tolist(), strict=False
        ):
            found[label] = [
                [str(classes[code]), shorten(value)] for code, value in zip(codes, row, strict=True)
            ]
    return found


def list_curves(decisions: xr.Dataset, images: Sequence[str]) -> dict[str, dict[str, list]]:
    """List the masking curves of single images.

    Parameters
    ----------
    decisions : xarray.Dataset
        `probability` and `agreement` (fraction, image) of a model on its own maps.
    images : sequence of str
        Labels.

    Returns
    -------
    dict of str to dict
        For each image the values of both measures at every fraction.
    """
    chosen = decisions[list(MEASURES)].sel(image=list(images)).transpose("image", "fraction")
    probability, agreement = (chosen[name].values for name in MEASURES)
    return {
        label: {
            "probability": [shorten(value) for value in probability[row].tolist()],
            "agreement": agreement[row].astype(int).tolist(),
        }
        for row, label in enumerate(images)
    }


def average_curves(decisions: xr.Dataset, draws: int, seed: int) -> dict:
    """Average the masking curves of a model over all images.

    Parameters
    ----------
    decisions : xarray.Dataset
        `probability` and `agreement` (fraction, image) of a model on its own maps, and the
        coordinate `identity` (image).
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        Number of `images`, what intervals are `over`, and for each measure `value`, `low` and
        `high` at every fraction; see :func:`face_relevance.comparison.intervals.interval`.

    Raises
    ------
    ValueError
        If the images show fewer than two identities.
    """
    # One model: only the images vary.
    resamples = resample([], decisions["identity"].values, draws, seed)
    means = {"images": decisions.sizes["image"], "over": "identities"}
    for measure in MEASURES:
        values = decisions[measure].transpose("fraction", "image").values
        averaged = average_images(values, resamples.images)
        found = interval(averaged, resamples, UNIT)
        means[measure] = {
            end: [shorten(value) for value in ends.tolist()]
            for end, ends in (("value", averaged[0]), ("low", found.low), ("high", found.high))
        }
    return means
