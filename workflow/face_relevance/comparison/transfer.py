"""Transfer: whether the pixels that one model calls relevant carry another model's decision."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.blocks import (
    BLOCKS,
    CONTROL_BLOCKS,
    name_block,
    parse_model,
    sort_models,
)
from face_relevance.comparison.intervals import (
    average_images,
    average_pairs,
    crossed_draws,
    percentile_interval,
    weigh_pairs,
)
from face_relevance.comparison.labels import common_labels, read_names, select_labels

MEASURES = {"accuracy": "correct", "agreement": "agreement", "probability": "probability"}
ORDER = "keep-most-relevant"


class Transfers(NamedTuple):
    """Masking curves of all pairs of source and target, joined by label.

    Attributes
    ----------
    curves : xarray.Dataset, (pair, fill, fraction, image)
        With coordinates ``source``, ``target`` and ``block`` on ``pair``.
    pair_weights : numpy.ndarray, (draw, pair)
    image_weights : numpy.ndarray, (draw, image)
    """

    curves: xr.Dataset
    pair_weights: np.ndarray
    image_weights: np.ndarray


def join_transfers(stores: Iterable[xr.Dataset], draws: int = 1000, seed: int = 0) -> Transfers:
    """Join masking stores of all targets and draw the bootstrap samples that all tables share.

    Parameters
    ----------
    stores : iterable of xarray.Dataset, (source, order, fill, fraction, image)
        Masking stores with the attribute ``target`` and the coordinate ``identity``; several for
        a target, in any order.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Transfers

    Raises
    ------
    ValueError
        If a store lacks its target, identities or order, stores differ in images, fills, fractions
        or identities, a pair of source and target occurs twice, or a target lacks itself or a
        source that another target has.
    """
    pairs: dict[tuple[str, str], xr.Dataset] = {}
    for store in stores:
        if "target" not in store.attrs or "identity" not in store.coords:
            raise ValueError(
                "a masking store lacks its attribute 'target' or its coordinate 'identity'"
            )
        target = store.attrs["target"]
        if ORDER not in store["order"].values:
            raise ValueError(f"a masking store of target {target!r} lacks the order {ORDER!r}")
        for source in store["source"].values:
            if (source, target) in pairs:
                raise ValueError(f"source {source!r} of target {target!r} is in two stores")
            chosen = store[list(MEASURES.values())].sel(order=ORDER, source=source, drop=True)
            pairs[source, target] = chosen
    if not pairs:
        raise ValueError("there are no masking stores; give at least one")
    models = sort_models({target for _, target in pairs})
    keys = _order_pairs(pairs, models)
    named = {f"the curves of {key[1]} on maps of {key[0]}": pairs[key] for key in keys}
    images = common_labels(named, "image")
    common_labels(named, "fill")
    joined = [_align(pair, images, what) for what, pair in named.items()]
    identity = read_names(joined[0]["identity"].values)
    for what, pair in zip(named, joined, strict=True):
        if not np.array_equal(pair["fraction"], joined[0]["fraction"]):
            raise ValueError(f"{what} have other fractions; mask all models at the same ones")
        if not np.array_equal(read_names(pair["identity"].values), identity):
            raise ValueError(f"{what} name other identities for the same images")
    curves = xr.concat(joined, "pair", coords="minimal", compat="override", join="override")
    source, target = zip(*keys, strict=True)
    curves = curves.assign_coords(
        source=("pair", np.array(source, dtype=object)),
        target=("pair", np.array(target, dtype=object)),
        block=("pair", np.array([name_block(*key) for key in keys], dtype=object)),
    )
    model_weights, image_weights = crossed_draws(models, identity, draws, seed)
    position = {model: i for i, model in enumerate(models)}
    pair_weights = weigh_pairs(
        model_weights, [position.get(name) for name in source], [position[name] for name in target]
    )
    return Transfers(curves.transpose("pair", "fill", ...), pair_weights, image_weights)


def average_curves(transfers: Transfers) -> pd.DataFrame:
    """Average masking curves over pairs and images for each kind of target and each block.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.

    Returns
    -------
    pandas.DataFrame
        A row for each fill, measure, block, pretraining and task of the target, and fraction.
    """
    curves, rows = transfers.curves, []
    cells = np.array(["/".join(parse_model(name)[:2]) for name in curves["target"].values])
    for fill in curves["fill"].values:
        for measure, variable in MEASURES.items():
            values = curves[variable].sel(fill=fill).transpose("pair", "fraction", "image").values
            averaged = average_images(values, transfers.image_weights)
            for block, inside in _blocks(curves):
                for cell in np.unique(cells[inside]):
                    chosen = inside & (cells == cell)
                    weights = transfers.pair_weights[:, chosen]
                    low, high = percentile_interval(average_pairs(averaged[:, chosen], weights))
                    means = values[chosen].mean(axis=(0, 2), dtype=np.float64)
                    for fraction, *figures in zip(
                        curves["fraction"].values, means, low, high, strict=True
                    ):
                        rows.append((fill, measure, block, *cell.split("/"), fraction, *figures))
    names = ["fill", "measure", "block", "pretraining", "task", "fraction"]
    return pd.DataFrame(rows, columns=[*names, "estimate", "low", "high"])


def compare_areas(transfers: Transfers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the area under each accuracy curve, and relative to the target's own map.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.

    Returns
    -------
    pairs : pandas.DataFrame
        A row for each fill, source (controls too) and target; intervals resample identities.
    blocks : pandas.DataFrame
        A row for each fill and block; intervals resample seeds and identities. The relative area
        of a block is the mean of those of its pairs.

    Raises
    ------
    ValueError
        If a target is never right on its own maps, so that nothing can be relative to it.

    Notes
    -----
    The area is that of the mean accuracy over the kept fraction on [0, 1] by the trapezoid rule.
    Numerator and denominator of a relative area share their bootstrap draws.
    """
    curves, pair_rows, block_rows = transfers.curves, [], []
    source, target = curves["source"].values, curves["target"].values
    own = np.array([np.flatnonzero((source == name) & (target == name))[0] for name in target])
    for fill in curves["fill"].values:
        correct = curves["correct"].sel(fill=fill).transpose("pair", "image", "fraction")
        areas = np.trapezoid(correct.values.astype(np.float64), curves["fraction"].values)
        estimates = areas.mean(axis=1)
        if (estimates[own] == 0).any():
            name = target[estimates[own] == 0][0]
            raise ValueError(
                f"{name} is never right on its own maps; its relative area is undefined"
            )
        drawn = average_images(areas, transfers.image_weights)
        relative = estimates / estimates[own]
        own_drawn = drawn[:, own]
        drawn_relative = np.divide(
            drawn, own_drawn, out=np.full_like(drawn, np.nan), where=own_drawn > 0
        )
        figures = zip(
            *(estimates, *percentile_interval(drawn)),
            *(relative, *percentile_interval(drawn_relative)),
            strict=True,
        )
        names = zip(source, target, curves["block"].values, strict=True)
        pair_rows += [(fill, *n, *f) for n, f in zip(names, figures, strict=True)]
        for block, inside in _blocks(curves):
            weights = transfers.pair_weights[:, inside]
            row = (fill, block)
            for values, samples in ((estimates, drawn), (relative, drawn_relative)):
                interval = percentile_interval(average_pairs(samples[:, inside], weights))
                row += (values[inside].mean(), *interval)
            block_rows.append((*row, inside.sum(), curves.sizes["image"]))
    figures = ["area", "low", "high", "relative", "relative_low", "relative_high"]
    return (
        pd.DataFrame(pair_rows, columns=["fill", "source", "target", "block", *figures]),
        pd.DataFrame(block_rows, columns=["fill", "block", *figures, "pairs", "images"]),
    )


def _order_pairs(pairs: dict, models: list[str]) -> list[tuple[str, str]]:
    """Put pairs in model order, controls last, and refuse an incomplete matrix."""
    names = {source for source, _ in pairs}
    controls = [name for name in CONTROL_BLOCKS if name in names]
    sources = sort_models((names | set(models)) - set(controls)) + controls
    for target in models:
        for source in sources:
            if (source, target) not in pairs:
                raise ValueError(
                    f"target {target!r} was never masked by the maps of {source!r}; "
                    "give the store that holds them"
                )
    return [(source, target) for source in sources for target in models]


def _align(pair: xr.Dataset, images: list[str], what: str) -> xr.Dataset:
    """Put the images, fills and fractions of one pair in a common order."""
    select_labels(pair["correct"], "image", images, what)
    return pair.sel(image=images, fill=np.sort(pair["fill"].values)).sortby("fraction")


def _blocks(curves: xr.Dataset) -> Iterator[tuple[str, np.ndarray]]:
    """Go through the blocks that have a pair."""
    for block in BLOCKS:
        inside = curves["block"].values == block
        if inside.any():
            yield block, inside
