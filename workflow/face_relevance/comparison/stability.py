"""Stability: how alike the maps of different models are for the same image."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr
from scipy import stats

from face_relevance.comparison.blocks import MODEL_BLOCKS, name_block, sort_models
from face_relevance.comparison.intervals import (
    average_images,
    average_pairs,
    crossed_draws,
    percentile_interval,
    weigh_pairs,
)
from face_relevance.comparison.labels import common_labels, read_names, select_labels

TOP = 0.1
DIFFERENT_IMAGES = "different images"


def rank_vectors(values: np.ndarray) -> np.ndarray:
    """Turn maps into vectors whose inner product is the Spearman correlation.

    Parameters
    ----------
    values : numpy.ndarray, (N, pixel)

    Returns
    -------
    numpy.ndarray, (N, pixel), float32
        Mid-ranks, centred, of length 1. A constant map has zeros: where ties break at random and
        independently, its expected correlation with any other map is 0.
    """
    ranks = stats.rankdata(values, axis=1)
    ranks -= ranks.mean(axis=1, keepdims=True)
    length = np.linalg.norm(ranks, axis=1, keepdims=True)
    scaled = np.divide(ranks, length, out=np.zeros_like(ranks), where=length > 0)
    return scaled.astype(np.float32)


def top_vectors(values: np.ndarray) -> np.ndarray:
    """Turn maps into vectors whose inner product is the overlap of their top 10 %.

    Parameters
    ----------
    values : numpy.ndarray, (N, pixel)

    Returns
    -------
    numpy.ndarray, (N, pixel), float32
        ``1 / √k`` for each of the k = round(0.1 · pixel) largest values. Values that tie at the
        border share the places that are left, so that the inner product is the overlap
        ``|∩| / k`` expected when ties break at random and independently.
    """
    size = values.shape[1]
    count = max(round(TOP * size), 1)
    border = np.partition(values, size - count, axis=1)[:, size - count, None]
    above, tied = values > border, values == border
    places = (count - above.sum(axis=1, keepdims=True)) / tied.sum(axis=1, keepdims=True)
    return ((above + tied * places) / np.sqrt(count)).astype(np.float32)


MEASURES = {"spearman": rank_vectors, "top-10%-overlap": top_vectors}


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
        Relevance maps by model identifier, of the same images in any order.
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
        A row for each measure and unordered pair of models; intervals resample identities.
    blocks : pandas.DataFrame
        A row for each measure and block; intervals resample seeds and identities. The block
        "different images" is the chance level: the mean over models and over all pairs of two
        different images under the same model (``pairs`` counts the models there).

    Raises
    ------
    ValueError
        If models cover different images, or maps differ in size, contain NaN, or are constant for
        all images of a model.
    """
    models = sort_models(maps)
    if not models:
        raise ValueError("there are no maps; give at least one model")
    images = common_labels({f"the maps of {model}": maps[model] for model in models}, "image")
    clusters = read_names(select_labels(identity, "image", images, "identity").values)
    model_weights, image_weights = crossed_draws(models, clusters, draws, seed)
    flat = _flatten(maps, models, images)

    indices = list(combinations(range(len(models)), 2))
    named = [(models[i], models[j], name_block(models[i], models[j])) for i, j in indices]
    blocks_of_pairs = np.array([block for _, _, block in named], dtype=object)
    pair_weights = weigh_pairs(model_weights, *zip(*indices, strict=True)) if indices else None
    pair_rows, block_rows = [], []
    for measure, prepare in MEASURES.items():
        vectors = [prepare(values) for values in flat]
        if indices:
            values = np.stack([_inner(vectors[i], vectors[j]) for i, j in indices])
            averaged = average_images(values, image_weights)
            low, high = percentile_interval(averaged)
            estimates = values.mean(axis=1)
            pair_rows += [
                (method, measure, *names, *figures)
                for names, *figures in zip(named, estimates, low, high, strict=True)
            ]
        for block in MODEL_BLOCKS:
            inside = blocks_of_pairs == block
            if inside.any():
                drawn = average_pairs(averaged[:, inside], pair_weights[:, inside])
                figures = (estimates[inside].mean(), *percentile_interval(drawn))
                block_rows.append((method, measure, block, *figures, inside.sum(), len(images)))
        if len(images) > 1:
            chance, drawn = _compare_different_images(vectors, clusters, image_weights)
            figures = (chance.mean(), *percentile_interval(average_pairs(drawn, model_weights)))
            row = (method, measure, DIFFERENT_IMAGES, *figures, len(models), len(images))
            block_rows.append(row)
    interval = ["estimate", "low", "high"]
    return (
        pd.DataFrame(
            pair_rows, columns=["method", "measure", "source", "target", "block", *interval]
        ),
        pd.DataFrame(
            block_rows, columns=["method", "measure", "block", *interval, "pairs", "images"]
        ),
    )


def _flatten(
    maps: Mapping[str, xr.DataArray], models: list[str], images: list[str]
) -> list[np.ndarray]:
    """Join the maps by label and flatten them, after a check of size and values."""
    flat, shape = [], None
    for model in models:
        joined = select_labels(maps[model], "image", images, f"the maps of {model}")
        joined = joined.transpose("image", "y", "x")
        shape = shape or joined.shape
        if joined.shape != shape:
            raise ValueError(
                f"the maps of {model} are {joined.shape[1]} by {joined.shape[2]} pixels but those "
                f"of {models[0]} are {shape[1]} by {shape[2]}; explain the same images"
            )
        values = joined.values.reshape(len(images), -1)
        bad = np.isnan(values).any(axis=1)
        if bad.any():
            image = images[np.flatnonzero(bad)[0]]
            raise ValueError(f"the map of image {image!r} of {model} contains NaN")
        # A single one may be constant: Grad-CAM finds nothing in some images.
        if not np.ptp(values, axis=1).any():
            raise ValueError(f"all maps of {model} are constant, so they rank no pixel")
        flat.append(values)
    return flat


def _inner(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Take the inner product of matching rows in double precision."""
    return np.einsum("ip,ip->i", one, other, dtype=np.float64)


def _compare_different_images(
    vectors: list[np.ndarray], clusters: np.ndarray, image_weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Average over pairs of two different images under each model.

    Every copy of an identity in a draw counts as an identity of its own: its images pair with each
    other once for each copy, and never with the images of another copy.

    Returns
    -------
    estimates : numpy.ndarray, (model,)
    drawn : numpy.ndarray, (draw, model)
    """
    inside = (clusters[:, None] == clusters[None, :]).astype(np.float64)
    across = 1 - inside
    np.fill_diagonal(inside, 0)

    def add(alike: np.ndarray) -> np.ndarray:
        """Add up a matrix of pairs in each draw."""
        between = np.einsum("di,di->d", image_weights @ (across * alike), image_weights)
        return between + image_weights @ (inside * alike).sum(axis=1)

    total = add(np.ones_like(inside))
    estimates, drawn = [], []
    for vector in vectors:
        alike = vector.astype(np.float64) @ vector.T.astype(np.float64)
        estimates.append(np.average(alike, weights=inside + across))
        drawn.append(np.divide(add(alike), total, out=np.full(len(total), np.nan), where=total > 0))
    return np.array(estimates), np.stack(drawn, axis=1)
