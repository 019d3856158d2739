"""Transfer: whether the pixels that one model calls relevant carry another model's decision."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from face_relevance.comparison.blocks import (
    BLOCKS,
    CONTROL_BLOCKS,
    name_block,
    name_cell,
    sort_models,
)
from face_relevance.comparison.resampling import Resamples, resample, share_strata, weigh_pairs
from face_relevance.store.labels import common_labels, read_names, select_labels

MEASURES = {"accuracy": "correct", "agreement": "agreement", "probability": "probability"}
ORDER = "keep-most-relevant"


class Transfers(NamedTuple):
    """Masking curves of all pairs of source and target, joined by label.

    Attributes
    ----------
    curves : xarray.Dataset, (pair, fill, fraction, image)
        With coordinates ``source``, ``target`` and ``block`` on ``pair``.
    pair_weights : numpy.ndarray, (row, pair)
    resamples : Resamples
        Rows that all tables share.
    """

    curves: xr.Dataset
    pair_weights: np.ndarray
    resamples: Resamples

    def blocks(self) -> Iterator[tuple[str, np.ndarray]]:
        """Go through the blocks that have a pair, each with a mask of its pairs (pair,)."""
        for block in BLOCKS:
            inside = self.curves["block"].values == block
            if inside.any():
                yield block, inside

    def weigh(self, pairs: Sequence[int] | np.ndarray) -> np.ndarray:
        """Weigh some of the pairs (row, chosen pair), each combination of cells as a stratum."""
        sources, targets = (self.curves[name].values[pairs] for name in ("source", "target"))
        strata = [
            (source if source in CONTROL_BLOCKS else name_cell(source), name_cell(target))
            for source, target in zip(sources, targets, strict=True)
        ]
        return share_strata(self.pair_weights[:, pairs], strata)


def join_transfers(stores: Iterable[xr.Dataset], draws: int = 1000, seed: int = 0) -> Transfers:
    """Join masking stores of all targets and resample seeds and images once for all tables.

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
    resamples = resample(models, identity, draws, seed)
    position = {model: i for i, model in enumerate(models)}
    pair_weights = weigh_pairs(
        resamples.models,
        [position.get(name) for name in source],
        [position[name] for name in target],
    )
    return Transfers(curves.transpose("pair", "fill", ...), pair_weights, resamples)


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
