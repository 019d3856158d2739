"""How many peaks the densities of units have, by network, kind of activations and class."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.averages import resample_averages
from face_relevance.comparison.intervals import UNIT, interval

ALL = "all"


def tabulate_peaks(
    peaks: Mapping[tuple[str, int], xr.Dataset], draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Average over images and seeds which share of a network's units has how many peaks.

    Parameters
    ----------
    peaks : mapping of (network, seed) to xarray.Dataset
        ``peaks`` (activations, image, unit) and ``failed`` (activations, image) as from
        `face_relevance.relevance.advise.count_unit_peaks`, with the coordinate ``class`` (image).
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each ``network``, kind of ``activations``, ``class`` ("all" or one, if it has at
        least two images) and number of ``peaks``: ``share`` of the units with its interval
        (``low``, ``high``) over seeds and images, or what ``over`` says, and the share of units
        without a density (``failed``), which count among those without a peak.

    Raises
    ------
    ValueError
        If seeds of a network differ in images.
    """
    networks: dict[str, dict[str, xr.Dataset]] = {}
    for (network, number), data in peaks.items():
        networks.setdefault(network, {})[f"{network}/classification/seed-{number}"] = data
    tables = []
    for network, models in networks.items():
        labels = next(iter(models.values()))["class"]
        names, counts = np.unique(labels.values.astype(str), return_counts=True)
        most = max(int(data["peaks"].max()) for data in models.values())
        shares = {model: _share(data, most) for model, data in models.items()}
        for name in [ALL, *names[counts > 1]]:
            chosen = labels["image"].values[(labels.values == name) | (name == ALL)]
            found = {model: share.sel(image=chosen) for model, share in shares.items()}
            table = _average(found, draws, seed).assign(**{"network": network, "class": name})
            tables.append(table)
    order = ["network", "activations", "class", "peaks", "share", "low", "high", "failed", "over"]
    return pd.concat(tables, ignore_index=True)[order]


def _share(data: xr.Dataset, most: int) -> xr.DataArray:
    """Share (activations, peaks, image) of the units of each image; −1 peaks: no density."""
    numbers = np.arange(most + 1)
    shares = np.stack([(data["peaks"].values == number).mean(-1) for number in numbers])
    failed = data["failed"].values / data.sizes["unit"]
    return xr.DataArray(
        np.concatenate([shares, failed[None]]).transpose(1, 0, 2),
        dims=("activations", "peaks", "image"),
        coords={
            "activations": data["activations"].values,
            "peaks": np.append(numbers, -1),
            "image": data["image"].values,
        },
    )


def _average(shares: Mapping[str, xr.DataArray], draws: int, seed: int) -> pd.DataFrame:
    """Average the shares of one network over its seeds and some images."""
    images = next(iter(shares.values()))["image"].astype(object)  # each is a draw of its own
    averages = resample_averages(shares, images, draws, seed)
    (means,) = averages.means.values()
    found = interval(means, averages.resamples, UNIT)
    numbers, rows = averages.labels["peaks"], []
    for i, kind in enumerate(averages.labels["activations"]):
        failed = float(means[0, i, numbers.index(-1)])
        for j, number in enumerate(numbers):
            if number >= 0:
                figures = (float(f[i, j]) for f in (means[0], found.low, found.high))
                rows.append((kind, int(number), *figures, failed, str(found.over[i, j])))
    names = ["activations", "peaks", "share", "low", "high", "failed", "over"]
    return pd.DataFrame(rows, columns=names)
