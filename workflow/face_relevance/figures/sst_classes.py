"""Figure: mean anomalies of each class, and the index from which the classes follow."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from face_relevance.figures.colour_maps import BLUE_RED
from face_relevance.figures.page import letter_panels, open_page
from face_relevance.figures.sea_map import add_scale, draw_sea, fit_height
from face_relevance.figures.style import GRID, INK, styled

CLASS_COLOURS = {"El Niño": "#B2182B", "neutral": "#6E6E6E", "La Niña": "#2166AC"}
"""Warm, neither, cold."""

_PANEL = 2.0  # inches
_INDEX = 1.45


@styled
def plot_sst_classes(fields: xr.Dataset, threshold: float, study_title: str) -> Figure:
    """Draw the mean anomaly of each class, and the Niño-3.4 index over time.

    Parameters
    ----------
    fields : xarray.Dataset
        ``anomaly`` (time, latitude, longitude), ``index`` and ``class`` (time), ``land`` and
        ``box`` (latitude, longitude), as from `face_relevance.fields.add_classes`.
    threshold : float
        Of the classes, in °C.
    study_title : str
        Title of the study.

    Returns
    -------
    matplotlib.figure.Figure
    """
    classes = fields["class"].values
    shown = [name for name in CLASS_COLOURS if (classes == name).any()]
    means = [fields["anomaly"].sel(time=classes == name).mean("time") for name in shown]
    largest = float(np.ceil(10 * max(np.abs(mean).max() for mean in means)) / 10)
    height = fit_height(means[0], _PANEL)
    counts = ", ".join(f"{(classes == name).sum()} {name}" for name in shown)
    figure = open_page(
        height + _INDEX + 1.15,
        "Which samples are El Niño, La Niña or neither",
        study_title,
        [
            f"Classes ({counts}) follow from the Niño-3.4 index: the mean anomaly in the frame "
            "(5°S to 5°N, 170°W to 120°W), weighted by the cosine of latitude; El Niño from "
            f"{threshold:g} °C up, La Niña from −{threshold:g} °C down. The cells in the frame "
            "are therefore known to decide. Coastlines are edges of cells without data (grey).",
            f"The index of a sample correlates with that of the one before by "
            f"{_write(correlate_neighbours(fields['index'].values))}.",
        ],
    )
    grid = figure.add_gridspec(2, len(shown), height_ratios=[height + 0.75, _INDEX])
    panels = [figure.add_subplot(grid[0, column]) for column in range(len(shown))]
    for axes, name, mean in zip(panels, shown, means, strict=True):
        image = draw_sea(
            axes, mean, fields["land"], fields["box"], Normalize(-largest, largest), BLUE_RED
        )
        axes.set_title(
            f"{name} (n = {(classes == name).sum()})", color=CLASS_COLOURS[name], loc="left"
        )
        if axes is not panels[0]:
            axes.tick_params(labelleft=False)
    add_scale(figure, image, panels, "mean anomaly (°C)")
    panels.append(figure.add_subplot(grid[1, :]))
    _draw_index(panels[-1], fields, threshold)
    letter_panels(panels)
    return figure


def correlate_neighbours(index: np.ndarray) -> float:
    """Correlate each value (time,) with the one before it; NaN for fewer than three."""
    if len(index) < 3:
        return float("nan")
    return float(np.corrcoef(index[1:], index[:-1])[0, 1])


def _draw_index(axes: Axes, fields: xr.Dataset, threshold: float) -> None:
    """Index by sample, coloured by class."""
    index = fields["index"].values
    places = np.arange(len(index))
    colours = [CLASS_COLOURS[name] for name in fields["class"].values]
    axes.bar(places, index, color=colours, width=0.8, zorder=2)
    axes.axhline(0, color=INK, linewidth=0.6)
    for end in (-threshold, threshold):
        axes.axhline(end, color=INK, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
    step = max(1, -(-len(index) // 10))
    axes.set_xticks(places[::step], fields["time"].values[::step])
    axes.set_ylabel("Niño-3.4 index (°C)")
    axes.set_xlim(-1, len(index))
    axes.grid(axis="y", color=GRID)


def _write(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
