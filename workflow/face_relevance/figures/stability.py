"""Figure: how much two models' relevance maps of the same images agree."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import (
    SIMULATED_FACES,
    break_name,
    letter_panels,
    open_page,
    say_empty,
)
from face_relevance.figures.style import (
    BASELINE_COLOURS,
    MUTED,
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
_TITLE = "Agreement of two models' relevance maps of the same image, by how the models differ"
_CHANCE = "different images"
_KINDS = {"raw": -0.23, "centred": 0.23}  # place within a row
_MARGIN = 0.55  # of a row, above and below those of a method
_TALLEST = 4.75  # inches of all rows
_ROW = 0.17  # inches of one
_NAME_WIDTH = 1.0


@styled
def plot_stability(
    pairs: pd.DataFrame,
    blocks: pd.DataFrame,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the agreement of relevance maps by how two models differ, with and without mean maps.

    Parameters
    ----------
    pairs : pandas.DataFrame
        `stability_pairs`: method, maps ("raw" or "centred"), measure, source, target, block,
        estimate, low, high. Empty where the study has one model.
    blocks : pandas.DataFrame
        `stability_blocks`: method, maps, measure, block, estimate, low, high. Drawn are rank
        correlation and overlap, or what there is where both are missing.
    factors : Factors
        Levels of the study; every model of `pairs` must be one of its models.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per measure; in it a band per method, with a row per block, in which raw maps are
        filled and centred ones hollow, and the maps of different images as its background.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or a model or block is unknown.
    """
    columns = ("method", "maps", "measure", "source", "target", "block", *_INTERVAL)
    require_columns(pairs, "stability_pairs", columns, may_be_empty=True)
    columns = ("method", "maps", "measure", "block", *_INTERVAL)
    require_columns(blocks, "stability_blocks", columns, may_be_empty=True)
    strangers = (set(pairs["source"]) | set(pairs["target"])) - set(factors.models)
    if strangers:
        raise ValueError(
            f"table 'stability_pairs' has model '{min(strangers)}', which is not in the study"
        )
    simulation = SIMULATED_FACES if simulated else ""
    if set(blocks["block"]) <= {_CHANCE}:
        reason = "This study has one model: there are no two models to compare."
        return say_empty(_TITLE, study_title, reason, [simulation])
    methods = list(dict.fromkeys(blocks["method"]))
    measures = [measure for measure in _MEASURES if measure in set(blocks["measure"])]
    measures = measures or list(dict.fromkeys(blocks["measure"]))[:2]
    kinds = [kind for kind in _KINDS if kind in set(blocks["maps"])]
    order = order_blocks(blocks["block"])
    rows = [block for block in order if block != _CHANCE]
    band = len(rows) + 2 * _MARGIN
    figure = open_page(
        min(_TALLEST, _ROW * band * len(methods)) + 0.75,
        _TITLE,
        study_title,
        [
            "Points: means over pairs of models, with 95 % intervals over seeds and images; ticks: "
            "pairs. Filled: maps as they are. Hollow: the mean map of each model taken off, so "
            "that what all its maps share, such as a centre bias, cannot count. Grey: one model's "
            "maps of two different images; only agreement beyond it is about the image.",
            simulation,
        ],
    )
    panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
    for axes, measure in zip(panels, measures, strict=True):
        for number, method in enumerate(methods):
            top = number * band
            for kind in kinds:
                for row in _pick(blocks, method, kind, measure, _CHANCE).itertuples():
                    _draw_chance(axes, top, top + band, row, kind)
                for place, block in enumerate(rows, start=1):
                    height = top + _MARGIN + place - 0.5 + _KINDS[kind]
                    of_block = _pick(pairs, method, kind, measure, block)
                    _draw_pairs(axes, of_block, height, block)
                    for row in _pick(blocks, method, kind, measure, block).itertuples():
                        _draw_block(axes, height, row, block, kind)
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
    letter_panels(panels)
    figure.legend(
        handles=[*(_draw_key(block) for block in order), *map(_draw_kind, kinds)],
        loc="outside right center",
        alignment="left",
        title="how the models differ",
    )
    return figure


def _pick(table: pd.DataFrame, method: str, kind: str, measure: str, block: str) -> pd.DataFrame:
    """Rows of one method, kind of maps, measure and block."""
    return table[
        (table["method"] == method)
        & (table["maps"] == kind)
        & (table["measure"] == measure)
        & (table["block"] == block)
    ]


def _draw_chance(axes, top: float, bottom: float, row, kind: str) -> None:
    """Agreement of maps of different images, behind all rows of a method."""
    colour, filled = block_colour(_CHANCE), kind == "raw"
    axes.fill_betweenx(
        [top, bottom], row.low, row.high, color=colour, alpha=0.35 if filled else 0.15,
        linewidth=0, zorder=0.7, gid=f"interval {kind} {_CHANCE}",
    )  # fmt: skip
    axes.plot(
        [row.estimate] * 2, [top, bottom], color=colour, linewidth=1.2 if filled else 0.9,
        linestyle="-" if filled else (0, (2, 1.5)), solid_capstyle="butt", zorder=0.8,
        gid=f"block {kind} {_CHANCE}",
    )  # fmt: skip


def _draw_pairs(axes, rows: pd.DataFrame, height: float, block: str) -> None:
    """Pairs as faint ticks behind their block."""
    strength = float(np.clip(12 / max(len(rows), 1), 0.1, 0.5))
    axes.vlines(
        rows["estimate"], height - 0.2, height + 0.2, color=block_colour(block), linewidth=0.7,
        alpha=strength, zorder=1.5, gid=f"pairs {block}",
    )  # fmt: skip


def _draw_block(axes, height: float, row, block: str, kind: str) -> None:
    """Draw the mean of a block on its interval, over a rim of white."""
    colour, filled = block_colour(block), kind == "raw"
    axes.plot([row.low, row.high], [height] * 2, color="white", linewidth=2.4, zorder=2.4)
    axes.plot(
        [row.low, row.high], [height] * 2, color=colour, linewidth=1.3 if filled else 0.9,
        solid_capstyle="butt", zorder=2.5, gid=f"interval {kind} {block}",
    )  # fmt: skip
    look = {"markeredgecolor": "white", "markeredgewidth": 0.4, "markersize": 4}
    if not filled:
        look = {"markerfacecolor": "white", "markeredgewidth": 0.9, "markersize": 3.2}
    axes.plot(
        row.estimate, height, "o", color=colour, zorder=2.6, gid=f"block {kind} {block}", **look
    )


def _draw_kind(kind: str) -> Line2D:
    """Legend entry of maps as they are, or without the mean map."""
    label, look = "maps as they are", {}
    if kind != "raw":
        label, look = "maps without\ntheir mean map", {"markerfacecolor": "white"}
    return Line2D([], [], color=MUTED, marker="o", markersize=4, linewidth=1, label=label, **look)


def _draw_key(block: str) -> Line2D:
    """Legend entry of a block."""
    label = block.replace(" and ", "\nand ")
    shape = {"linewidth": 6, "alpha": 0.6} if block in BASELINE_COLOURS else {"marker": "o"}
    return Line2D([], [], color=block_colour(block), markersize=4, label=label, **shape)
