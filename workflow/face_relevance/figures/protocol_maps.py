"""Figure: saliency maps of the protocol, methods by images."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import FLOOR_NOTE, SCALE_NOTE
from face_relevance.figures.page import SIMULATED_OBJECTS
from face_relevance.figures.protocol_panels import MOST_COLUMNS, draw_decisions, read_decision
from face_relevance.figures.protocol_style import (
    name_network,
    order_methods,
)
from face_relevance.figures.style import styled


def count_images(methods: int) -> int:
    """How many images a page has room for."""
    return 3 if methods > MOST_COLUMNS else 5


def choose_images(images: xr.Dataset, count: int) -> list[str]:
    """Choose the first image of different classes, which are spread over all of them.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with `class` along `image`.
    count : int
        How many images; fewer are returned if there are fewer classes.

    Returns
    -------
    list of str
        Labels of images; the same ones for the same image set.
    """
    first: dict[str, str] = {}
    pairs = zip(images["class"].values.tolist(), images["image"].values.tolist(), strict=True)
    for name, label in pairs:
        first.setdefault(name, label)
    names = sorted(first)
    count = min(count, len(names))
    return [first[names[number * len(names) // count]] for number in range(count)]


@styled
def plot_protocol_maps(
    images: xr.Dataset,
    maps: Mapping[str, xr.Dataset],
    network: str,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw what every method calls relevant for what a network takes each image for.

    Parameters
    ----------
    images : xarray.Dataset
        The few images to draw: `pixels` (image, y, x, channel) uint8 and `class` (image), the true
        ones.
    maps : mapping of str to xarray.Dataset
        By method: `relevance` (prediction, image, y, x), `target` and `probability` (prediction,
        image), with prediction "top-1".
    network : str
        Name of the network.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A row per image, its first panel the image; many methods stand in two bands of rows.

    Raises
    ------
    ValueError
        If there are no maps, a method is unknown or has no map of an image.
    """
    if not maps:
        raise ValueError(f"there are no maps of network '{network}' to draw")
    decisions = [
        read_decision(images.sel(image=label), maps, network) for label in images["image"].values
    ]
    return draw_decisions(
        decisions,
        order_methods(maps),
        f"What different methods call relevant for the decisions of {name_network(network)}",
        study_title,
        [
            "One network, that of the first seed. Under each image: the class with the largest "
            "probability, which is what is explained, and its probability; ✗: not the true class.",
            SCALE_NOTE,
            FLOOR_NOTE,
            SIMULATED_OBJECTS if simulated else "",
        ],
    )
