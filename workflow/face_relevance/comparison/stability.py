"""Stability: how alike the maps of different models are for the same image."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.blocks import MODEL_BLOCKS, name_block, name_cell, sort_models
from face_relevance.comparison.different_images import compare_different_images
from face_relevance.comparison.intervals import average_images, average_pairs, interval
from face_relevance.comparison.map_measures import MEASURES
from face_relevance.comparison.maps import centre_maps, join_maps, load_maps, scale_maps
from face_relevance.comparison.resampling import resample, share_strata, weigh_pairs
from face_relevance.store.labels import common_labels, read_names, select_labels

DIFFERENT_IMAGES = "different images"
RAW, CENTRED = "raw", "centred"
# Map values of all models that are compared together; bounds memory at some 20 times 4 bytes each.
CHUNK = 2**24


def stability(
    maps: Mapping[str, xr.DataArray],
    identity: xr.DataArray,
    method: str,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the maps of all pairs of models, image by image.

    Parameters
    ----------
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Relevance maps by model identifier, of the same images in any order. They may be lazy: one
        model, or a few images of all models, are in memory at a time.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.
    method : str
        Name of the explanation, written into the tables.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pairs : pandas.DataFrame
        A row for each kind of ``maps``, measure and unordered pair of models; intervals resample
        identities.
    blocks : pandas.DataFrame
        A row for each kind of ``maps``, measure and block; intervals resample seeds and
        identities, or what ``over`` says. The block "different images" is the chance level: the
        mean over models and over pairs of two different images under the same model (``pairs``
        counts the models there).

    Raises
    ------
    ValueError
        If images or map sizes differ between models, a map holds NaN or equals its model's mean
        map, or all maps of a model are constant.

    Notes
    -----
    Maps are "raw", or "centred": each divided by its root mean square, and the mean map of its
    model over all images taken off, so that what all maps of a model share, such as a bias to
    the centre, cannot pass for stability. Leaving the image itself out of that mean multiplies
    the centred map by n / (n - 1), which no measure here can tell. Centred maps of two different
    images hence correlate by about -1 / (n - 1), not 0, where they have nothing in common.
    """
    models = sort_models(maps)
    if not models:
        raise ValueError("there are no maps; give those of at least one model")
    named = {f"the maps of {model}": maps[model] for model in models}
    images = common_labels(named, "image")
    clusters = read_names(select_labels(identity, "image", images, "identity").values)
    joined = join_maps(maps, models, images)
    resamples = resample(models, clusters, draws, seed)
    indices = list(combinations(range(len(models)), 2))
    pairs = [(models[i], models[j]) for i, j in indices]
    pairs = [(*pair, name_block(*pair)) for pair in pairs]
    kinds = (RAW, CENTRED) if len(images) > 1 else (RAW,)
    keys = [(kind, measure) for kind in kinds for measure in MEASURES]

    means, chance = [], {key: [] for key in keys}
    for model, array in zip(models, joined, strict=True):
        values = load_maps(array, model)
        means.append(scale_maps(values).mean(axis=0))
        for kind, measure in keys if len(images) > 1 else ():
            given = centre_maps(values, means[-1], model, images) if kind == CENTRED else values
            drawn = compare_different_images(
                MEASURES[measure].prepare(given), MEASURES[measure], clusters, resamples.images
            )
            chance[kind, measure].append(drawn)
    alike = _compare_models(joined, models, images, indices, means, keys)

    model_shares = share_strata(resamples.models, [name_cell(model) for model in models])
    strata = [(name_cell(one), name_cell(other)) for one, other, _ in pairs]
    pair_weights = weigh_pairs(resamples.models, *zip(*indices, strict=True)) if pairs else None
    pair_rows, block_rows = [], []
    for kind, measure in keys:
        first, bounds = (method, kind, measure), MEASURES[measure].bounds
        if pairs:
            averaged = average_images(alike[kind, measure], resamples.images)
            found = interval(averaged, resamples, bounds)
            rows = zip(pairs, averaged[0], found.low, found.high, strict=True)
            pair_rows += [(*first, *pair, *figures) for pair, *figures in rows]
        means_of = {}
        for block in MODEL_BLOCKS:
            inside = [i for i, pair in enumerate(pairs) if pair[2] == block]
            if inside:
                weights = share_strata(pair_weights[:, inside], [strata[i] for i in inside])
                means_of[block] = average_pairs(averaged[:, inside], weights), len(inside)
        if len(images) > 1:
            drawn = np.stack(chance[kind, measure], axis=1)
            means_of[DIFFERENT_IMAGES] = average_pairs(drawn, model_shares), len(models)
        for block, (values, count) in means_of.items():
            found = interval(values, resamples, bounds)
            figures = (float(values[0]), float(found.low), float(found.high))
            block_rows.append((*first, block, *figures, count, len(images), str(found.over)))
    first, figures = ["method", "maps", "measure"], ["estimate", "low", "high"]
    return (
        pd.DataFrame(pair_rows, columns=[*first, "source", "target", "block", *figures]),
        pd.DataFrame(block_rows, columns=[*first, "block", *figures, "pairs", "images", "over"]),
    )


def _compare_models(
    joined: list[xr.DataArray],
    models: list[str],
    images: list[str],
    indices: list[tuple[int, int]],
    means: list[np.ndarray],
    keys: list[tuple[str, str]],
) -> dict[tuple[str, str], np.ndarray]:
    """Compare the maps of pairs of models, a few images at a time (pair, image)."""
    alike = {key: np.empty((len(indices), len(images))) for key in keys}
    step = max(CHUNK // (len(models) * means[0].size), 1)
    for start in range(0, len(images) if indices else 0, step):
        part = slice(start, start + step)
        loaded = [load_maps(a[part], m) for m, a in zip(models, joined, strict=True)]
        for kind, measure in keys:
            prepared = []
            for values, mean, model in zip(loaded, means, models, strict=True):
                if kind == CENTRED:
                    values = centre_maps(values, mean, model, images[part])
                prepared.append(MEASURES[measure].prepare(values))
            for row, (i, j) in enumerate(indices):
                compared = MEASURES[measure].compare(prepared[i], prepared[j])
                alike[kind, measure][row, part] = compared
    return alike
