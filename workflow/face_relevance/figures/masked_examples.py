"""Figure: what a model is shown when only its most relevant pixels are kept, under every fill."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import SCALE_NOTE, overlay_relevance, shorten, show_picture
from face_relevance.figures.page import PAGE_WIDTH, SIMULATED_FACES, open_page
from face_relevance.figures.style import MUTED, SMALLEST_FONT, styled

MOST_ROWS = 6
"""Rows of pictures that a page has room for."""

MOST_FRACTIONS = 6
"""Columns of masked pictures that a page has room for."""

_LARGEST = 0.83  # inches of a picture
_CAPTION = 0.13  # of the line under it


def count_images(fills: Sequence[str]) -> int:
    """Count the images that there is room for when each is shown under every fill."""
    return max(1, min(3, MOST_ROWS // len(fills)))


def choose_fractions(fractions: Sequence[float]) -> list[float]:
    """Choose kept fractions to show, evenly among those that mask something and not everything."""
    partly = [fraction for fraction in sorted(fractions) if 0 < fraction < 1]
    places = np.linspace(0, len(partly) - 1, min(MOST_FRACTIONS, len(partly)))
    return [partly[place] for place in np.round(places).astype(int)]


def mask_examples(
    images: xr.Dataset,
    relevance: xr.DataArray,
    shown: Sequence[str],
    fills: Sequence[str],
    fractions: Sequence[float],
    seed: int,
    *,
    sign: str = "signed",
    unit: str = "pixel",
) -> xr.DataArray:
    """Mask a few images as the study masks them.

    Parameters
    ----------
    images : xarray.Dataset
        The whole image set: mean colour and mean face are those of its training images.
    relevance : xarray.DataArray, (image, y, x)
        Maps that choose the pixels.
    shown : sequence of str
        Labels of the images to mask.
    fills : sequence of str
        Names in :data:`face_relevance.masking.FILLS`.
    fractions : sequence of float
        Kept fractions.
    seed : int
        Seed of ties and noise.
    sign, unit : str
        As for :func:`face_relevance.masking.curve`.

    Returns
    -------
    xarray.DataArray, (fill, fraction, image, y, x, channel), uint8
    """
    # Here because the room needs torch, and the figure itself does not.
    from face_relevance.masking import keep_pixels, measure_training_images

    context = measure_training_images(images, seed)
    few, maps = (values.sel(image=list(shown)).load() for values in (images["pixels"], relevance))
    masked = [
        [keep_pixels(few, maps, part, fill, context, sign=sign, unit=unit) for part in fractions]
        for fill in fills
    ]
    return xr.DataArray(
        np.array(masked),
        {"fill": list(fills), "fraction": list(fractions), "image": list(shown)},
        ("fill", "fraction", "image", "y", "x", "channel"),
    )


@styled
def plot_masked_examples(
    images: xr.Dataset,
    relevance: xr.Dataset,
    masked: xr.DataArray,
    study_title: str,
    simulated: bool,
    decisions: xr.Dataset,
) -> Figure:
    """Draw images, the relevance that chooses their pixels, and what the masks leave.

    Parameters
    ----------
    images : xarray.Dataset
        Image set with `pixels` (image, y, x, channel) of the masked images and a variable of the
        name of the model's task (image).
    relevance : xarray.Dataset
        `relevance` (image, y, x) of one model and `target`, the class explained, with the
        attributes `method`, `model` and `explained`.
    masked : xarray.DataArray, (fill, fraction, image, y, x, channel)
        From `mask_examples`.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.
    decisions : xarray.Dataset
        `probability` and `agreement` (fill, fraction, image) of the model on these pictures, as in
        its masking store: the probability of its unmasked decision, and whether it still decides
        so.

    Returns
    -------
    matplotlib.figure.Figure
        A row per image and fill, a column per kept fraction.

    Raises
    ------
    ValueError
        If an image was masked that `images` or `relevance` lacks.
    """
    labels, fills = masked["image"].values.tolist(), masked["fill"].values.tolist()
    for name, there in (("image set", images), ("relevance", relevance)):
        if missing := set(labels) - set(there["image"].values.tolist()):
            raise ValueError(f"the {name} has no image '{min(missing)}'")
    fractions = masked["fraction"].values.tolist()
    model = relevance.attrs["model"]
    task = model.split("/")[1]
    rows, columns = len(labels) * len(fills), len(fractions) + 2
    panel = min(_LARGEST, (PAGE_WIDTH - 0.75) / columns - 0.05, 5.0 / rows - _CAPTION - 0.05)
    name = model.replace("/", " · ").replace("-", " ")
    height = (panel + 0.05 + _CAPTION) * rows + 0.25
    # Never higher than wide, texts and all.
    width = max((panel + 0.05) * columns + 0.7, min(PAGE_WIDTH, height + 1.1))
    figure = open_page(
        height,
        "What is left of an image when only the most relevant pixels are kept",
        study_title,
        [
            f"Model: {name}, which also chose the pixels; method: {relevance.attrs['method']}.",
            f"Rows: what replaces the other pixels. Under the relevance: what it explains, "
            f"{relevance.attrs['explained']}, ✗ where it is wrong. Under a masked picture: "
            "probability of the decision on the whole image, ✗ where it is another one now.",
            SCALE_NOTE,
            SIMULATED_FACES if simulated else "",
        ],
        width=width,
    )
    grid = figure.subplots(rows, columns, squeeze=False)
    for number, row in enumerate(grid):
        label, fill = labels[number // len(fills)], fills[number % len(fills)]
        first = number % len(fills) == 0
        if first:
            face = images["pixels"].sel(image=label).transpose("y", "x", "channel").values
            truth = str(images[task].sel(image=label).item())
            explained = str(relevance["target"].sel(image=label).item())
            show_picture(row[0], face, shorten(truth, panel))
            show_picture(
                row[1],
                overlay_relevance(face, relevance["relevance"].sel(image=label).values),
                shorten(explained, panel - 0.12) + ("" if explained == truth else " ✗"),
                weight="normal" if explained == truth else "bold",
            )
        else:
            for axes in row[:2]:
                axes.set_axis_off()
        for axes, fraction in zip(row[2:], fractions, strict=True):
            place = {"fill": fill, "fraction": fraction, "image": label}
            text, changed = _describe(decisions, place)
            picture = masked.sel(place).transpose("y", "x", "channel").values
            show_picture(axes, picture, text, weight="bold" if changed else "normal")
        row[2].set_ylabel(fill.replace("-", "\n"), size=SMALLEST_FONT, labelpad=2)
    titles = ["image", "relevance", *(f"{100 * fraction:g} %" for fraction in fractions)]
    for axes, title in zip(grid[0], titles, strict=True):
        axes.set_title(title, size=SMALLEST_FONT, color=MUTED, pad=3)
    return figure


def _describe(decisions: xr.Dataset, place: dict) -> tuple[str, bool]:
    """Write what the model makes of one masked picture, and say whether it changed its mind."""
    exact = {name: place[name] for name in ("fill", "image")}
    here = decisions.sel(exact).sel(fraction=place["fraction"], method="nearest")
    changed = not bool(here["agreement"].item())
    return f"{float(here['probability'].item()):.2f}{' ✗' if changed else ''}", changed
