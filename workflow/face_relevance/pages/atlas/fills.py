"""What the atlas shows in the place of removed pixels."""

from collections.abc import Sequence

import torch
import xarray as xr

from face_relevance.masking import FILLS, measure_training_images

OF_ONE_COLOUR = ("mean-colour", "constant")
"""Fills that a page can draw itself."""


def choose_fill(fills: Sequence[str]) -> str:
    """Choose the fill of the atlas: one that a page can draw, or else the first.

    Parameters
    ----------
    fills : sequence of str
        Fills of the study.

    Returns
    -------
    str
    """
    return next((fill for fill in OF_ONE_COLOUR if fill in fills), fills[0])


def describe_fill(fill: str, images: xr.Dataset, seed: int) -> dict:
    """Say what replaces removed pixels, and in which colour if in one.

    Parameters
    ----------
    fill : str
        Name in :data:`face_relevance.masking.FILLS`.
    images : xarray.Dataset
        The whole image set of the tasks.
    seed : int
        Of noise.

    Returns
    -------
    dict
        `name`, and `colour` as a list of red, green and blue, 0 to 255, or None.
    """
    if fill not in OF_ONE_COLOUR:
        return {"name": fill, "colour": None}
    context = measure_training_images(images, seed)
    one = images["pixels"].isel(image=[0]).transpose("image", "y", "x", "channel").compute()
    nothing = torch.zeros(one.shape[:3], dtype=torch.bool)
    shown = FILLS[fill](one, context)(slice(0, 1), nothing)
    return {"name": fill, "colour": shown[0, 0, 0].tolist()}
