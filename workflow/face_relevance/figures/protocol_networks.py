"""Figure: saliency maps of the protocol, methods by networks, for one image."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import FLOOR_NOTE, SCALE_NOTE
from face_relevance.figures.page import SIMULATED_OBJECTS
from face_relevance.figures.protocol_panels import draw_decisions, read_decision
from face_relevance.figures.protocol_style import (
    name_network,
    order_methods,
)
from face_relevance.figures.style import styled


@styled
def plot_protocol_networks(
    image: xr.Dataset,
    maps: Mapping[str, Mapping[str, xr.Dataset]],
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw what every method calls relevant for what each network takes one image for.

    Parameters
    ----------
    image : xarray.Dataset
        One image: `pixels` (y, x, channel) uint8 and its true `class`.
    maps : mapping of str to mapping of str to xarray.Dataset
        By network and method: `relevance` (prediction, image, y, x), `target` and `probability`
        (prediction, image), with prediction "top-1".
    study_title : str
        Title of the study.
    simulated : bool
        Whether the image is rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A row per network; many methods stand in two bands of rows.

    Raises
    ------
    ValueError
        If there are no maps, a method is unknown or has no map of the image by a network.
    """
    methods = order_methods(method for of_network in maps.values() for method in of_network)
    if not methods:
        raise ValueError("there are no maps to draw; give those of at least one network")
    decisions = []
    for network, of_network in maps.items():
        missing = [method for method in methods if method not in of_network]
        if missing:
            raise ValueError(f"network '{network}' has no maps by '{missing[0]}'")
        decisions.append(read_decision(image, of_network, network, name_network(network)))
    return draw_decisions(
        decisions,
        methods,
        "What different methods call relevant for the decisions of each network about one image",
        study_title,
        [
            f"An image of class {image['class'].item()}, and networks of the first seed. Left: the "
            "class with the largest probability, which is what is explained, and its probability; "
            "✗: not the true class.",
            SCALE_NOTE,
            FLOOR_NOTE,
            SIMULATED_OBJECTS if simulated else "",
        ],
    )
