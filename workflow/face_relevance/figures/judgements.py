"""Figure: what observers judge alike, by themselves: no model and no image is needed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from face_relevance.figures.depth import CEILING_COLOUR, SYMBOLS, head_row
from face_relevance.figures.judged_notes import say_intervals, say_observers
from face_relevance.figures.page import SIMULATED_FACES, letter_panels, open_page, wrap_text
from face_relevance.figures.rdm_panels import (
    NOT_JUDGED,
    Order,
    add_rank_bar,
    arrange_rdm,
    draw_matrix,
    order_conditions,
)
from face_relevance.figures.style import INK, MUTED, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = (
    "setting", "statistic", "comparator", "one", "other", "within", "estimate", "low", "high",
    "over",
)  # fmt: skip
_WIDTH = 6.9  # inches of all columns
_SIDE = 1.9  # inches of a matrix, at most
_ROW = 0.19  # inches of an estimate
_AGREEMENT = 1.5  # inches of all lines of agreement, at most
_ROOMY = 4  # lines of agreement
_CEILINGS = ("ceiling low", "ceiling high")


@styled
def plot_judgements(
    judgements: pd.DataFrame,
    rdms: Mapping[str, xr.DataArray],
    groups: xr.DataArray | None,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw matrices of judged dissimilarities, their means by group, and how settings agree.

    Parameters
    ----------
    judgements : pandas.DataFrame
        `judgements`: setting, statistic ("agreement", "mean dissimilarity", "ceiling low",
        "ceiling high"), comparator, one, other, within, estimate, low, high, over; may be
        empty.
    rdms : mapping of str to xarray.DataArray
        Mean dissimilarities (condition, paired_condition) by setting, NaN where a pair was not
        judged.
    groups : xarray.DataArray or None
        Group of each condition (condition), such as gender, by which matrices are ordered.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A column per setting; below, a row per pair of settings and per noise ceiling.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, there is no matrix, a mean is of a setting
        without one, or a condition has no group.
    """
    require_columns(judgements, "judgements", _COLUMNS, may_be_empty=True)
    if not rdms:
        raise ValueError("there is no matrix of judgements to draw")
    means = judgements[judgements["statistic"] == "mean dissimilarity"]
    strangers = set(means["setting"]) - set(rdms)
    if strangers:
        raise ValueError(
            f"table 'judgements' has setting '{min(strangers)}', which has no matrix; there are: "
            f"{', '.join(rdms)}"
        )
    known = bool(set(_CEILINGS) & set(judgements["statistic"]))
    lines = _list_lines(judgements)
    pairs = len(means[["one", "other"]].drop_duplicates())
    side = min(_SIDE, _WIDTH / len(rdms) - 0.25)
    heights = [side]
    heights += [_ROW * pairs] if pairs else []
    heights += [min(_ROW * len(lines), _AGREEMENT)] if lines else []
    imagined = "simulated" in rdms
    figure = open_page(
        sum(heights) + 0.85 + 0.45 * (len(heights) - 1),
        f"Which faces do the {'simulated ' if imagined else ''}observers find alike?",
        study_title,
        [
            say_observers("simulated") if imagined else "",
            "Matrices: mean judged dissimilarities of all pairs of faces, in ranks.",
            NOT_JUDGED if any(rdm.isnull().any() for rdm in rdms.values()) else "",
            say_intervals(judgements["over"], subjects=known) if len(judgements) else "",
            "Bands: noise ceilings, from how well one subject agrees with the others to how well "
            "one agrees with all."
            if known
            else "",
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.add_gridspec(len(heights), len(rdms), height_ratios=heights)
    matrices, further = [], []
    for column, (setting, rdm) in enumerate(rdms.items()):
        order = order_conditions(rdm["condition"].values, groups)
        axes = figure.add_subplot(grid[0, column])
        draw_matrix(axes, arrange_rdm(rdm, order, setting), order, name_groups=True)
        axes.set_title("\n".join(wrap_text(setting, side, 8)), size=8, pad=3, weight="bold")
        matrices.append(axes)
        if pairs:
            below = figure.add_subplot(grid[1, column])
            _draw_means(below, means[means["setting"] == setting], order, names=column == 0)
            further.append(below)
    if lines:
        further.append(figure.add_subplot(grid[-1, :]))
        _draw_agreement(further[-1], lines)
    letter_panels([*matrices, *further])
    add_rank_bar(figure, matrices)
    return figure


def _list_lines(judgements: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Rows of each line of agreement by its name: pairs of settings, then noise ceilings."""
    lines = {}
    agreement = judgements[judgements["statistic"] == "agreement"]
    if len(agreement) > _ROOMY:  # all comparators and groups only where there is room for them
        first = agreement["comparator"] == agreement["comparator"].iloc[0]
        agreement = agreement[first & (agreement["within"] == "")]
    for row in agreement.itertuples():
        symbol = SYMBOLS.get(row.comparator, row.comparator)
        within = f", within {row.within}" if row.within else ""
        lines[f"{row.one} with {row.other}{within}, {symbol}"] = judgements.loc[[row.Index]]
    ceilings = judgements[judgements["statistic"].isin(_CEILINGS)]
    for (setting, comparator), rows in ceilings.groupby(["setting", "comparator"], sort=False):
        symbol = SYMBOLS.get(comparator, comparator)
        lines[f"subjects of {setting}, {symbol}"] = rows
    return lines


def _draw_means(axes: Axes, rows: pd.DataFrame, order: Order, names: bool) -> None:
    """Draw mean dissimilarities within and between groups of one setting, from zero."""
    labels = []
    for place, row in enumerate(rows.itertuples()):
        within = row.one == row.other
        labels.append(f"within {row.one}" if within else f"{row.one} to {row.other}")
        colour = order.colour(row.one) if within and row.one in order.groups else MUTED
        _draw_estimate(axes, place, row, colour, f"{row.one}/{row.other}")
    axes.set_yticks(range(len(rows)), labels if names else [""] * len(rows))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 1.1 * rows["high"].max())
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x")
    axes.set_xlabel("mean dissimilarity")


def _draw_agreement(axes: Axes, lines: dict[str, pd.DataFrame]) -> None:
    """Draw agreement of settings as points, noise ceilings as bands with intervals of both ends."""
    for place, (name, rows) in enumerate(lines.items()):
        ceiling = rows["statistic"].isin(_CEILINGS).all()
        if ceiling:
            low, high = rows["estimate"].min(), rows["estimate"].max()
            axes.add_patch(
                Rectangle((low, place - 0.36), high - low, 0.72, color=CEILING_COLOUR,
                          linewidth=1, gid=f"ceiling {name}")
            )  # fmt: skip
        shifts = np.linspace(-0.15, 0.15, len(rows)) if len(rows) > 1 else [0]
        for row, shift in zip(rows.itertuples(), shifts, strict=True):
            _draw_estimate(axes, place + shift, row, MUTED if ceiling else INK, name)
    axes.set_yticks(range(len(lines)), list(lines))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    lowest = min(rows["low"].min() for rows in lines.values())
    axes.set_xlim(min(0, lowest), 1.02)
    axes.grid(axis="x")
    head_row(axes, "agreement")


def _draw_estimate(axes: Axes, place: float, row, colour: str, name: str) -> None:
    """Draw a dot on its interval."""
    axes.plot([row.low, row.high], [place] * 2, color=colour, linewidth=1.1,
              gid=f"interval {name}")  # fmt: skip
    axes.plot(row.estimate, place, "o", color=colour, markersize=3.6, gid=f"estimate {name}")
