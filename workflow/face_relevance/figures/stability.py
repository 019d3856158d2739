"""Figure: how much two models' relevance maps of the same images agree."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import SIMULATED_FACES, break_name, open_page
from face_relevance.figures.style import (
    BASELINE_COLOURS,
    SMALLEST_FONT,
    Factors,
    block_colour,
    order_blocks,
    styled,
)
from face_relevance.figures.tables import require_columns

_MEASURES = {
    "spearman": "rank correlation of the maps",
    "top-10%-overlap": "overlap of the top 10 % of pixels",
}
_INTERVAL = ("estimate", "low", "high")
_CHANCE = "different images"
_MARGIN = 0.55  # of a row, above and below those of a method
_TALLEST = 4.4  # inches of all rows
_ROW = 0.14  # inches of one
_NAME_WIDTH = 1.0


@styled
def plot_stability(
    pairs: pd.DataFrame,
    blocks: pd.DataFrame,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the agreement of relevance maps by how two models differ.

    Parameters
    ----------
    pairs : pandas.DataFrame
        `stability_pairs`: method, measure, source, target, block, estimate, low, high.
    blocks : pandas.DataFrame
        `stability_blocks`: method, measure, block, estimate, low, high.
    factors : Factors
        Levels of the study; every model of `pairs` must be one of its models.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per measure; in it a band per method, with a row per block and the maps of
        different images as its background.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or a model or block is unknown.
    """
    require_columns(
        pairs, "stability_pairs", ("method", "measure", "source", "target", "block", *_INTERVAL)
    )
    require_columns(blocks, "stability_blocks", ("method", "measure", "block", *_INTERVAL))
    strangers = (set(pairs["source"]) | set(pairs["target"])) - set(factors.models)
    if strangers:
        raise ValueError(
            f"table 'stability_pairs' has model '{min(strangers)}', which is not in the study"
        )
    methods = list(dict.fromkeys(blocks["method"]))
    measures = [measure for measure in _MEASURES if measure in set(blocks["measure"])]
    measures += sorted(set(blocks["measure"]) - set(_MEASURES))
    order = order_blocks(blocks["block"])
    rows = [block for block in order if block != _CHANCE]
    band = len(rows) + 2 * _MARGIN
    figure = open_page(
        min(_TALLEST, _ROW * band * len(methods)) + 0.75,
        "Agreement of two models' relevance maps of the same image, by how the models differ",
        study_title,
        [
            "Points: means over pairs of models, with 95 % intervals over seeds and images; ticks: "
            "pairs. Grey: one model's maps of two different images, which agree by what all maps "
            "have in common; only agreement beyond it is about the image.",
            SIMULATED_FACES if simulated else "",
        ],
    )
    panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
    for axes, measure in zip(panels, measures, strict=True):
        for number, method in enumerate(methods):
            top = number * band
            for row in _pick(blocks, method, measure, _CHANCE).itertuples():
                _draw_chance(axes, top, top + band, row.low, row.estimate, row.high)
            for place, block in enumerate(rows, start=1):
                height = top + _MARGIN + place - 0.5
                _draw_pairs(axes, _pick(pairs, method, measure, block), height, block)
                for row in _pick(blocks, method, measure, block).itertuples():
                    _draw_block(axes, height, row.low, row.estimate, row.high, block)
            if number:
                axes.axhline(top, color="#D4D4D4", linewidth=0.6, zorder=0.6)
        axes.set_xlabel(_MEASURES.get(measure, measure))
        axes.grid(axis="x")
        axes.axvline(0, color="#AAAAAA", linewidth=0.6, zorder=0.5)
    names = [break_name(method, _NAME_WIDTH, SMALLEST_FONT) for method in methods]
    panels[0].set_yticks(band * (np.arange(len(methods)) + 0.5), names)
    panels[0].set_ylim(band * len(methods), 0)
    for axes in panels:
        axes.tick_params(axis="y", length=0)
    figure.legend(
        handles=[_draw_key(block) for block in order],
        loc="outside right center",
        alignment="left",
        title="how the models differ",
    )
    return figure


def _pick(table: pd.DataFrame, method: str, measure: str, block: str) -> pd.DataFrame:
    """Rows of one method, measure and block."""
    return table[
        (table["method"] == method) & (table["measure"] == measure) & (table["block"] == block)
    ]


def _draw_chance(axes, top: float, bottom: float, low: float, estimate: float, high: float) -> None:
    """Agreement of maps of different images, behind all rows of a method."""
    colour = block_colour(_CHANCE)
    axes.fill_betweenx(
        [top, bottom], low, high, color=colour, alpha=0.35, linewidth=0, zorder=0.7,
        gid=f"interval {_CHANCE}",
    )  # fmt: skip
    axes.plot(
        [estimate] * 2, [top, bottom], color=colour, linewidth=1.2, solid_capstyle="butt",
        zorder=0.8, gid=f"block {_CHANCE}",
    )  # fmt: skip


def _draw_pairs(axes, rows: pd.DataFrame, height: float, block: str) -> None:
    """Pairs as faint ticks behind their block."""
    strength = float(np.clip(12 / max(len(rows), 1), 0.1, 0.5))
    axes.vlines(
        rows["estimate"], height - 0.34, height + 0.34, color=block_colour(block), linewidth=0.7,
        alpha=strength, zorder=1.5, gid=f"pairs {block}",
    )  # fmt: skip


def _draw_block(axes, height: float, low: float, estimate: float, high: float, block: str) -> None:
    """Draw the mean of a block on its interval, over a rim of white."""
    colour = block_colour(block)
    axes.plot([low, high], [height] * 2, color="white", linewidth=2.6, zorder=2.4)
    axes.plot(
        [low, high], [height] * 2, color=colour, linewidth=1.3, solid_capstyle="butt", zorder=2.5,
        gid=f"interval {block}",
    )  # fmt: skip
    axes.plot(
        estimate, height, "o", color=colour, markersize=4, markeredgecolor="white",
        markeredgewidth=0.4, zorder=2.6, gid=f"block {block}",
    )  # fmt: skip


def _draw_key(block: str) -> Line2D:
    """Legend entry of a block."""
    label = block.replace(" and ", "\nand ")
    shape = {"linewidth": 6, "alpha": 0.6} if block in BASELINE_COLOURS else {"marker": "o"}
    return Line2D([], [], color=block_colour(block), markersize=4, label=label, **shape)
