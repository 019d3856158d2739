"""Figure: whether relevance carries over better one way than back, and which factor matters."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from face_relevance.figures.page import SIMULATED_FACES, letter_panels, open_page, say_empty
from face_relevance.figures.style import (
    INK,
    MUTED,
    SMALLEST_FONT,
    Factors,
    block_colour,
    draw_block,
    styled,
)
from face_relevance.figures.tables import require_columns, select_rows

_TITLE = "Is transfer a two-way street, and what decides how well relevance transfers?"
_RELATIVE = ("relative", "relative_low", "relative_high")
_BLOCKS = {
    "pretraining": "other pretraining",
    "task": "other task",
    "pretraining and task": "other task and pretraining",
}
_SHARES = {
    "source": "which source",
    "target": "which target",
    "pretraining": "same pretraining",
    "task": "same task",
    "seed": "same seed",
    "residual": "the rest",
}
_SHARE_COLOURS = {
    "pretraining": block_colour("other pretraining"),
    "task": block_colour("other task"),
    "seed": block_colour("other seed"),
}


@styled
def plot_asymmetry(
    directions: pd.DataFrame,
    pairs: pd.DataFrame,
    shares: pd.DataFrame,
    fill: str,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw differences between the two directions of transfer beside the share of each factor.

    Parameters
    ----------
    directions : pandas.DataFrame
        `transfer_asymmetry`: fill, measure, factor, origin, destination, relative, relative_low,
        relative_high, p_holm. In this and the other tables rows of measure "accuracy" are drawn,
        and each may be empty.
    pairs : pandas.DataFrame
        `transfer_asymmetry_pairs`: fill, measure, source, target, block, relative.
    shares : pandas.DataFrame
        `transfer_factors`: fill, measure, factor, share, and where tested p_holm and
        smallest_p, NaN elsewhere.
    fill : str
        Which fill of the masked pixels to draw.
    factors : Factors
        Levels of the study; every model of `pairs` must be one of its models.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        Directions with intervals and their pairs as faint points; shares of variance as bars.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or the fill or a model is unknown.
    """
    tables = []
    for table, name, columns in (
        (directions, "transfer_asymmetry", ("factor", "origin", "destination", *_RELATIVE)),
        (pairs, "transfer_asymmetry_pairs", ("source", "target", "block", "relative")),
        (shares, "transfer_factors", ("factor", "share")),
    ):
        require_columns(table, name, ("fill", "measure", *columns), may_be_empty=True)
        if not table.empty:
            table = select_rows(table, name, "fill", fill)
            table = select_rows(table, name, "measure", "accuracy")
        tables.append(table)
    directions, pairs, shares = tables
    strangers = (set(pairs["source"]) | set(pairs["target"])) - set(factors.models)
    if strangers:
        raise ValueError(
            f"table 'transfer_asymmetry_pairs' has model '{min(strangers)}', "
            "which is not in the study"
        )
    simulation = SIMULATED_FACES if simulated else ""
    if directions.empty and shares.empty:
        return say_empty(
            _TITLE,
            study_title,
            "This study has no two models that differ in pretraining or task: nothing to compare.",
            [simulation],
        )
    figure = open_page(
        max(0.33 * len(directions) + 0.55, 0.24 * len(shares) + 0.55, 1.6),
        _TITLE,
        study_title,
        [
            "a: relative area of transfer from the first to the second, minus that of the way "
            "back; 0 is symmetry. Points: means with 95 % intervals over seeds and images; faint: "
            "pairs of models. b: share of the variance over all pairs of different models; "
            "p by permuting whole models. p is corrected by Holm's method in each panel. "
            + _say_smallest(shares)
            + f"Masked pixels are filled with: {fill}.",
            simulation,
        ],
    )
    rank = {factor: number for number, factor in enumerate(_BLOCKS)}
    directions = directions.sort_values("factor", key=lambda names: names.map(rank), kind="stable")
    left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
    _plot_directions(left, directions, pairs)
    _plot_shares(right, shares)
    letter_panels((left, right))
    return figure


