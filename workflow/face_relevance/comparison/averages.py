"""Figures of single images, averaged over the images and seeds of each cell of models."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.blocks import name_cell, sort_models
from face_relevance.comparison.intervals import (
    CORRELATION,
    average_images,
    average_pairs,
    interval,
)
from face_relevance.comparison.resampling import Resamples, resample, share_strata
from face_relevance.store.labels import common_labels, read_names, select_labels


class Averages(NamedTuple):
    """Averages of each cell of pretraining and task in every resample.

    Attributes
    ----------
    means : dict of str to numpy.ndarray, (row, ...)
        By cell, "pretraining/task". A difference of two entries is, row by row, the average of
        the paired differences of single images.
    models : dict of str to int
        How many models each cell has.
    labels : dict of str to list
        Names and labels of the dimensions after the first.
    images : int
    resamples : Resamples
    """

    means: dict[str, np.ndarray]
    models: dict[str, int]
    labels: dict[str, list]
    images: int
    resamples: Resamples


def resample_averages(
    values: Mapping[str, xr.DataArray], identity: xr.DataArray, draws: int = 1000, seed: int = 0
) -> Averages:
    """Average figures of single images over the images and seeds of each cell, in every resample.

    Parameters
    ----------
    values : mapping of str to xarray.DataArray, (..., image)
        Figures by model identifier; every other dimension is labelled.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Averages

    Raises
    ------
    ValueError
        If models differ in images or labels, or a figure is not a number.
    """
    models = sort_models(values)
    named = {f"the figures of {model}": values[model] for model in models}
    images = common_labels(named, "image")
    first = values[models[0]].transpose(..., "image")
    labels = {dim: list(first[dim].values) for dim in first.dims[:-1]}
    for dim in labels:
        common_labels(named, dim)
    identities = read_names(select_labels(identity, "image", images, "identity").values)
    resamples = resample(models, identities, draws, seed)
    drawn = []
    for what, given in named.items():
        for dim, wanted in labels.items():
            given = select_labels(given, dim, wanted, what)
        figures = select_labels(given, "image", images, what).transpose(*labels, "image").values
        if not np.isfinite(figures).all():
            raise ValueError(f"{what} are not all numbers")
        drawn.append(average_images(figures, resamples.images))
    cells = np.array([name_cell(model) for model in models])
    means, counts = {}, {}
    for cell in dict.fromkeys(cells.tolist()):
        inside = np.flatnonzero(cells == cell)
        weights = share_strata(resamples.models[:, inside], [cell] * len(inside))
        means[cell] = average_pairs(np.stack([drawn[i] for i in inside], axis=1), weights)
        counts[cell] = len(inside)
    return Averages(means, counts, labels, len(images), resamples)


def average_models(
    values: Mapping[str, xr.DataArray], identity: xr.DataArray, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Average figures of single images over the images and seeds of each cell.

    Parameters
    ----------
    values : mapping of str to xarray.DataArray, (..., image)
        For each model identifier, figures between -1 and 1 as from `average_cosine` (with a
        dimension ``layer``) or `compare_variants`; every other dimension is labelled.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each pretraining, task and combination of the other labels, in their order:
        ``estimate``, ``low``, ``high`` over seeds and identities, or what ``over`` says,
        ``models`` and ``images``.

    Raises
    ------
    ValueError
        If models differ in images or labels, or a figure is not a number.
    """
    averages = resample_averages(values, identity, draws, seed)
    rows = []
    for cell, means in averages.means.items():
        found = interval(means, averages.resamples, CORRELATION)
        for place in np.ndindex(*means.shape[1:]):
            where = [names[i] for names, i in zip(averages.labels.values(), place, strict=True)]
            figures = (float(f[place]) for f in (means[0], found.low, found.high))
            last = (averages.models[cell], averages.images, str(found.over[place]))
            rows.append((*cell.split("/"), *where, *figures, *last))
    names = ["estimate", "low", "high", "models", "images", "over"]
    return pd.DataFrame(rows, columns=["pretraining", "task", *averages.labels, *names])
