"""Masking curves of one model on the maps of several sources, for one task of an image set."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.masking.curves import curve
from face_relevance.masking.fills import measure_mean_colour


def mask_images(
    model: torch.nn.Module,
    preprocess: Callable[[np.ndarray], torch.Tensor],
    images: xr.Dataset,
    task: str,
    classes: Sequence[str],
    maps: Mapping[str, xr.DataArray],
    fractions: Sequence[float],
    fills: Sequence[str],
    seed: int,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Record a model's decisions on what each source's maps leave of the images.

    Parameters
    ----------
    model : torch.nn.Module
        Target model in evaluation mode.
    preprocess : callable
        From uint8 (N, y, x, 3) to its input.
    images : xarray.Dataset
        Image set; those that the maps name are masked, and the mean colour of the task's
        training split is the fill ``mean-colour``.
    task : str
        Variable that holds the true class of each image.
    classes : sequence of str
        Labels of the model's outputs.
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Maps of each source.
    fractions : sequence of float
        Kept fractions, ascending from 0 to 1.
    fills : sequence of str
        Names in :data:`face_relevance.masking.FILLS`.
    seed : int
        Of the order of pixels that tie.
    progress : callable
        Wraps the iteration over sources.

    Returns
    -------
    xarray.Dataset
        As :func:`face_relevance.masking.curve`, over all fills.

    Raises
    ------
    ValueError
        If a masked image shows a class that the model does not know.
    """
    train = np.flatnonzero(images["split"].sel(task=task).values == "train")
    mean_colour = measure_mean_colour(images["pixels"].isel(image=train).values)
    masked = images.set_coords("identity").sel(image=next(iter(maps.values()))["image"].values)
    codes = {label: code for code, label in enumerate(classes)}
    truth = masked[task].values
    if unknown := set(truth) - set(codes):
        raise ValueError(f"the model knows no class {str(min(unknown))!r} of the task {task}")
    labels = xr.DataArray(
        [codes[label] for label in truth], dims="image", coords={"image": masked["image"]}
    )
    return xr.concat(
        [
            curve(
                model,
                preprocess,
                masked["pixels"].load(),
                labels,
                maps,
                fractions,
                fill,
                mean_colour=mean_colour,
                seed=seed,
                progress=progress,
            )
            for fill in fills
        ],
        "fill",
    )
