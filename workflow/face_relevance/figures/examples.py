"""Figure: a few explained images with the relevance of each kind of model laid over them."""

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
from face_relevance.figures.page import PAGE_WIDTH, SIMULATED_FACES, open_page
from face_relevance.figures.style import MUTED, SMALLEST_FONT, Factors, styled

MOST_MAPS = 8
"""Columns of maps that a page has room for; further seeds are left out."""

_TEXTS = 1.3  # inches, at most, of title and notes


@styled
def plot_examples(
    images: xr.Dataset,
    relevance: Mapping[str, xr.Dataset],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw images in rows, and in columns the relevance of each model cell.

    Parameters
    ----------
    images : xarray.Dataset
        Image set of the few images to draw: `pixels` (image, y, x, channel) uint8, and for every
        task a variable of that name (image) with the true label.
    relevance : mapping of str to xarray.Dataset
        By model identifier: `relevance` (image, y, x), `target` (image), the class that is
        explained, and the attributes `method` and `explained`. Every cell is drawn with as many of
        its first seeds as the page has room for.
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
        If a cell has no model in `relevance`, a model lacks an image, or methods are mixed.
    """
    columns = _choose_models(relevance, factors)
    methods = sorted({str(relevance[model].attrs["method"]) for model in columns})
    if len(methods) != 1:
        raise ValueError(f"maps of several methods ({', '.join(methods)}); draw one per figure")
    labels = images["image"].values.tolist()
    panel = min(0.85, (PAGE_WIDTH - 0.45) / (len(columns) + 1) - 0.05)
    height = (panel + 0.17) * len(labels) + 1.05
    # With few columns the page is wider than its content, or it would be tall.
    width = max((panel + 0.07) * (len(columns) + 1) + 0.3, min(PAGE_WIDTH, height + _TEXTS))
    figure = open_page(
        height,
        "Where each model finds its evidence",
        study_title,
        [
            f"Method: {methods[0]}. Explained is {relevance[columns[0]].attrs['explained']}; the "
            "class is under the map, ✗ marks a wrong one.",
            SCALE_NOTE,
            SIMULATED_FACES if simulated else "",
        ],
        width=width,
    )
    grid = figure.subplots(len(labels), len(columns) + 1, squeeze=False)
    for row, label in zip(grid, labels, strict=True):
        face = images["pixels"].sel(image=label).transpose("y", "x", "channel").values
        truths = {task: str(images[task].sel(image=label).item()) for task in factors.task}
        show_picture(row[0], face, "\n".join(shorten(truth, panel) for truth in truths.values()))
        for axes, model in zip(row[1:], columns, strict=True):
            task = model.split("/")[1]
            maps = relevance[model]
            if label not in maps["image"].values:
                raise ValueError(f"model '{model}' has no relevance map of image '{label}'")
            decision = str(maps["target"].sel(image=label).item())
            right = decision == truths[task]
            show_picture(
                axes,
                overlay_relevance(face, maps["relevance"].sel(image=label).values),
                shorten(decision, panel - 0.12) + ("" if right else " ✗"),
                weight="normal" if right else "bold",
            )
    _label_columns(grid[0], columns, factors)
    add_colour_bar(figure, grid)
    return figure


def _choose_models(relevance: Mapping[str, xr.Dataset], factors: Factors) -> list[str]:
    """Models to draw: each cell's first seeds, as many as fit on the page."""
    seeds = max(1, MOST_MAPS // len(factors.cells))
    columns = []
    for pretraining, task in factors.cells:
        of_cell = [
            model
            for model in factors.models
            if model in relevance and model.startswith(f"{pretraining}/{task}/")
        ]
        if not of_cell:
            raise ValueError(f"no relevance maps of a model '{pretraining}/{task}' were given")
        columns += of_cell[:seeds]
    return columns


def _label_columns(row, columns: list[str], factors: Factors) -> None:
    """Header of every column: pretraining and task where a cell begins, seed at each."""
    row[0].set_title("image\nand truth", size=SMALLEST_FONT, color=MUTED)
    for axes, model in zip(row[1:], columns, strict=True):
        pretraining, task, seed = model.split("/")
        axes.set_title(
            f"{pretraining}\n{task}\n{seed.replace('-', ' ')}", size=SMALLEST_FONT,
            color=factors.colour(pretraining),
        )  # fmt: skip