def _plot_directions(axes, directions: pd.DataFrame, pairs: pd.DataFrame) -> None:
    """Differences with intervals, one row per direction."""
    if directions.empty:
        return _say(axes, "no two models differ in\npretraining or task")
    axes.axvline(0, color=MUTED, linewidth=0.7, zorder=0.5)
    beside = blended_transform_factory(axes.transAxes, axes.transData)
    axes.text(1.02, -0.72, "p", transform=beside, va="center", size=SMALLEST_FONT, color=MUTED)
    of_pair = [_name_levels(*names) for names in zip(pairs["source"], pairs["target"], strict=True)]
    for place, row in enumerate(directions.itertuples()):
        block = _BLOCKS[row.factor]
        inside = [names == (row.origin, row.destination) for names in of_pair]
        values = 100 * pairs["relative"].to_numpy(dtype=float)[np.array(inside, dtype=bool)]
        axes.plot(
            values, np.full(len(values), place + 0.27), "o", markersize=3, markeredgewidth=0,
            alpha=0.45, color=block_colour(block), gid=f"pairs {row.origin} {row.destination}",
        )  # fmt: skip
        interval = (100 * row.relative_low, 100 * row.relative, 100 * row.relative_high)
        draw_block(axes, place, *interval, block)
        axes.text(
            1.02, place, _write_p(row.p_holm), transform=beside, va="center", size=SMALLEST_FONT,
            color=INK if row.p_holm < 0.05 else MUTED,
        )  # fmt: skip
    names = [
        f"{row.origin.replace('/', ' ')} → {row.destination.replace('/', ' ')}"
        for row in directions.itertuples()
    ]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_xlabel("relative area, there minus back (points)")
    return None


def _plot_shares(axes, shares: pd.DataFrame) -> None:
    """Shares of variance as bars, with what a permutation test says of each."""
    if shares.empty:
        return _say(axes, "too few models to\ntell factors apart")
    shares = shares.reset_index(drop=True)
    values = 100 * shares["share"]
    colours = [_SHARE_COLOURS.get(factor, "#C4C4C4") for factor in shares["factor"]]
    axes.barh(range(len(shares)), values, height=0.62, color=colours, linewidth=0)
    for place, row in enumerate(shares.itertuples()):
        text = f"{100 * row.share:.0f} %" if row.share >= 0.0095 else f"{100 * row.share:.1f} %"
        p_value = getattr(row, "p_holm", np.nan)
        if not np.isnan(p_value):
            text += f", p {'' if p_value < 0.001 else '= '}{_write_p(p_value)}"
        axes.annotate(
            text, (100 * row.share, place), (3, 0), textcoords="offset points", va="center",
            size=SMALLEST_FONT,
        )  # fmt: skip
    axes.set_yticks(range(len(shares)), [_SHARES.get(name, name) for name in shares["factor"]])
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0, 1.45 * values.max())  # room for what is written behind the bars
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("share of the variance (%)")
    return None


def _name_levels(source: str, target: str) -> tuple[str, str]:
    """Levels between which two models differ other than by seed, as the directions are named."""
    levels = zip(source.split("/")[:2], target.split("/")[:2], strict=True)
    differing = [pair for pair in levels if pair[0] != pair[1]]
    return tuple("/".join(side) for side in zip(*differing, strict=True)) if differing else ("", "")


def _say_smallest(shares: pd.DataFrame) -> str:
    """Say what the permutations of so few models could have found at best."""
    if "smallest_p" not in shares or shares["smallest_p"].isna().all():
        return ""
    tested = shares.dropna(subset=["smallest_p"])
    listed = ", ".join(
        f"{_write_p(row.smallest_p)} for {row.factor}" for row in tested.itertuples()
    )
    return f"The smallest p before correction that these models allow: {listed}. "


def _write_p(value: float) -> str:
    """Write a p-value as a reader wants it."""
    if np.isnan(value):
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}" if value < 0.095 else f"{value:.2f}"


def _say(axes, reason: str) -> None:
    """Fill a panel with the reason why it is empty."""
    axes.set_axis_off()
    axes.text(0.5, 0.5, reason, ha="center", va="center", color=MUTED, transform=axes.transAxes)
