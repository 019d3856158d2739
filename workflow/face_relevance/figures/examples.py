"""Figure: a few explained images with the relevance of each kind of model laid over them."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from face_relevance.figures.page import PAGE_WIDTH, SIMULATED_FACES, open_page, text_width
from face_relevance.figures.style import MUTED, SMALLEST_FONT, Factors, styled

MOST_MAPS = 8
"""Columns of maps that a page has room for; further seeds are left out."""

# Pale colours near zero would whiten the face; there the opacity alone says how little it is.
_POSITIVE = LinearSegmentedColormap.from_list("positive", ["#FF9A5C", "#E4572E", "#9E0B12"])
_NEGATIVE = LinearSegmentedColormap.from_list("negative", ["#6FB7F0", "#2B7BC4", "#08306B"])
_STRONGEST = 0.9  # opacity of the largest relevance: the face stays visible under it
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709


def choose_examples(images: xr.Dataset, count: int) -> list[str]:
    """Choose images of different identities, genders in turn.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with `identity` and, where known, `gender` along `image`.
    count : int
        How many images; fewer are returned if there are fewer identities.

    Returns
    -------
    list of str
        Labels of images; the same ones for the same image set.
    """
    labels = images["image"].values.tolist()
    identities = images["identity"].values.tolist()
    genders = images["gender"].values.tolist() if "gender" in images else [""] * len(labels)
    by_gender: dict[str, dict[str, list[str]]] = {}
    for label, identity, gender in zip(labels, identities, genders, strict=True):
        by_gender.setdefault(gender, {}).setdefault(identity, []).append(label)
    queues = [list(people.values()) for _, people in sorted(by_gender.items())]
    turns = [queue[turn] for turn in range(max(map(len, queues))) for queue in queues
             if turn < len(queue)]  # fmt: skip
    # A different view of each person, so that the rows differ in more than the person.
    return [views[row % len(views)] for row, views in enumerate(turns[:count])]


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
        By model identifier: `relevance` (image, y, x), `target` (image), the decision that is
        explained, and the attribute `method`. Every cell is drawn with as many of its first
        seeds as the page has room for.
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
    width = max(4.6, (panel + 0.07) * (len(columns) + 1) + 0.3)
    figure = open_page(
        (panel + 0.17) * len(labels) + 1.05,
        "Where each model finds the evidence for its decision",
        study_title,
        [
            f"Method: {methods[0]}. Each map is divided by its own largest |relevance|; opacity "
            "grows as |relevance| to the power of 2/3. Under a map: the model's decision; ✗ marks "
            "a wrong one.",
            SIMULATED_FACES if simulated else "",
        ],
        width=width,
    )
    grid = figure.subplots(len(labels), len(columns) + 1, squeeze=False)
    for row, label in zip(grid, labels, strict=True):
        face = images["pixels"].sel(image=label).transpose("y", "x", "channel").values
        truths = {task: str(images[task].sel(image=label).item()) for task in factors.task}
        _show(row[0], face, "\n".join(_shorten(truth, panel) for truth in truths.values()))
        for axes, model in zip(row[1:], columns, strict=True):
            task = model.split("/")[1]
            maps = relevance[model]
            if label not in maps["image"].values:
                raise ValueError(f"model '{model}' has no relevance map of image '{label}'")
            decision = str(maps["target"].sel(image=label).item())
            right = decision == truths[task]
            _show(
                axes,
                overlay_relevance(face, maps["relevance"].sel(image=label).values),
                _shorten(decision, panel - 0.12) + ("" if right else " ✗"),
                weight="normal" if right else "bold",
            )
    _label_columns(grid[0], columns, factors)
    scale = ScalarMappable(Normalize(-1, 1), _make_scale())
    bar = figure.colorbar(
        scale, ax=grid, location="bottom", shrink=0.45, aspect=36, pad=0.02, ticks=(-1, 0, 1)
    )
    bar.set_label("relevance / max |relevance| of the map", size=SMALLEST_FONT)
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.outline.set_visible(False)
    return figure


def overlay_relevance(face: np.ndarray, relevance: np.ndarray) -> np.ndarray:
    """Lay a signed relevance map over a grey version of its image.

    Parameters
    ----------
    face : numpy.ndarray
        (y, x, channel) uint8.
    relevance : numpy.ndarray
        (y, x), any unit.

    Returns
    -------
    numpy.ndarray
        (y, x, 3) float in [0, 1]; grey where relevance is zero.
    """
    grey = (face / 255.0) @ _LUMINANCE
    paper = np.repeat((0.2 + 0.75 * grey)[..., None], 3, axis=2)
    largest = np.abs(relevance).max()
    state = relevance / largest if largest > 0 else np.zeros_like(relevance)
    return _tint(paper, state)


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


def _tint(paper: np.ndarray | float, state: np.ndarray) -> np.ndarray:
    """Colour of a normalised relevance on a background."""
    opacity = _STRONGEST * np.cbrt(np.square(state))[..., None]
    colour = np.where(state[..., None] < 0, _NEGATIVE(-state), _POSITIVE(state))[..., :3]
    return (1 - opacity) * paper + opacity * colour


def _make_scale() -> LinearSegmentedColormap:
    """Colour bar as the eye meets it: over the light grey of a face."""
    return LinearSegmentedColormap.from_list("overlay", _tint(0.75, np.linspace(-1, 1, 257)), 257)


def _show(axes, picture: np.ndarray, caption: str, weight: str = "normal") -> None:
    """One panel without axes."""
    axes.imshow(picture)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_xlabel(caption, size=SMALLEST_FONT, labelpad=1.5, weight=weight, linespacing=1.0)


def _label_columns(row, columns: list[str], factors: Factors) -> None:
    """Header of every column: pretraining and task where a cell begins, seed at each."""
    row[0].set_title("image\nand truth", size=SMALLEST_FONT, color=MUTED)
    for axes, model in zip(row[1:], columns, strict=True):
        pretraining, task, seed = model.split("/")
        axes.set_title(
            f"{pretraining}\n{task}\n{seed.replace('-', ' ')}", size=SMALLEST_FONT,
            color=factors.colour(pretraining),
        )  # fmt: skip


def _shorten(text: str, width: float) -> str:
    """Text that fits in `width` inches, cut with an ellipsis where it does not."""
    if text_width(text, SMALLEST_FONT) <= width:
        return text
    while text and text_width(text + "…", SMALLEST_FONT) > width:
        text = text[:-1]
    return text + "…"
