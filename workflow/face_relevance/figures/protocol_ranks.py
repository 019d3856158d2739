"""Figure: mean ranks of methods by measures of the protocol, with bars over what ties."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from face_relevance.figures.page import SIMULATED_OBJECTS, letter_panels, open_page, say_empty
from face_relevance.figures.protocol_style import (
    ADVISE,
    FAMILY_COLOURS,
    MEASURES,
    method_colour,
    method_family,
    name_method,
    say_circular,
)
from face_relevance.figures.style import GRID, styled
from face_relevance.figures.tables import require_columns, select_all_networks

DRAWN = ("avx", "avx_published", "deletion", "insertion", "road")
"""Measures that have a panel, in the order of the panels."""

SIGNIFICANT = 0.05

_TITLE = "How methods rank, and which of them cannot be told apart"
_RANKS = ("network", "measure", "method", "rank", "low", "high", "methods")
_CONTRASTS = ("network", "measure", "one", "other", "family", "p_holm", "over")
_COLUMNS = 3
_TIE = "#8C8C8C"
_ROW = 0.122  # inches of a method
_PANEL = 0.52  # inches of a panel's heading and axis
_STEP = 5  # points between neighbouring bars


@styled
def plot_protocol_ranks(
    ranks: pd.DataFrame, contrasts: pd.DataFrame, study_title: str, simulated: bool
) -> Figure:
    """Draw the mean rank of every method by each measure, and join those that do not differ.

    Parameters
    ----------
    ranks : pandas.DataFrame
        `protocol_ranks`: network, measure, method, rank (1 is best), low, high, methods. Averages
        over all networks and the measures `DRAWN` are drawn.
    contrasts : pandas.DataFrame
        `protocol_contrasts`: network, measure, family ("planned" or "other"), one, other, p_holm,
        over; of all pairs of methods.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per measure with a row per method, the best first.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, no measure that is drawn is there, a method is
        unknown, or a pair of methods has no contrast.
    """
    require_columns(ranks, "protocol_ranks", _RANKS)
    require_columns(contrasts, "protocol_contrasts", _CONTRASTS, may_be_empty=True)
    ranks = select_all_networks(ranks, "protocol_ranks")
    if ranks["method"].nunique() == 1:
        reason = "There is a single method, and nothing to rank it among."
        return say_empty(_TITLE, study_title, reason, [SIMULATED_OBJECTS if simulated else ""])
    contrasts = select_all_networks(contrasts, "protocol_contrasts")
    measures = [measure for measure in DRAWN if measure in set(ranks["measure"])]
    if not measures:
        raise ValueError(f"table 'protocol_ranks' has none of the measures {', '.join(DRAWN)}")
    over = " or ".join(sorted(set(contrasts["over"])))
    count = int(ranks["methods"].max())
    bands = -(-(len(measures) + 1) // _COLUMNS)
    figure = open_page(
        bands * (max(_ROW * count, 0.9) + _PANEL),
        _TITLE,
        study_title,
        [
            f"Dots: mean rank of a method over images (1 is the best of {count}) with 95 % "
            "intervals. Grey bars join neighbours none of which differ from one another (p ≥ "
            f"{SIGNIFICANT:g}, paired over {over}, Holm's correction over all pairs"
            f"{_say_planned(contrasts)}).",
            say_circular(ranks["method"]),
            SIMULATED_OBJECTS if simulated else "",
        ],
    )
    grid = figure.subplots(bands, _COLUMNS, squeeze=False)
    for axes, measure in zip(grid.flat, measures, strict=False):
        here = ranks[ranks["measure"] == measure].sort_values("rank", kind="stable")
        of_measure = contrasts[contrasts["measure"] == measure]
        _draw_ranks(axes, here, join_ties(here["method"].tolist(), of_measure))
        axes.set_title(MEASURES[measure].title, loc="left", weight="bold")
        axes.set_xlabel("mean rank", labelpad=2)
    letter_panels(grid.flat[: len(measures)])
    for axes in grid.flat[len(measures) :]:
        axes.set_axis_off()
    legend = grid.flat[len(measures)].legend(
        handles=_list_keys(ranks["method"]), loc="center right", bbox_to_anchor=(1, 0.5),
        title="rests on", alignment="left",
    )  # fmt: skip
    # It stands where other panels have their axis and names: the columns need not grow for it.
    legend.set_in_layout(False)
    return figure


def join_ties(order: list[str], contrasts: pd.DataFrame) -> list[tuple[int, int]]:
    """Find the longest runs of neighbours of which no two differ.

    Parameters
    ----------
    order : list of str
        Methods, the best first.
    contrasts : pandas.DataFrame
        one, other, p_holm; a pair may stand in either order.

    Returns
    -------
    list of tuple of int
        First and last place of every run of two methods or more that is in no longer one.

    Raises
    ------
    ValueError
        If a pair of methods has no contrast.
    """
    pairs = zip(contrasts["one"], contrasts["other"], contrasts["p_holm"], strict=True)
    differ = {frozenset((one, other)): p < SIGNIFICANT for one, other, p in pairs}
    runs: list[tuple[int, int]] = []
    for first in range(len(order)):
        last = first
        while last + 1 < len(order) and not any(
            _look_up(differ, order[at], order[last + 1]) for at in range(first, last + 1)
        ):
            last += 1
        if last > first and (not runs or last > runs[-1][1]):
            runs.append((first, last))
    return runs


def _look_up(differ: dict[frozenset[str], bool], one: str, other: str) -> bool:
    """Whether two methods differ."""
    pair = frozenset((one, other))
    if pair not in differ:
        raise ValueError(f"table 'protocol_contrasts' has no row of '{one}' and '{other}'")
    return differ[pair]


def _say_planned(contrasts: pd.DataFrame) -> str:
    """Say how many pairs are corrected apart from all others."""
    planned = contrasts[contrasts["family"] == "planned"]
    count = len(planned[["one", "other"]].drop_duplicates())
    return f" but {count} planned ones, which are a family of their own" if count else ""


def _draw_ranks(axes: Axes, rows: pd.DataFrame, ties: list[tuple[int, int]]) -> None:
    """Dots on their intervals, and right of them a bar for every run of ties."""
    for place, row in enumerate(rows.itertuples()):
        colour = method_colour(row.method)
        axes.axhline(place, color=GRID, linewidth=0.5, zorder=0.5)
        axes.plot(
            [row.low, row.high], [place] * 2, color=colour, linewidth=1, marker="|", markersize=4,
            markeredgewidth=0.8, zorder=2.4, gid=f"interval {row.method}",
        )  # fmt: skip
        axes.plot(
            row.rank, place, "o", color=colour, markersize=3.2, zorder=2.5,
            gid=f"rank {row.method}",
        )  # fmt: skip
    lanes: list[int] = []  # last place of the newest bar in each lane
    for first, last in ties:
        lane = next((n for n, end in enumerate(lanes) if end < first), len(lanes))
        lanes[lane : lane + 1] = [last]
        aside = ScaledTranslation((4 + _STEP * lane) / 72, 0, axes.figure.dpi_scale_trans)
        axes.plot(
            [1, 1], [first - 0.3, last + 0.3], color=_TIE, linewidth=2.2, solid_capstyle="butt",
            transform=axes.get_yaxis_transform() + aside, clip_on=False, gid=f"tie {first} {last}",
        )  # fmt: skip
    count = len(rows)
    axes.set_yticks(range(count), [name_method(method) for method in rows["method"]])
    for label, method in zip(axes.get_yticklabels(), rows["method"], strict=True):
        if method in ADVISE:
            label.set(color=method_colour(method), weight="bold")
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(0.5, count + 0.5)
    axes.set_xticks(sorted({1, (count + 1) // 2, count}))
    axes.tick_params(axis="y", length=0, pad=2)
    axes.spines["left"].set_visible(False)


def _list_keys(methods: pd.Series) -> list[Line2D]:
    """Entries of the legend: the families that are there, and the bar."""
    present = {method_family(method) for method in methods}
    keys = [
        Line2D([], [], color=colour, marker="o", markersize=4, linewidth=1.3, label=family)
        for family, colour in FAMILY_COLOURS.items()
        if family in present
    ]
    return [*keys, Line2D([], [], color=_TIE, linewidth=2.2, label="do not differ")]
