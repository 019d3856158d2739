"""Figure: the same decisions explained by different methods."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import (
    SCALE_NOTE,
    add_colour_bar,
    overlay_relevance,
    shorten,
    show_picture,
)
from face_relevance.figures.page import PAGE_WIDTH, SIMULATED_FACES, break_name, open_page
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, Factors, styled

MOST_METHODS = 8
"""Columns that a page has room for."""

_CONTROL = "random"
_MODEL_WIDTH = 0.62  # inches of the models' names, left of the pictures
_TEXT_HEIGHT = 1.1  # inches, at most, of title and notes


@styled
def plot_methods(
    images: xr.Dataset,
    relevance: Mapping[str, Mapping[str, xr.Dataset]],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw models and images in rows, and in columns the map of each method.

    Parameters
    ----------
    images : xarray.Dataset
        Image set of the few images to draw: `pixels` (image, y, x, channel) uint8, and for every
        task a variable of that name (image) with the true label.
    relevance : mapping of str to mapping of str to xarray.Dataset
        By model identifier and method: `relevance` (image, y, x), `target` (image), the class that
        is explained, and the attribute `explained`. The first `MOST_METHODS` methods are drawn.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is no model, or a map of a model is missing.
    """
    if not relevance:
        raise ValueError("there are no maps to compare; give those of at least one model")
    methods = list(dict.fromkeys(method for maps in relevance.values() for method in maps))
    left_out = methods[MOST_METHODS:]
    methods = methods[:MOST_METHODS]
    labels = images["image"].values.tolist()
    rows = [(model, label) for model in relevance for label in labels]
    panel = min(0.8, (PAGE_WIDTH - 0.2 - _MODEL_WIDTH) / (len(methods) + 1) - 0.05)
    height = (panel + 0.17) * len(rows) + 1.05
    # With few methods the page is wider than its content, or it would be tall.
    width = max((panel + 0.05) * (len(methods) + 1) + 0.2 + _MODEL_WIDTH, height + _TEXT_HEIGHT)
    some = next(iter(next(iter(relevance.values())).values()))
    figure = open_page(
        height,
        "What different methods call relevant for the same decisions",
        study_title,
        [
            f"Explained is {some.attrs['explained']}; the class is under the image, ✗ marks a "
            "wrong one.",
            SCALE_NOTE,
            f"The column '{_CONTROL}' is drawn by chance." if _CONTROL in methods else "",
            f"Not shown: {', '.join(left_out)}." if left_out else "",
            SIMULATED_FACES if simulated else "",
        ],
        width=width,
    )
    grid = figure.subplots(len(rows), len(methods) + 1, squeeze=False)
    for panels, (model, label) in zip(grid, rows, strict=True):
        pretraining, task, seed = model.split("/")
        face = images["pixels"].sel(image=label).transpose("y", "x", "channel").values
        maps = [_pick(relevance[model], method, model, label) for method in methods]
        explained = str(maps[0]["target"].item())
        right = explained == str(images[task].sel(image=label).item())
        show_picture(
            panels[0],
            face,
            shorten(explained, panel - 0.12) + ("" if right else " ✗"),
            weight="normal" if right else "bold",
        )
        panels[0].set_ylabel(
            f"{pretraining}\n{task}\n{seed.replace('-', ' ')}", size=SMALLEST_FONT, rotation=0,
            ha="right", va="center", color=factors.colour(pretraining),
        )  # fmt: skip
        for axes, of_method in zip(panels[1:], maps, strict=True):
            show_picture(axes, overlay_relevance(face, of_method["relevance"].values))
    grid[0, 0].set_title("image", size=SMALLEST_FONT, color=MUTED)
    for axes, method in zip(grid[0, 1:], methods, strict=True):
        axes.set_title(
            break_name(method, panel, SMALLEST_FONT), size=SMALLEST_FONT,
            color=MUTED if method == _CONTROL else INK,
        )  # fmt: skip
    add_colour_bar(figure, grid)
    return figure


def _pick(maps: Mapping[str, xr.Dataset], method: str, model: str, label: str) -> xr.Dataset:
    """Map of one image by one method."""
    if method not in maps or label not in maps[method]["image"].values:
        raise ValueError(f"model '{model}' has no map of image '{label}' by '{method}'")
    return maps[method].sel(image=label)
