"""Masking curves, averaged over images and pairs."""

import numpy as np
import pandas as pd

from face_relevance.comparison.blocks import name_cell
from face_relevance.comparison.intervals import UNIT, average_images, average_pairs, interval
from face_relevance.comparison.transfer import MEASURES, Transfers


def resample_curves(transfers: Transfers, fill: str, measure: str) -> np.ndarray:
    """Average the masking curve of every pair over the images of every resample.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.
    fill : str
        What replaced the masked pixels.
    measure : str
        A name in `MEASURES`.

    Returns
    -------
    numpy.ndarray, (row, pair, fraction), float64
        Row 0 is the sample itself.
    """
    values = transfers.curves[MEASURES[measure]].sel(fill=fill)
    values = values.transpose("pair", "fraction", "image").values
    return average_images(values, transfers.resamples.images)


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
    cells = np.array([name_cell(name) for name in curves["target"].values])
    for fill in curves["fill"].values:
        for measure in MEASURES:
            averaged = resample_curves(transfers, fill, measure)
            for block, inside in transfers.blocks():
                for cell in np.unique(cells[inside]):
                    chosen = np.flatnonzero(inside & (cells == cell))
                    means = average_pairs(averaged[:, chosen], transfers.weigh(chosen))
                    found = interval(means, transfers.resamples, UNIT)
                    for fraction, *figures in zip(
                        curves["fraction"].values, means[0], found.low, found.high, strict=True
                    ):
                        rows.append((fill, measure, block, *cell.split("/"), fraction, *figures))
    names = ["fill", "measure", "block", "pretraining", "task", "fraction"]
    return pd.DataFrame(rows, columns=[*names, "estimate", "low", "high"])
