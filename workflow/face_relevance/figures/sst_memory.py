"""Figure: how fast an echo-state network forgets what it read first, and what helps."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from face_relevance.figures.page import letter_panels, open_page, say_empty
from face_relevance.figures.style import INK, styled
from face_relevance.figures.tables import require_columns

NETWORK = "echo-state"
READINGS = ("columns", "columns-reversed", "both", "rows", "rows-reversed")
"""Orders of reading, from above."""

_TITLE = "Does an echo-state network forget what it read first?"
LEAKS = ("#D9A400", "#E8743B", "#C2334D", "#8A1C63", "#4F1260", "#1B0C3A")
"""The more is forgotten at a step, the darker."""

_INTERVAL = ("estimate", "low", "high")


@styled
def plot_sst_memory(
    measures: pd.DataFrame, memory: pd.DataFrame, fading: pd.DataFrame, study_title: str
) -> Figure:
    """Draw accuracy, localisation and relevance by leak and by order of reading.

    Parameters
    ----------
    measures : pandas.DataFrame
        `sst_measures`: network, setting, samples, measure, estimate, low, high, chance.
    memory, fading : pandas.DataFrame
        `sst_memory` (leak, step, estimate, low, high, expected) and `sst_fading` (leak, setting,
        estimate, low, high, expected), from networks that got columns in another order for each
        seed; without rows where there is no echo-state network.
    study_title : str
        Title of the study.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If a column or a row is missing.
    """
    columns = ("network", "setting", "samples", "measure", *_INTERVAL, "chance")
    require_columns(measures, "sst_measures", columns)
    require_columns(memory, "sst_memory", ("leak", "step", *_INTERVAL, "expected"), True)
    require_columns(fading, "sst_fading", ("leak", "setting", *_INTERVAL, "expected"), True)
    if fading.empty:
        return say_empty(_TITLE, study_title, "The study has no echo-state network.", [])
    rows = measures[measures["network"] == NETWORK].set_index(["setting", "samples", "measure"])
    rows = rows.sort_index()
    settings = fading.sort_values("leak").set_index("leak")["setting"]
    colours = dict(zip(settings.index, LEAKS, strict=False))
    figure = open_page(
        4.3,
        _TITLE,
        study_title,
        [
            "a, b, c: accuracy, and share of |relevance| in Niño 3.4 for El Niño and La Niña, by "
            "leak (columns from west to east) and by order of reading with the leak of the base "
            "and the largest. Dashed: chance. d: share of |relevance| by step of reading, of "
            "networks that got the columns in another order for each seed, so that what is read "
            "at a step differs; dotted: a memory that loses the share leak at each step, (1 − "
            "leak)^t. e: fading per step, fitted to the logarithm of that share; on the "
            "dotted line it is as fast as the leak. Bars and bands: 95 % intervals over seeds "
            "and winters.",
        ],
    )
    grid = figure.add_gridspec(2, 6)
    for place, (measure, samples, title) in enumerate(
        (("correct", "all", "accuracy"), ("mass", "events", "relevance in Niño 3.4"))
    ):
        axes = figure.add_subplot(grid[0, 2 * place : 2 * place + 2])
        _draw_leaks(axes, rows, settings, (samples, measure), colours)
        axes.set_title(title, loc="left")
    _draw_readings(figure.add_subplot(grid[0, 4:]), rows, settings, colours)
    _draw_memory(figure.add_subplot(grid[1, :4]), memory, colours)
    _draw_fading(figure.add_subplot(grid[1, 4:]), fading, colours)
    letter_panels(figure.axes)
    return figure


def _draw_leaks(
    axes: Axes, rows: pd.DataFrame, settings: pd.Series, key: tuple[str, str], colours: dict
) -> None:
    """One measure by leak."""
    for place, (leak, setting) in enumerate(settings.items()):
        row = rows.loc[(setting, *key)]
        axes.plot([place] * 2, [row["low"], row["high"]], color=colours[leak], linewidth=1.2,
                  gid=f"interval {leak:g}")  # fmt: skip
        axes.plot(place, row["estimate"], "o", color=colours[leak], markersize=4.5)
    axes.axhline(row["chance"], color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    axes.set_xticks(range(len(settings)), [f"{leak:g}" for leak in settings.index])
    axes.set_xlim(-0.6, len(settings) - 0.4)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("leak")
    axes.grid(axis="y")


def _draw_readings(axes: Axes, rows: pd.DataFrame, settings: pd.Series, colours: dict) -> None:
    """Localisation by order of reading, for the leak of the base and the largest."""
    base = settings[settings == "base"].index[0]
    leaks = list(dict.fromkeys((base, settings.index.max())))
    known = set(rows.index.get_level_values("setting"))
    places = [name for name in READINGS if name == "columns" or name in known]
    for leak, offset in zip(leaks, (-0.15, 0.15), strict=False):
        for place, reading in enumerate(places):
            name = settings[leak] if reading == "columns" else reading
            if reading != "columns" and leak != base:
                name = f"{reading}-leak-{leak:g}"
            row = rows.loc[(name, "events", "mass")]
            axes.plot([row["low"], row["high"]], [place + offset] * 2, color=colours[leak],
                      linewidth=1.2, gid=f"interval {name}")  # fmt: skip
            axes.plot(row["estimate"], place + offset, "o", color=colours[leak], markersize=4.5)
    axes.axvline(row["chance"], color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    axes.set_yticks(
        range(len(places)), [name.replace("-reversed", ",\nreversed") for name in places]
    )
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_title("relevance in Niño 3.4", loc="left")
    axes.locator_params(axis="x", nbins=3)
    axes.grid(axis="x")


def _draw_memory(axes: Axes, memory: pd.DataFrame, colours: dict) -> None:
    """Share of relevance by step of reading, a curve per leak."""
    for leak, rows in memory.groupby("leak"):
        rows, colour = rows.sort_values("step"), colours[leak]
        axes.fill_between(
            rows["step"], rows["low"], rows["high"], color=colour, alpha=0.2, linewidth=0,
            gid=f"band {leak:g}",
        )  # fmt: skip
        axes.plot(rows["step"], rows["estimate"], color=colour, label=f"{leak:g}", linewidth=1.2)
        axes.plot(rows["step"], rows["expected"], color=colour, linewidth=0.9, linestyle=":")
    axes.set_ylim(0, 1.6 * memory["high"].max())
    axes.set_xlabel("step of reading")
    axes.set_ylabel("share of |relevance|")
    axes.set_title("relevance by step of reading", loc="left")
    axes.legend(title="leak", loc="upper left", ncols=2, handlelength=1.2, columnspacing=0.8)


def _draw_fading(axes: Axes, fading: pd.DataFrame, colours: dict) -> None:
    """Fitted against expected fading."""
    largest = 1.1 * fading[["expected", "high"]].max().max()
    axes.plot([0, largest], [0, largest], color=INK, linewidth=0.8, linestyle=":")
    for row in fading.to_dict("records"):
        colour = colours[row["leak"]]
        axes.plot([row["expected"]] * 2, [row["low"], row["high"]], color=colour, linewidth=1.2,
                  gid=f"interval {row['leak']:g}")  # fmt: skip
        axes.plot(row["expected"], row["estimate"], "o", color=colour, markersize=4.5)
    axes.set_xlabel("−log(1 − leak)")
    axes.set_ylabel("fading per step")
    axes.set_title("fading and leak", loc="left")
    axes.locator_params(nbins=4)
    axes.grid()
