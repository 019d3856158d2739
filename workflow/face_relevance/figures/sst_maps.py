"""Figure: where the relevance of each network is, for each class."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from face_relevance.figures.colour_maps import WHITE_RED
from face_relevance.figures.page import open_page
from face_relevance.figures.sea_map import add_scale, draw_sea
from face_relevance.figures.sst_classes import CLASS_COLOURS
from face_relevance.figures.sst_style import NETWORKS, order_networks
from face_relevance.figures.style import styled
from face_relevance.figures.tables import require_columns, select_rows

_ROW = 1.12  # inches


@styled
def plot_sst_maps(
    fields: xr.Dataset, maps: Mapping[str, xr.Dataset], measures: pd.DataFrame, study_title: str
) -> Figure:
    """Draw the mean relevance of each network on a map, for the samples of each class.

    Parameters
    ----------
    fields : xarray.Dataset
        ``class`` (time), ``land`` and ``box`` (latitude, longitude).
    maps : mapping of str to xarray.Dataset
        By network: ``relevance`` (seed, time, latitude, longitude) and ``decision`` (seed, time).
    measures : pandas.DataFrame
        `sst_measures`, of which the accuracy of the base is written beside the maps.
    study_title : str
        Title of the study.

    Returns
    -------
    matplotlib.figure.Figure
        A row per network, a column per class.

    Raises
    ------
    ValueError
        If a network is unknown or has no accuracy in the table.
    """
    require_columns(measures, "sst_measures", ("network", "setting", "samples", "measure"))
    networks = order_networks(maps)
    classes = [name for name in CLASS_COLOURS if (fields["class"] == name).any()]
    figure = open_page(
        _ROW * len(networks) + 0.75,
        "Where networks see El Niño, La Niña and neither",
        study_title,
        [
            "Mean |relevance| of samples that were held out and decided rightly, each map divided "
            "by its sum, over seeds; in each panel divided by its largest value. Frame: the cells "
            "from which the classes follow (Niño 3.4). n: maps.",
            _say_blind(fields, maps),
        ],
    )
    grid = figure.subplots(len(networks), len(classes), squeeze=False)
    for network, row in zip(networks, grid, strict=True):
        accuracy = _find_accuracy(measures, network)
        for name, axes in zip(classes, row, strict=True):
            mean, count = average_maps(fields, maps[network], name)
            image = draw_sea(
                axes, mean, fields["land"], fields["box"], Normalize(0, 1), WHITE_RED
            )  # fmt: skip
            axes.tick_params(
                labelleft=name == classes[0], labelbottom=network == networks[-1]
            )  # fmt: skip
            title = f"{name}\n" if network == networks[0] else ""
            axes.set_title(f"{title}n = {count}", color=CLASS_COLOURS[name], loc="left", pad=2)
        row[0].set_ylabel(f"{NETWORKS[network]}\n{accuracy}", linespacing=1.2)
    add_scale(figure, image, list(grid.flat), "mean |relevance| / its largest value")
    return figure


def average_maps(fields: xr.Dataset, maps: xr.Dataset, name: str) -> tuple[xr.DataArray, int]:
    """Average the maps of rightly decided samples of a class.

    Parameters
    ----------
    fields : xarray.Dataset
        ``class`` (time).
    maps : xarray.Dataset
        As for `plot_sst_maps`.
    name : str
        The class.

    Returns
    -------
    mean : xarray.DataArray, (latitude, longitude)
        Of |relevance| divided by its sum, over seeds and samples; divided by its largest value.
    count : int
        Number of maps.
    """
    truth = fields["class"].sel(time=maps["time"].values)
    chosen = ((maps["decision"] == name) & (truth == name)).transpose("seed", "time").values
    size = np.abs(maps["relevance"]).transpose("seed", "time", "latitude", "longitude")
    kept = size.values[chosen].astype(np.float64)
    total = kept.sum((1, 2), keepdims=True)
    shares = np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)
    mean = shares.mean(0) if len(shares) else np.zeros(size.shape[2:])
    largest = mean.max()
    coords = {dim: size[dim] for dim in ("latitude", "longitude")}
    scaled = mean / largest if largest > 0 else mean
    return xr.DataArray(scaled, coords, ("latitude", "longitude")), int(chosen.sum())


def find_blind(fields: xr.Dataset, maps: xr.Dataset) -> float:
    """Share of the cells of the sea that have no relevance in any map."""
    seen = (maps["relevance"] != 0).any(["seed", "time"])
    return float((~seen & ~fields["land"]).sum() / (~fields["land"]).sum())


def _find_accuracy(measures: pd.DataFrame, network: str) -> str:
    """Write the accuracy of a network with its interval."""
    rows = select_rows(measures, "sst_measures", "network", network)
    rows = rows.query("setting == 'base' and samples == 'all' and measure == 'correct'")
    if rows.empty:
        raise ValueError(f"table 'sst_measures' has no accuracy of network '{network}'")
    row = rows.iloc[0]
    return f"{100 * row['estimate']:.0f} % ({100 * row['low']:.0f}–{100 * row['high']:.0f})"


def _say_blind(fields: xr.Dataset, maps: Mapping[str, xr.Dataset]) -> str:
    """Say which networks have cells that are never relevant."""
    shares = {network: find_blind(fields, maps[network]) for network in order_networks(maps)}
    said = [f"{NETWORKS[name]} {100 * share:.0f} %" for name, share in shares.items() if share]
    if not said:
        return "Every cell of the sea has relevance in some map."
    return f"Cells of the sea without relevance in any map: {', '.join(said)}."
