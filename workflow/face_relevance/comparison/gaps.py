"""Gap between the most and the least relevant pixels of a model's own maps."""

import numpy as np
import pandas as pd

from face_relevance.comparison.areas import resample_areas
from face_relevance.comparison.blocks import name_cell
from face_relevance.comparison.intervals import average_pairs, interval
from face_relevance.comparison.transfer import Transfers


def compare_orders(transfers: Transfers, measure: str = "accuracy") -> pd.DataFrame:
    """Measure the gap between keeping the most and keeping the least relevant pixels.

    Parameters
    ----------
    transfers : Transfers
        From `join_transfers`.
    measure : str
        "accuracy", "agreement" or "probability".

    Returns
    -------
    pandas.DataFrame
        A row for each fill, pretraining and task: the mean over seeds of the area of a model on
        its own maps minus that on their inverse (Samek et al. 2017); empty without the control
        "inverse". Intervals resample seeds and identities, or what ``over`` says.
    """
    curves, resamples, rows = transfers.curves, transfers.resamples, []
    sources, targets = curves["source"].values, curves["target"].values
    inverse = np.flatnonzero(sources == "inverse")
    cells = np.array([name_cell(name) for name in targets[inverse]])
    for fill in curves["fill"].values if inverse.size else ():
        areas = resample_areas(transfers, fill, measure)
        for cell in np.unique(cells):
            chosen = inverse[cells == cell]
            gap = areas.own[:, chosen] - areas.area[:, chosen]
            mean = average_pairs(gap, transfers.weigh(chosen))
            found = interval(mean, resamples)
            figures = (float(mean[0]), float(found.low), float(found.high))
            row = (fill, measure, *cell.split("/"), *figures, len(chosen), str(found.over))
            rows.append(row)
    names = ["fill", "measure", "pretraining", "task", "gap", "low", "high", "models", "over"]
    return pd.DataFrame(rows, columns=names)
