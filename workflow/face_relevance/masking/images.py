"""Masked images of an image set, and the decisions of models on them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import xarray as xr

from face_relevance.masking.curves import curve_heads
from face_relevance.masking.fills import FILLS, FillContext, measure_mean_face
from face_relevance.masking.joining import join_maps
from face_relevance.masking.orders import keep_masks, rank_pixels
from face_relevance.masking.trunks import share_trunk
from face_relevance.masking.units import divide_images
from face_relevance.store import read_rows


@dataclass(frozen=True)
class Target:
    """A model whose decisions on masked images are recorded.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode; a VGG16 if there are several targets.
    task : str
        Variable of the image set that holds the true class of each image.
    classes : sequence of str
        Labels of the model's outputs.
    """

    model: torch.nn.Module
    task: str
    classes: Sequence[str]


def mask_images(
    targets: Mapping[str, Target],
    preprocess: Callable[[np.ndarray], torch.Tensor],
    images: xr.Dataset,
    maps: Mapping[str, xr.DataArray],
    fractions: Sequence[float],
    fills: Sequence[str],
    orders: Sequence[str],
    seed: int,
    *,
    sign: str = "signed",
    unit: str = "pixel",
    progress: Callable[[Iterable], Iterable] = iter,
) -> dict[str, xr.Dataset]:
    """Record the decisions of models on what each source's maps leave of the images.

    Parameters
    ----------
    targets : mapping of str to Target
        Models of one preprocessing. The layers that all have in common run once.
    preprocess : callable
        From uint8 (N, y, x, 3) to their input.
    images : xarray.Dataset
        Image set; those that the maps name are masked. Mean colour and mean face, for the fills,
        are those of the images in the training split of any task, the same for all targets.
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Maps of each source.
    fractions : sequence of float
        Kept fractions, ascending from 0 to 1.
    fills, orders : sequence of str
        Names in :data:`face_relevance.masking.FILLS` and `ORDERS`.
    seed : int
        Of the order of pixels that tie and of the noise of fills.
    sign, unit : str
        As for :func:`face_relevance.masking.curve`.
    progress : callable
        Wraps the iteration over sources.

    Returns
    -------
    dict of str to xarray.Dataset
        For each target as :func:`face_relevance.masking.curve`, over all fills and orders.

    Raises
    ------
    ValueError
        If a masked image shows a class that a target does not know.
    """
    masked = images.set_coords("identity").sel(image=next(iter(maps.values()))["image"].values)
    trunk, heads = share_trunk({name: target.model for name, target in targets.items()})
    return curve_heads(
        trunk,
        heads,
        preprocess,
        masked["pixels"],
        {name: _encode(name, target, masked) for name, target in targets.items()},
        maps,
        fractions,
        fills,
        orders,
        sign=sign,
        unit=unit,
        context=measure_training_images(images, seed),
        progress=progress,
    )


def measure_training_images(images: xr.Dataset, seed: int) -> FillContext:
    """Measure what fills use of the images in the training split of any task.

    Parameters
    ----------
    images : xarray.Dataset
        The whole image set.
    seed : int
        Of the noise of fills.

    Returns
    -------
    FillContext
        With their mean colour and mean face.
    """
    train = np.flatnonzero((images["split"] == "train").any("task").values)
    mean_face = measure_mean_face(read_rows(images["pixels"], train))
    return FillContext(mean_face.mean(axis=(0, 1)), mean_face, seed)


def keep_pixels(
    images: xr.DataArray,
    maps: xr.DataArray,
    fraction: float,
    fill: str,
    context: FillContext,
    *,
    sign: str = "signed",
    unit: str = "pixel",
) -> xr.DataArray:
    """Keep the most relevant pixels of images and replace all others.

    Parameters
    ----------
    images : xarray.DataArray, (image, y, x, channel), uint8
    maps : xarray.DataArray, (image, y, x)
        Maps of these images, perhaps of more.
    fraction : float
        Kept fraction of the pixels, 0 to 1.
    fill : str
        Name in :data:`face_relevance.masking.FILLS`.
    context : FillContext
        What the fill uses; its seed is that of the tie breaking, too.
    sign, unit : str
        As for :func:`face_relevance.masking.curve`, which masks in the same way.

    Returns
    -------
    xarray.DataArray, (image, y, x, channel), uint8

    Raises
    ------
    ValueError
        If a map is missing, of another size or contains NaN, or a name is unknown.
    """
    images = images.transpose("image", "y", "x", "channel").compute()
    maps = join_maps(maps, images, "the images to mask")
    ranks = rank_pixels(maps, context.seed, sign=sign, units=divide_images(images, unit))
    keep = torch.from_numpy(keep_masks(ranks, fraction).values)
    shown = FILLS[fill](images, context)(slice(0, len(images)), keep)
    return images.copy(data=shown.numpy())


def _encode(name: str, target: Target, images: xr.Dataset) -> xr.DataArray:
    """Index of each image's class among the outputs of a target."""
    codes = {label: code for code, label in enumerate(target.classes)}
    truth = images[target.task]
    if unknown := set(truth.values) - set(codes):
        raise ValueError(f"{name} knows no class {str(min(unknown))!r} of the task {target.task}")
    return truth.copy(data=[codes[label] for label in truth.values])
