"""Figure: how much two models' relevance maps of the same images agree."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from face_relevance.figures.page import SIMULATED_FACES, open_page
from face_relevance.figures.style import (
    Factors,
    block_colour,
    draw_block,
    order_blocks,
    styled,
)
from face_relevance.figures.tables import require_columns

_MEASURES = {
    "spearman": "rank correlation of the maps",
    "top-10%-overlap": "overlap of the top 10 % of pixels",
}
_INTERVAL = ("estimate", "low", "high")
_JITTER = 0.3


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
        One row of panels per method, one column per measure.

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
    figure = open_page(
        len(methods) * (0.35 + 0.24 * len(order)) + 0.35,
        "Agreement of two models' relevance maps of the same image, by how the models differ",
        study_title,
        [
            "Large points: blocks with 95 % intervals over seeds and images; small points: pairs "
            "of models with 95 % intervals over images; grey: one model's maps of two different "
            "images.",
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.subplots(len(methods), len(measures), sharex="col", sharey=True, squeeze=False)
    for panels, method in zip(grid, methods, strict=True):
        for axes, measure in zip(panels, measures, strict=True):
            for place, block in enumerate(order):
                _plot_pairs(axes, _pick(pairs, method, measure, block), place, block)
                for row in _pick(blocks, method, measure, block).itertuples():
                    draw_block(axes, place, row.low, row.estimate, row.high, block)
            axes.set_yticks(range(len(order)), order)
            axes.set_ylim(len(order) - 0.4, -0.6)
            axes.tick_params(axis="y", length=0)
            axes.grid(axis="x")
            axes.axvline(0, color="#AAAAAA", linewidth=0.6, zorder=0.5)
        panels[0].set_title(f"method: {method}", loc="left")
    for axes, measure in zip(grid[-1], measures, strict=True):
        axes.set_xlabel(_MEASURES.get(measure, measure))
    return figure


def _pick(table: pd.DataFrame, method: str, measure: str, block: str) -> pd.DataFrame:
    """Rows of one panel and block."""
    return table[
        (table["method"] == method) & (table["measure"] == measure) & (table["block"] == block)
    ]


def _plot_pairs(axes, rows: pd.DataFrame, place: int, block: str) -> None:
    """Pairs behind their block, spread out at random but the same at every drawing."""
    heights = place + np.random.default_rng(place).uniform(-_JITTER, _JITTER, len(rows))
    strength = float(np.clip(12 / max(len(rows), 1), 0.12, 0.5))
    colour = block_colour(block)
    axes.hlines(
        heights, rows["low"], rows["high"], color=colour, linewidth=0.5, alpha=strength * 0.6,
        zorder=1.5,
    )  # fmt: skip
    axes.scatter(
        rows["estimate"], heights, s=5, color=colour, alpha=strength, linewidth=0, zorder=1.6
    )
