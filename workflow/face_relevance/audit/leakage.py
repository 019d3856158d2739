"""Leakage of all sources: whether the shapes of their masks tell the answers of the tasks."""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison import measure_leakage
from face_relevance.masking import (
    CONTROLS,
    ControlContext,
    divide_images,
    keep_masks,
    rank_pixels,
)

MODEL_FREE = ("random", "centre-prior", "edge-energy")
"""Controls that need no model, so that one map of each stands for all targets."""

FRACTIONS = (0.1, 0.3)
"""Kept fractions that are looked at, or those of the study nearest to them."""

_COLUMNS = (
    "task", "source", "kind", "fraction", "accuracy", "low", "high", "chance", "images",
    "identities", "classes", "folds",
)  # fmt: skip

_logger = logging.getLogger("face_relevance")


def tabulate_leakage(
    maps: Mapping[str, xr.DataArray],
    images: xr.Dataset,
    tasks: Sequence[str],
    fractions: Sequence[float],
    seed: int,
    *,
    sign: str = "signed",
    unit: str = "pixel",
) -> pd.DataFrame:
    """Tell the answers of all tasks from the shapes of the masks alone, source by source.

    Parameters
    ----------
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Relevance by model identifier; may be lazy.
    images : xarray.Dataset
        Image set of the explained images: ``pixels``, the coordinate ``identity`` and a variable
        for each task.
    tasks : sequence of str
        What is to be told. One with a class that only one group of images shows is left out with
        a warning, as it cannot be both learned and tested.
    fractions : sequence of float
        Kept fractions of the study, at least one between 0 and 1.
    seed : int
        Of ties and of the random control.
    sign, unit : str
        As in :func:`face_relevance.masking.curve`.

    Returns
    -------
    pandas.DataFrame
        A row for each task, source and fraction with what
        :func:`face_relevance.comparison.measure_leakage` found; ``kind`` is "model" or "control".
    """
    like = next(iter(maps.values())).compute()
    context = ControlContext(images["pixels"], seed)
    sources = {("model", name): given for name, given in maps.items()}
    sources |= {("control", name): CONTROLS[name](like, context) for name in MODEL_FREE}
    units = divide_images(images["pixels"], unit)
    groups = {task: group for task in tasks if (group := _group(images, task)) is not None}
    rows = []
    for (kind, name), given in sources.items():
        ranks = rank_pixels(given.compute(), seed, sign=sign, units=units)
        for fraction in _choose_fractions(fractions):
            masks = keep_masks(ranks, fraction)
            for task, group in groups.items():
                found = measure_leakage(masks, images[task], images["identity"], group)
                rows.append(
                    {"task": task, "source": name, "kind": kind, "fraction": fraction} | found
                )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _group(images: xr.Dataset, task: str) -> xr.DataArray | None:
    """Find what must not be in training and test at once; None if a class has one group only."""
    # Who is shown must not tell the gender; who it is can be told from other images only.
    group = images["image"] if task == "identity" else images["identity"]
    if group.to_series().groupby(images[task].values).nunique().min() < 2:
        _logger.warning("a class of the task %s is in one group only; it is left out", task)
        return None
    return group


def _choose_fractions(fractions: Sequence[float]) -> list[float]:
    """Fractions of the study that are nearest to those looked at."""
    inside = np.array([fraction for fraction in fractions if 0 < fraction < 1])
    return sorted({float(inside[np.abs(inside - wanted).argmin()]) for wanted in FRACTIONS})
