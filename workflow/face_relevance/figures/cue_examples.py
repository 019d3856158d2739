"""Figure: images with a planted cue swapped, the pixels that it changes, and what methods find."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from face_relevance.figures.maps import (
    SCALE_NOTE,
    add_colour_bar,
    overlay_relevance,
    shorten,
    show_picture,
)
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_FACES,
    break_name,
    fit_headings,
    open_page,
    text_width,
)
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, Factors, name_block, styled

MOST_METHODS = 8
"""Methods and controls that a page has room for, beside the three columns of the cue."""

MOST_ROWS = 10
"""Cues, of all images, that a page has room for."""

_FIRST = ("image", "cue\nswapped", "pixels\nof cue")
_LABELS = 0.6  # inches, at most, of the names left of the pictures
_CAPTION = 0.13  # inches of the line under a picture
_LARGEST = 0.9  # inches of a picture
_TALLEST = 4.4  # inches of all pictures
_FRAME = 0.22  # inches of margins and spaces across
_TOUCH = 0.015  # inches by which headings may come closer than elsewhere
_TEXTS = 1.3  # inches, at most, of title and notes
_CUE = np.array([0x01, 0x66, 0x5E])  # no colour of relevance
_FAINT = 0.25  # strength of pixels that a cue does not change


def collect_example(
    images: xr.Dataset, swapped: xr.Dataset, localised: xr.Dataset, maps: Mapping[str, xr.Dataset]
) -> xr.Dataset:
    """Put together what is drawn of one model: the image on which the first cue does most.

    Parameters
    ----------
    images : xarray.Dataset
        ``pixels`` (image, y, x, channel).
    swapped : xarray.Dataset
        ``swapped`` (image, cue, y, x, channel), cues in the order of `localised`.
    localised : xarray.Dataset
        What is known of the model, see :func:`face_relevance.audit.planted.localise_cues`.
    maps : mapping of str to xarray.Dataset
        ``relevance`` (image, y, x) and ``target`` (image) by method.

    Returns
    -------
    xarray.Dataset
        As `plot_cue_examples` wants it.
    """
    label = localised["effect"].isel(cue=0).idxmax("image").item()
    here = localised.sel(image=label).load()
    methods = list(maps)
    pictures = swapped["swapped"].sel(image=label).isel(cue=slice(here.sizes["cue"])).load()
    relevance = [maps[method]["relevance"].sel(image=label, drop=True).load() for method in methods]
    return xr.Dataset(
        {
            "pixels": images["pixels"].sel(image=label).load(),
            "swapped": pictures.assign_coords(cue=here["cue"]),
            "mask": here["mask"],
            "relevance": xr.concat(
                relevance, xr.Variable("explained_by", np.array(methods, dtype=object))
            ),
            "decision": maps[methods[0]]["target"].sel(image=label).load(),
            "probability": here["probability"],
            "probability_swapped": here["probability_swapped"],
            "auc": here["score"].sel(measure="absolute-auc", explained_by=methods, drop=True),
        }
    )


@styled
def plot_cue_examples(
    examples: Mapping[str, xr.Dataset], factors: Factors, study_title: str, simulated: bool
) -> Figure:
    """Draw an image for each model, and in a row for each cue what happens when it is swapped.

    Parameters
    ----------
    examples : mapping of str to xarray.Dataset
        By model identifier, one image with the label `image`, as a rule of one model per task:
        `pixels` (y, x, channel) uint8; `swapped` (cue, y, x, channel) uint8, the image with the
        cue swapped; `mask` (cue, y, x) bool, its pixels; `relevance` (explained_by, y, x) of the
        decision on the image; `decision` () str; `probability` () of this decision and
        `probability_swapped` (cue) after the swap; `auc` (explained_by, cue), how well the map
        finds the mask. The first `MOST_METHODS` of `explained_by` are drawn.
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
        If there is no model, one has other methods than the first, or there are more than
        `MOST_ROWS` cues.
    """
    if not examples:
        raise ValueError("there are no examples; give those of at least one model")
    methods = _check(examples)
    left_out = methods[MOST_METHODS:]
    methods = methods[:MOST_METHODS]
    rows = [
        _Row(model, str(cue), data.sel(cue=cue))
        for model, data in examples.items()
        for cue in data["cue"].values
    ]
    if len(rows) > MOST_ROWS:
        raise ValueError(
            f"{len(rows)} cues find no room on a page; give the examples of fewer models"
        )
    columns = len(_FIRST) + len(methods)
    labels = max(text_width(line, SMALLEST_FONT) for row in rows for line in row.lines())
    pitch = (PAGE_WIDTH - _FRAME - labels) / columns
    panel = min(_LARGEST, pitch - 0.05, _TALLEST / len(rows) - _CAPTION)
    names = [name_block(method).replace(" ", "\n") for method in methods]
    headings = fit_headings([*_FIRST, *names], [pitch + _TOUCH] * columns)
    height = (panel + _CAPTION) * len(rows) + headings.height + 0.55
    content = (panel + 0.05) * columns + _FRAME + labels
    figure = open_page(
        height,
        "A planted cue is swapped: what changes, and what methods find",
        study_title,
        [
            "Under the image: the decision, which is explained. Swapped is this cue alone; below: "
            "the probability of the decision before and after. Then the pixels that this changes, "
            "outlined in the maps. Under a map: probability that |relevance| is larger at one of "
            "them than at another pixel (area under the ROC curve; 0.5 is chance).",
            SCALE_NOTE,
            f"Not shown: {', '.join(map(name_block, left_out))}." if left_out else "",
            SIMULATED_FACES if simulated else "",
        ],
        width=PAGE_WIDTH if panel < _LARGEST else max(content, height + _TEXTS),
    )
    figure.get_layout_engine().set(h_pad=0.01, hspace=0)
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for panels, row in zip(grid, rows, strict=True):
        _draw_row(panels, row, methods, pitch)
        *task, cue = row.lines()
        colour = factors.colour(row.model.split("/")[0])
        for text, up, va, ink in (("\n".join(task), 1, "bottom", colour), (cue, -1, "top", INK)):
            panels[0].annotate(
                text, (0, 0.5), (-4, up), xycoords="axes fraction", textcoords="offset points",
                ha="right", va=va, size=SMALLEST_FONT, color=ink, linespacing=1.05,
            )  # fmt: skip
    for number, (axes, text) in enumerate(zip(grid[0], headings.texts, strict=True)):
        axes.set_title(
            text, size=SMALLEST_FONT, color=MUTED if number < len(_FIRST) else INK,
            rotation=90 if headings.upright else 0, linespacing=1.05,
        )  # fmt: skip
    add_colour_bar(figure, grid)
    return figure


class _Row(NamedTuple):
    """One cue of one image."""

    model: str
    cue: str
    data: xr.Dataset

    def lines(self) -> list[str]:
        """Task and cue."""
        task = break_name(self.model.split("/")[1], _LABELS, SMALLEST_FONT)
        return [shorten(line, _LABELS) for line in (*task.split("\n"), self.cue)]


def _check(examples: Mapping[str, xr.Dataset]) -> list[str]:
    """Names of the methods that all models have."""
    first, *_ = examples
    methods = list(examples[first]["explained_by"].values)
    for model, data in examples.items():
        if list(data["explained_by"].values) != methods:
            raise ValueError(f"{model} is explained by other methods than {first}")
    return methods


def _draw_row(panels: np.ndarray, row: _Row, methods: list[str], pitch: float) -> None:
    """Draw the image, what the swap does to it, and the maps."""
    data = row.data.transpose("explained_by", "y", "x", "channel")
    face, mask = data["pixels"].values, data["mask"].values
    before, after = (data[name].item() for name in ("probability", "probability_swapped"))
    show_picture(panels[0], face, shorten(data["decision"].item(), pitch))
    show_picture(panels[1], data["swapped"].values, f"{before:.2f}→{after:.2f}")
    show_picture(panels[2], _mark(face, mask))
    for axes, method in zip(panels[3:], methods, strict=True):
        found = data.sel(explained_by=method)
        picture = overlay_relevance(face, found["relevance"].values)
        show_picture(axes, picture, f"{found['auc'].item():.2f}")
        axes.contour(mask.astype(float), levels=[0.5], colors=[INK], linewidths=0.4)


def _mark(face: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Colour the pixels of a mask; all others fade."""
    faint = 255 - _FAINT * (255 - face.mean(axis=2, keepdims=True))
    return np.where(mask[..., None], _CUE, faint).astype(np.uint8)
