"""Figure: relevance maps before and after every remedy, networks by remedies."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import (
    SCALE_NOTE,
    add_colour_bar,
    overlay_relevance,
    show_picture,
)
from face_relevance.figures.page import PAGE_WIDTH, SIMULATED_OBJECTS, fit_headings, open_page
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, styled

_SIDE = 0.75  # inches of the names of networks
_SPACE = 0.05  # inches between panels
_TALLEST = 5.2  # inches of the content


def count_images(networks: int) -> int:
    """How many images of each network a page has room for."""
    return max(1, 8 // networks)


@styled
def plot_remedy_maps(
    images: xr.Dataset,
    maps: Mapping[str, Mapping[str, xr.Dataset]],
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw maps of the same images without a remedy and with each of them.

    Parameters
    ----------
    images : xarray.Dataset
        The few images to draw: `pixels` (image, y, x, channel) uint8.
    maps : mapping of str to mapping of str to xarray.Dataset
        By network and remedy, the first of which is "none": `relevance` (image, y, x).
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A row per network and image, a column per remedy behind that of the image.

    Raises
    ------
    ValueError
        If there are no maps, or one of a network, remedy and image is missing.
    """
    if not maps:
        raise ValueError("there are no maps to compare; give those of at least one network")
    remedies = list(dict.fromkeys(remedy for stores in maps.values() for remedy in stores))
    labels = images["image"].values.tolist()
    rows = [(network, label) for network in maps for label in labels]
    pitch = (PAGE_WIDTH - 0.2 - _SIDE) / (len(remedies) + 1)
    headings = fit_headings(remedies, [pitch] * len(remedies))
    fixed = headings.height + 0.5
    panel = min(pitch - _SPACE, (_TALLEST - fixed) / len(rows) - _SPACE, 0.9)
    figure = open_page(
        (panel + _SPACE) * len(rows) + fixed,
        "What remedies make of relevance maps",
        study_title,
        [
            "First map: without a remedy. Every network explains what it decides itself; remedies "
            "at training are other networks.",
            SCALE_NOTE,
            SIMULATED_OBJECTS if simulated else "",
        ],
    )
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.01, wspace=0.01, hspace=0.01)
    grid = figure.subplots(len(rows), len(remedies) + 1, squeeze=False)
    for number, (panels, (network, label)) in enumerate(zip(grid, rows, strict=True)):
        picture = images["pixels"].sel(image=label).transpose("y", "x", "channel").values
        show_picture(panels[0], picture)
        if number % len(labels) == 0:
            panels[0].set_ylabel(
                name_network(network), size=SMALLEST_FONT, rotation=0, ha="right", va="center"
            )
        for axes, remedy in zip(panels[1:], remedies, strict=True):
            relevance = _pick(maps[network], network, remedy, label)
            show_picture(axes, overlay_relevance(picture, relevance))
            axes.images[0].set_gid(f"map {network} {remedy} {label}")
    grid[0, 0].set_title("image", size=SMALLEST_FONT, color=MUTED, pad=3)
    for axes, text in zip(grid[0, 1:], headings.texts, strict=True):
        axes.set_title(
            text, size=SMALLEST_FONT, color=INK, pad=3, rotation=90 if headings.upright else 0,
            linespacing=1.0,
        )  # fmt: skip
    add_colour_bar(figure, grid)
    return figure


def _pick(stores: Mapping[str, xr.Dataset], network: str, remedy: str, label: str):
    """Map (y, x) of one image."""
    if remedy not in stores or label not in stores[remedy]["image"].values:
        raise ValueError(f"network '{network}' has no map of image '{label}' with '{remedy}'")
    return stores[remedy]["relevance"].sel(image=label).transpose("y", "x").values
