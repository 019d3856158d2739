"""Figure: on what the similarity of models and observers depends."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.depth import CHANCE_COLOUR, LEVEL, SYMBOLS, draw_keys, order_layers
from face_relevance.figures.judged_notes import say_intervals, say_observers
from face_relevance.figures.page import (
    SIMULATED_FACES,
    letter_panels,
    open_page,
    say_empty,
    wrap_text,
)
from face_relevance.figures.style import INK, MUTED, Factors, styled
from face_relevance.figures.tables import only_value, require_columns, require_levels
from face_relevance.figures.variance_bars import SHARES_NOTE, draw_shares

_TITLE = "Does the similarity depend on pretraining, task or relevance?"
_CONTRASTS = (
    "setting", "comparator", "factor", "one", "other", "pretraining", "task", "representation",
    "kind", "layer", "difference", "low", "high", "p_holm", "over",
)  # fmt: skip
_VARIANCE = ("setting", "pretraining", "task", "part", "share", "low", "high")
_FACTORS = {
    "pretraining": "{one} − {other}",
    "task": "{one} − {other}",
    "masking": "masked − whole",
    "relevance": "relevant − random",
    "weighting": "weighted − plain",
}
_LEVELS = ("pretraining", "task")  # compared for features and maps alone
_AVERAGE = "s"  # marker of averages over cells
_ROW, _POINT = 0.19, 0.06  # inches of a row, and of a point in it
_STAR = 0.04  # from the end of an interval to its star, part of the width of all
_GAP = 0.5  # rows between layers and methods
_BAR, _LEAST_BAR, _BARS = 0.2, 0.105, 1.2  # inches of a bar of variance, and of all
_CONTENT = 3.8  # inches of all rows and bars, at most
_ROOMY = 7  # panels for which there is room
_WIDTH = 6.0  # inches of all panels


@styled
def plot_similarity_contrasts(
    contrasts: pd.DataFrame,
    variance: pd.DataFrame,
    layers: Sequence[str],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw differences of similarity between levels of each factor, and what each explains.

    Parameters
    ----------
    contrasts : pandas.DataFrame
        `similarity_contrasts` of one setting and comparator: factor, one, other, pretraining,
        task (of the cell, or "all"), representation, kind, layer, difference (one - other), low,
        high, p_holm, over. Rows of factor "representation" are not drawn.
    variance : pandas.DataFrame
        `similarity_variance` of that setting: pretraining, task, part, share, low, high.
    layers : sequence of str
        In the order of depth.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per factor and pair of levels, with a row per layer and method; below, a bar per
        cell of models with the shares of variance.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, settings or comparators are mixed, or a layer
        or level is not in the study.
    """
    require_columns(contrasts, "similarity_contrasts", _CONTRASTS)
    require_columns(variance, "similarity_variance", _VARIANCE)
    require_levels(contrasts, "similarity_contrasts", factors)
    require_levels(variance, "similarity_variance", factors)
    setting = only_value(pd.concat([contrasts, variance]), "similarity_contrasts", "setting")
    comparator = only_value(contrasts, "similarity_contrasts", "comparator")
    panels, left_out = _choose_panels(_list_panels(contrasts), factors)
    if not panels:
        reason = "One kind of model, and features as they are: there is nothing to compare."
        return say_empty(_TITLE, study_title, reason, [SIMULATED_FACES if simulated else ""])
    shown = pd.concat(panels.values())
    depth = order_layers(shown, "similarity_contrasts", layers)
    names = [*depth, *dict.fromkeys(shown.loc[shown["layer"] == "", "representation"])]
    tops = np.arange(len(names)) + _GAP * (np.arange(len(names)) >= len(depth))
    cells = len(factors.cells)
    bars = min(_BAR * cells, max(_BARS, _LEAST_BAR * cells))
    most = int((_CONTENT - bars) / _POINT / len(names))  # points beside one another in a row
    panels = {key: _thin(rows, most) for key, rows in panels.items()}
    crowd = max(len(_list_series(rows)) for rows in panels.values())
    tall = min(_CONTENT - bars, max(_ROW, crowd * _POINT) * (tops[-1] + 1))
    figure = open_page(
        tall + bars + 1.35,
        _TITLE,
        study_title,
        [
            "Above: differences of similarity; star: not 0 after Holm's correction. Masked images "
            "keep their most relevant pixels or, in grey, as many by chance.",
            "Levels are compared with the first of their factor; other pairs are in the table."
            if left_out
            else "",
            say_observers(setting),
            say_intervals(shown["over"]),
            SHARES_NOTE,
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.add_gridspec(2, 1, height_ratios=(tall, bars))
    places = grid[0].subgridspec(1, len(panels))
    first = None
    for number, ((factor, one, other), rows) in enumerate(panels.items()):
        axes = figure.add_subplot(places[number], sharex=first, sharey=first)
        first = first or axes
        _draw_panel(axes, rows, dict(zip(names, tops, strict=True)), factors)
        axes.tick_params(axis="y", length=0, labelleft=number == 0)
        text = _FACTORS[factor].format(one=one, other=other)
        width = _WIDTH / len(panels) - 0.18  # with room for a letter
        axes.set_title("\n".join(wrap_text(text, width, 7.5)), loc="left", size=7.5, pad=3)
    first.set_yticks(tops, [name.removeprefix("relevance ") for name in names])
    first.set_ylim(tops[-1] + 0.5, -0.5)
    first.locator_params(axis="x", nbins=4 if len(panels) <= _ROOMY else 2)
    low, high = first.get_xlim()
    first.set_xlim(low, high + 0.08 * (high - low))  # room for stars
    first.set_xlabel(f"difference of {SYMBOLS.get(comparator, comparator)}", loc="left")
    draw_shares(figure.add_subplot(grid[1]), variance, factors)
    letter_panels(figure.axes)
    draw_keys(figure, _list_keys(pd.concat(panels.values()), factors))
    return figure


def _list_panels(contrasts: pd.DataFrame) -> dict[tuple[str, str, str], pd.DataFrame]:
    """Rows of each panel by factor and levels; masking by chance stands beside masking."""
    panels = {}
    for factor in _FACTORS:
        with_chance = ("masking", "random masking") if factor == "masking" else (factor,)
        rows = contrasts[contrasts["factor"].isin(with_chance)]
        if factor in _LEVELS:
            rows = rows[rows["kind"].isin(("features", "relevance"))]
            for (one, other), pair in rows.groupby(["one", "other"], sort=False):
                panels[factor, one, other] = pair
        elif len(rows):
            others = list(dict.fromkeys(rows["other"].str.removeprefix("relevance ")))
            panels[factor, "", others[0] if len(others) == 1 else "features"] = rows
    return panels


def _choose_panels(panels: dict, factors: Factors) -> tuple[dict, bool]:
    """Panels for which a page has room, and whether pairs of levels were left out for it."""
    if len(panels) <= _ROOMY:
        return panels, False
    firsts = factors.pretraining[0], factors.task[0]
    chosen = {
        key: rows
        for key, rows in panels.items()
        if key[0] not in _LEVELS or set(key[1:]) & set(firsts)
    }
    return chosen, len(chosen) < len(panels)


def _list_series(rows: pd.DataFrame) -> pd.DataFrame:
    """Each kind of point of a panel."""
    return rows[["factor", "pretraining", "task"]].drop_duplicates()


def _thin(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Rows of a panel without averages over one cell; averages alone where cells find no room."""
    averages = (rows["pretraining"] == "all").astype(int) + (rows["task"] == "all")
    widest = averages == averages.groupby(rows["factor"]).transform("max")
    cells = rows[~widest]
    if cells.empty:
        return rows
    if not _list_series(cells).duplicated("factor").any():
        return cells
    return rows if len(_list_series(rows)) <= most else rows[widest]


def _draw_panel(axes: Axes, rows: pd.DataFrame, places: dict[str, float], factors: Factors) -> None:
    """Differences of one panel, a series beside the other in each row."""
    series = _list_series(rows)
    offsets = np.linspace(-0.45, 0.45, len(series) + 2)[1:-1]
    beside = _STAR * (rows["high"].max() - rows["low"].min())
    axes.axvline(0, color=MUTED, linewidth=0.7, zorder=0.6, gid="level")
    for place in places.values():
        axes.axhline(place - 0.5, color="#EEEEEE", linewidth=0.6, zorder=0.4)
    for (factor, pretraining, task), offset in zip(
        series.itertuples(index=False), offsets, strict=True
    ):
        colour, marker = _look(factor, pretraining, task, factors)
        of_series = rows[
            (rows["factor"] == factor)
            & (rows["pretraining"] == pretraining)
            & (rows["task"] == task)
        ]
        keys = of_series["layer"].where(of_series["layer"] != "", of_series["representation"])
        heights = np.array([places[key] for key in keys]) + offset
        name = f"{factor} {pretraining}/{task}"
        axes.hlines(heights, of_series["low"], of_series["high"], color=colour, linewidth=0.9,
                    zorder=2.2, gid=f"interval {name}")  # fmt: skip
        axes.plot(of_series["difference"], heights, linestyle="", marker=marker, markersize=3,
                  color=colour, mew=0, zorder=2.4, gid=f"difference {name}")  # fmt: skip
        found = (of_series["p_holm"] < LEVEL).to_numpy()
        axes.plot(of_series["high"][found] + beside, heights[found], linestyle="",
                  marker=(6, 2, 0), markersize=3.2, markeredgewidth=0.6, color=colour, zorder=2.4,
                  gid=f"star {name}")  # fmt: skip
    axes.grid(axis="x")


def _look(factor: str, pretraining: str, task: str, factors: Factors) -> tuple[str, str]:
    """Colour and marker of a series: grey is chance, black is what no pretraining owns."""
    colour = factors.colour(pretraining) if pretraining in factors.pretraining else INK
    marker = factors.marker(task) if task in factors.task else _AVERAGE
    return CHANCE_COLOUR if factor == "random masking" else colour, marker


def _list_keys(rows: pd.DataFrame, factors: Factors) -> list[Line2D]:
    """Legend entries of what is drawn."""
    look = {"linewidth": 0.9, "markersize": 3.2}
    keys = [
        Line2D([], [], color=factors.colour(name), linewidth=3, label=name)
        for name in factors.pretraining
        if name in set(rows["pretraining"])
    ]
    keys += [
        Line2D([], [], color=INK, marker=factors.marker(task), label=task, **look)
        for task in factors.task
        if task in set(rows["task"])
    ]
    if not set(rows["task"]) <= set(factors.task):
        keys.append(Line2D([], [], color=INK, marker=_AVERAGE, label="average", **look))
    if "random masking" in set(rows["factor"]):
        label = "as many pixels kept by chance"
        keys.append(Line2D([], [], color=CHANCE_COLOUR, linewidth=3, label=label))
    return keys
