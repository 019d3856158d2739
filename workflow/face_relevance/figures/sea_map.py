"""A map of the sea: cells of a grid, coastlines from cells without data, degrees on the axes."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from face_relevance.figures.style import INK, SMALLEST_FONT

LAND = "#D9D5CC"

_SPACINGS = (5, 10, 20, 30, 60, 90)


def find_coast(land: xr.DataArray) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Find the edges of cells between land and sea.

    Parameters
    ----------
    land : xarray.DataArray, (latitude, longitude), bool
        Cells without data; both axes ascend.

    Returns
    -------
    list of ((x, y), (x, y))
        Ends of each edge, in degrees. The rim of the grid is no coast.
    """
    inside = land.transpose("latitude", "longitude").values
    x, y = (find_edges(land[dim].values) for dim in ("longitude", "latitude"))
    upright = np.argwhere(inside[:, 1:] != inside[:, :-1])
    level = np.argwhere(inside[1:] != inside[:-1])
    return [
        *(((x[j + 1], y[i]), (x[j + 1], y[i + 1])) for i, j in upright),
        *(((x[j], y[i + 1]), (x[j + 1], y[i + 1])) for i, j in level),
    ]


def find_edges(centres: np.ndarray) -> np.ndarray:
    """Edges (n + 1,) of cells whose ascending centres (n,) are known."""
    if len(centres) == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    between = (centres[1:] + centres[:-1]) / 2
    first, last = centres[0] - (between[0] - centres[0]), centres[-1] + (centres[-1] - between[-1])
    return np.concatenate([[first], between, [last]])


def name_latitude(degrees: float) -> str:
    """Name a latitude: 20°N, 0°, 20°S."""
    return "0°" if degrees == 0 else f"{abs(degrees):g}°{'N' if degrees > 0 else 'S'}"


def name_longitude(degrees: float) -> str:
    """Name a longitude from degrees east of any range: 160°E, 180°, 120°W."""
    east = (degrees + 180) % 360 - 180
    if east in (0, -180):
        return f"{abs(east):g}°"
    return f"{abs(east):g}°{'E' if east > 0 else 'W'}"


def draw_sea(
    axes: Axes,
    field: xr.DataArray,
    land: xr.DataArray,
    box: xr.DataArray,
    norm: Normalize,
    colours: Colormap,
) -> AxesImage:
    """Draw a field on a map of the sea.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    field : xarray.DataArray, (latitude, longitude)
        Drawn over sea and, where it is not zero, over land.
    land : xarray.DataArray, (latitude, longitude), bool
    box : xarray.DataArray, (latitude, longitude), bool
        Cells around whose rectangle a frame is drawn.
    norm : matplotlib.colors.Normalize
    colours : matplotlib.colors.Colormap

    Returns
    -------
    matplotlib.image.AxesImage
        For a colour bar.
    """
    x, y = (find_edges(field[dim].values) for dim in ("longitude", "latitude"))
    place = {"extent": (x[0], x[-1], y[0], y[-1]), "origin": "lower", "aspect": "auto"}
    shape = ("latitude", "longitude")
    ground = land.transpose(*shape).values
    axes.imshow(np.where(ground, 1.0, np.nan), cmap=ListedColormap([LAND]), zorder=1, **place)
    values = field.transpose(*shape).values
    shown = np.where(ground & ~(np.abs(values) > 0), np.nan, values)
    image = axes.imshow(shown, cmap=colours, norm=norm, zorder=1.5, **place)
    axes.add_collection(
        LineCollection(find_coast(land), colors=INK, linewidths=0.6, zorder=2, gid="coast")
    )
    _frame(axes, box)
    _label(axes, x, y)
    return image


def fit_height(field: xr.DataArray, width: float) -> float:
    """Inches of height at which degrees of latitude and longitude are about as long.

    Parameters
    ----------
    field : xarray.DataArray, (latitude, longitude)
    width : float
        Inches.

    Returns
    -------
    float
        True at the middle latitude of the map.
    """
    x, y = (find_edges(field[dim].values) for dim in ("longitude", "latitude"))
    stretch = np.cos(np.deg2rad(np.mean([y[0], y[-1]])))
    return float(width * (y[-1] - y[0]) / ((x[-1] - x[0]) * stretch))


def add_scale(figure: Figure, image: AxesImage, panels: list[Axes], label: str) -> None:
    """Add the scale of all maps below their panels."""
    bar = figure.colorbar(
        image, ax=panels, location="bottom", shrink=0.45, aspect=36, pad=0.02, extend="neither"
    )
    bar.set_label(label, size=SMALLEST_FONT)
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.outline.set_visible(False)


def _frame(axes: Axes, box: xr.DataArray) -> None:
    """Draw the rectangle around the cells of a box."""
    ends = []
    for dim, other in (("longitude", "latitude"), ("latitude", "longitude")):
        inside = np.flatnonzero(box.any(other).values)
        edges = find_edges(box[dim].values)
        ends.append((edges[inside[0]], edges[inside[-1] + 1]))
    (west, east), (south, north) = ends
    axes.plot(
        [west, east, east, west, west], [south, south, north, north, south], color=INK,
        linewidth=1.1, zorder=3, gid="box",
    )  # fmt: skip


def _label(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Name round degrees on both axes."""
    for axis, edges, name, most in (
        (axes.xaxis, x, name_longitude, 4), (axes.yaxis, y, name_latitude, 5)
    ):  # fmt: skip
        reach = edges[-1] - edges[0]
        spacing = next((s for s in _SPACINGS if reach / s <= most), _SPACINGS[-1])
        first = np.ceil(edges[0] / spacing) * spacing
        ticks = np.arange(first, edges[-1] + 1e-9, spacing)
        axis.set_ticks(ticks, [name(tick) for tick in ticks])
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    axes.spines[:].set_visible(True)
