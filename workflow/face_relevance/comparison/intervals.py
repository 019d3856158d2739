"""Intervals by the crossed bootstrap over seeds and images."""

from collections.abc import Sequence

import numpy as np

from face_relevance.comparison.blocks import parse_model
from face_relevance.comparison.labels import read_names

LEVEL = 0.95


def draw_images(clusters: Sequence[str], draws: int, rng: np.random.Generator) -> np.ndarray:
    """Resample images by clusters, with replacement.

    Parameters
    ----------
    clusters : sequence of str, (image,)
        What each image shows, as a rule its identity; images of one cluster are drawn together.
    draws : int
        Number of bootstrap draws.
    rng : numpy.random.Generator

    Returns
    -------
    numpy.ndarray, (draw, image), float64
        How often each image is in each draw. Clusters are drawn in the order of their names, so
        the order of the images does not matter.
    """
    names, member = np.unique(read_names(clusters), return_inverse=True)
    share = np.full(len(names), 1 / len(names))
    return rng.multinomial(len(names), share, size=draws)[:, member].astype(np.float64)


def draw_models(models: Sequence[str], draws: int, rng: np.random.Generator) -> np.ndarray:
    """Resample seeds within each cell of pretraining and task, with replacement.

    Parameters
    ----------
    models : sequence of str, (model,)
        Model identifiers.
    draws : int
        Number of bootstrap draws.
    rng : numpy.random.Generator

    Returns
    -------
    numpy.ndarray, (draw, model), float64
        How often each model is in each draw.
    """
    parsed = [parse_model(model) for model in models]
    weights = np.zeros((draws, len(models)))
    for cell in sorted({model[:2] for model in parsed}):
        inside = [i for i, model in enumerate(parsed) if model[:2] == cell]
        inside.sort(key=lambda i: parsed[i].seed)
        share = np.full(len(inside), 1 / len(inside))
        weights[:, inside] = rng.multinomial(len(inside), share, size=draws)
    return weights


def crossed_draws(
    models: Sequence[str], clusters: Sequence[str], draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw models and images independently of each other, as crossed random factors.

    Parameters
    ----------
    models : sequence of str, (model,)
        Model identifiers.
    clusters : sequence of str, (image,)
        Identity of each image.
    draws : int
        Number of bootstrap draws.
    seed : int
        Same seed, same draws, in whatever order models and images are given.

    Returns
    -------
    model_weights : numpy.ndarray, (draw, model), float64
    image_weights : numpy.ndarray, (draw, image), float64

    References
    ----------
    Owen (2007), The pigeonhole bootstrap, Annals of Applied Statistics 1, 386-411.
    """
    by_model, by_image = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    return draw_models(models, draws, by_model), draw_images(clusters, draws, by_image)


def weigh_pairs(
    model_weights: np.ndarray, sources: Sequence[int | None], targets: Sequence[int]
) -> np.ndarray:
    """Count how often each pair of models is in each draw.

    Parameters
    ----------
    model_weights : numpy.ndarray, (draw, model)
    sources : sequence of int or None, (pair,)
        Position of the source among the models; None for a control.
    targets : sequence of int, (pair,)
        Position of the target.

    Returns
    -------
    numpy.ndarray, (draw, pair), float64
        The product of both weights; the weight of the target alone where the source is a control
        or the target itself. Two copies of one model are never a pair of different models.
    """
    columns = [
        model_weights[:, target]
        if source is None or source == target
        else model_weights[:, source] * model_weights[:, target]
        for source, target in zip(sources, targets, strict=True)
    ]
    return np.stack(columns, axis=1)


def average_images(values: np.ndarray, image_weights: np.ndarray) -> np.ndarray:
    """Average over the images of each draw.

    Parameters
    ----------
    values : numpy.ndarray, (..., image)
    image_weights : numpy.ndarray, (draw, image)

    Returns
    -------
    numpy.ndarray, (draw, ...), float64
    """
    flat = np.asarray(values, dtype=np.float64).reshape(-1, np.shape(values)[-1])
    means = (image_weights @ flat.T) / image_weights.sum(axis=1, keepdims=True)
    return means.reshape(len(image_weights), *np.shape(values)[:-1])


def average_pairs(values: np.ndarray, pair_weights: np.ndarray) -> np.ndarray:
    """Average over the pairs of each draw.

    Parameters
    ----------
    values : numpy.ndarray, (draw, pair, ...)
    pair_weights : numpy.ndarray, (draw, pair)

    Returns
    -------
    numpy.ndarray, (draw, ...), float64
        NaN in a draw that holds none of the pairs.
    """
    total = pair_weights.sum(axis=1)
    sums = np.einsum("dp,dp...->d...", pair_weights, values)
    total = total.reshape(-1, *(1,) * (sums.ndim - 1))
    return np.divide(sums, total, out=np.full(sums.shape, np.nan), where=total > 0)


def percentile_interval(draws: np.ndarray, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Take the percentile interval of bootstrap draws.

    Parameters
    ----------
    draws : numpy.ndarray, (draw, ...)
    level : float
        Coverage, 0.95 by default.

    Returns
    -------
    low, high : numpy.ndarray
        Without the first dimension.

    Raises
    ------
    ValueError
        If a statistic has no valid draw.

    Notes
    -----
    A draw that leaves nothing to average is NaN and is left out, which has the same distribution
    as drawing again until something is left, and keeps the other draws common to all blocks.
    """
    if np.isnan(draws).all(axis=0).any():
        raise ValueError(
            "no bootstrap draw leaves anything to average; give more draws, models or images"
        )
    low, high = np.nanquantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
