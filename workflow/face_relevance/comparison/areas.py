"""Areas under masking curves, and the part of an image that a decision needs."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from face_relevance.comparison.curves import resample_curves
from face_relevance.comparison.intervals import UNIT, average_pairs, interval
from face_relevance.comparison.transfer import Transfers

KEPT = 0.9


class Areas(NamedTuple):
    """Figures of every pair in every resample, for one fill and measure.

    Attributes
    ----------
    area : numpy.ndarray, (row, pair)
        Under the mean curve over the kept fraction on [0, 1], by the trapezoid rule.
    own : numpy.ndarray, (row, pair)
        The area of the pair's target on its own maps.
    random : numpy.ndarray or None, (row, pair)
        The area of the target on random pixels; None without that control.
    kept : numpy.ndarray, (row, pair)
        See `find_kept`.
    """

    area: np.ndarray
    own: np.ndarray
    random: np.ndarray | None
    kept: np.ndarray

    @property
    def relative(self) -> np.ndarray:
        """Area over that of the target's own maps, of the same resample (row, pair)."""
        return _divide(self.area, self.own)


def find_kept(curves: np.ndarray, fractions: np.ndarray, level: float = KEPT) -> np.ndarray:
    """Find the kept fraction at which a curve first reaches a part of its unmasked value.

    Parameters
    ----------
    curves : numpy.ndarray, (..., fraction)
    fractions : numpy.ndarray, (fraction,)
        Ascending, up to 1.
    level : float
        Part of the value at fraction 1, 0.9 by default.

    Returns
    -------
    numpy.ndarray, (...)
        Linear between steps; NaN, for never, where the unmasked value is 0.

    Raises
    ------
    ValueError
        If the last fraction is not 1.
    """
    if fractions[-1] != 1:
        raise ValueError("the unmasked images, fraction 1, are missing from the masking curves")
    unmasked = curves[..., -1:]
    wanted = level * unmasked
    after = (curves >= wanted).argmax(axis=-1)
    before = np.maximum(after - 1, 0)
    high, low = (np.take_along_axis(curves, index[..., None], axis=-1) for index in (after, before))
    step = _divide(wanted - low, high - low)[..., 0]
    step = np.where(after == before, 0, step)
    kept = fractions[before] + step * (fractions[after] - fractions[before])
    return np.where(unmasked[..., 0] > 0, kept, np.nan)


def resample_areas(transfers: Transfers, fill: str, measure: str) -> Areas:
    """Measure the areas of all pairs in every resample.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.
    fill : str
    measure : str
        A name in `MEASURES`.

    Returns
    -------
    Areas

    Raises
    ------
    ValueError
        If a target's curve on its own maps is zero throughout, so that nothing can be relative to
        it.
    """
    curves = resample_curves(transfers, fill, measure)
    fractions = transfers.curves["fraction"].values
    source, target = (transfers.curves[name].values for name in ("source", "target"))
    position = {pair: i for i, pair in enumerate(zip(source, target, strict=True))}
    area = np.trapezoid(curves, fractions)
    own = area[:, [position[name, name] for name in target]]
    if (own[0] == 0).any():
        name = target[own[0] == 0][0]
        raise ValueError(f"{name} is never right on its own maps; its relative area is undefined")
    random = None
    if ("random", target[0]) in position:
        random = area[:, [position["random", name] for name in target]]
    return Areas(area, own, random, find_kept(curves, fractions))


def compare_areas(
    transfers: Transfers, measure: str = "accuracy"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the area under each curve, by itself and beside own and random pixels.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.
    measure : str
        "accuracy", "agreement" (with the unmasked decision) or "probability" (of it).

    Returns
    -------
    pairs : pandas.DataFrame
        A row for each fill, source (controls too) and target; intervals resample identities.
    blocks : pandas.DataFrame
        A row for each fill and block; intervals resample seeds and identities, or what `over`
        says.

    Raises
    ------
    ValueError
        If a target is never right on its own maps.

    Notes
    -----
    ``area``: under the mean curve over the kept fraction. ``relative``: over the area of the
    target on its own maps; for a block the mean of its pairs. ``advantage``:
    ``(area - random) / (own - random)``, 0 for random and 1 for the target's own pixels; for a
    block the ratio of the means, and NaN where the interval of ``own - random`` reaches 0, for
    then there is nothing to be relative to. ``kept``: the kept fraction at which 90 % of the
    unmasked value is first reached, NaN for never; for a block the mean of its pairs, NaN if one
    never does. Numerators and denominators share their resamples.
    """
    curves, resamples = transfers.curves, transfers.resamples
    pair_rows, block_rows = [], []
    names = list(zip(*(curves[name].values for name in ("source", "target", "block")), strict=True))
    for fill in curves["fill"].values:
        areas = resample_areas(transfers, fill, measure)
        columns = _summarise(areas, areas.relative, resamples)[0]
        pair_rows += [
            (fill, measure, *name, *figures) for name, *figures in zip(names, *columns, strict=True)
        ]
        for block, inside in transfers.blocks():
            chosen = np.flatnonzero(inside)
            weights = transfers.weigh(chosen)
            area, own, kept, relative = (
                average_pairs(values[:, chosen], weights)
                for values in (areas.area, areas.own, areas.kept, areas.relative)
            )
            random = None
            if areas.random is not None:
                random = average_pairs(areas.random[:, chosen], weights)
            columns, over = _summarise(Areas(area, own, random, kept), relative, resamples)
            counts = (len(chosen), curves.sizes["image"])
            block_rows.append((fill, measure, block, *map(float, columns), *counts, str(over)))
    figures = ["area", "low", "high"]
    for name in ("relative", "advantage", "kept"):
        figures += [name, f"{name}_low", f"{name}_high"]
    first = ["fill", "measure"]
    return (
        pd.DataFrame(pair_rows, columns=[*first, "source", "target", "block", *figures]),
        pd.DataFrame(block_rows, columns=[*first, "block", *figures, "pairs", "images", "over"]),
    )


def _summarise(areas: Areas, relative: np.ndarray, resamples) -> tuple[list, np.ndarray]:
    """Estimates with both ends of their intervals, and what was resampled."""
    advantage = np.full_like(areas.area, np.nan)
    if areas.random is not None:
        better = areas.own - areas.random
        shown = interval(better, resamples).low > 0
        advantage = np.where(shown, _divide(areas.area - areas.random, better), np.nan)
    columns = []
    for values, bounds in (
        (areas.area, UNIT),
        (relative, (0, np.inf)),
        (advantage, (-np.inf, np.inf)),
        (areas.kept, UNIT),
    ):
        found = interval(values, resamples, bounds)
        columns += [values[0], found.low, found.high]
    return columns, interval(areas.area, resamples).over


def _divide(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Divide; NaN where the divisor is 0."""
    shape = np.broadcast_shapes(np.shape(one), np.shape(other))
    return np.divide(one, other, out=np.full(shape, np.nan), where=other != 0)
