"""Figure: how relevance and accuracy of echo-state networks fall with what is read later."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.field_panels import SIMULATED_FIELDS, add_key
from face_relevance.figures.page import letter_panels, open_page
from face_relevance.figures.style import ACCENTS, INK, MUTED, SMALLEST_FONT, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = (
    "reading", "leak", "spectral_radius", "method", "measure", "steps", "estimate", "low", "high",
)  # fmt: skip
_LINES = {
    ("columns", True): (ACCENTS[0], "-", "o", "forward"),
    ("columns-reversed", True): (ACCENTS[1], (0, (4, 1.5)), "D", "backward"),
    ("both", True): (ACCENTS[2], "-", "^", "both ways"),
    ("columns", False): (ACCENTS[3], "-", "s", "forward, no recurrence"),
}
"""By order of reading and whether there is recurrence: colour, line, marker and name."""

_FLOOR = 1e-9


@styled
def plot_fading_memory(
    memory: pd.DataFrame, method: str, study_title: str, simulated: bool
) -> Figure:
    """Draw relevance of single lines above, accuracy and mass in the square below, by steps.

    Parameters
    ----------
    memory : pandas.DataFrame
        From `tabulate_fading_memory`.
    method : str
        Which relevance.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the fields are simulated.

    Returns
    -------
    matplotlib.figure.Figure
        A column for each leak.

    Raises
    ------
    ValueError
        If a column is missing or has empty values.
    """
    require_columns(memory, "fading_memory", _COLUMNS)
    leaks = sorted(memory["leak"].unique())
    figure = open_page(
        4.6,
        "How much is left in reservoirs of what they read early",
        study_title,
        [
            f"Relevance by {method}; shaded and bars: 95 % intervals over seeds and fields. "
            "Dotted: what the last line has times (1 − leak) to the power of the lines that are "
            "read later. Above: factor by which relevance falls with each line, read forward, with "
            "and without recurrence. Both ways, lines count to the nearer end. Dashed: chance.",
            SIMULATED_FIELDS if simulated else "",
        ],
    )
    grid = figure.add_gridspec(4, len(leaks), height_ratios=[1.5, 1, 1, 0.12])
    panels = np.empty((3, len(leaks)), dtype=object)
    for row, column in np.ndindex(*panels.shape):
        panels[row, column] = figure.add_subplot(
            grid[row, column],
            sharex=panels[0, 0],
            sharey=panels[row, 0] if column else None,
        )
        panels[row, column].tick_params(labelbottom=row == 2, labelleft=column == 0)
    for column, leak in enumerate(leaks):
        here = memory[memory["leak"] == leak]
        relevant = here[here["method"] == method]
        _draw_relevance(panels[0, column], relevant)
        _draw_points(panels[1, column], here[here["measure"] == "accuracy"])
        _draw_points(panels[2, column], relevant[relevant["measure"] == "mass"])
        heading = f"leak {leak:g} (keeps {1 - leak:g})"
        panels[0, column].set_title(heading, weight="bold", loc="left", pad=14)
        panels[1, column].axhline(0.5, color=MUTED, linewidth=0.7, linestyle=(0, (4, 2)))
        panels[2, column].set_xlabel("lines read later", labelpad=2)
    panels[0, 0].set(yscale="log", ylim=(_FLOOR, 2), ylabel="share of |relevance|\nin a line")
    panels[1, 0].set(ylim=(0.3, 1.05), ylabel="accuracy")
    panels[2, 0].set(ylim=(0, None), ylabel="share of |relevance|\nin the square")
    letter_panels(panels[:, 0])
    add_key(
        figure.add_subplot(grid[3, :]),
        [
            Line2D([], [], color=colour, linestyle=line, marker=marker, label=name)
            for colour, line, marker, name in _LINES.values()
        ],
    )
    return figure


def _choose(rows: pd.DataFrame, reading: str, recurrent: bool) -> pd.DataFrame:
    """Rows of one line of the figure, by steps."""
    here = rows[(rows["reading"] == reading) & ((rows["spectral_radius"] > 0) == recurrent)]
    return here.sort_values("steps")


def _draw_relevance(axes: Axes, rows: pd.DataFrame) -> None:
    """Share of a line by steps, its interval and what the leak alone would leave."""
    for (reading, recurrent), (colour, line, _, _) in _LINES.items():
        here = _choose(rows[rows["measure"] == "relevance"], reading, recurrent)
        axes.plot(
            here["steps"], here["estimate"], color=colour, linestyle=line, linewidth=1.1,
            gid=f"relevance {reading} {recurrent}",
        )  # fmt: skip
        axes.fill_between(
            here["steps"], np.maximum(here["low"], _FLOOR / 10), here["high"], color=colour,
            alpha=0.25, linewidth=0,
        )  # fmt: skip
        if reading == "columns":
            rate = _choose(rows[rows["measure"] == "rate"], reading, recurrent).iloc[0]
            axes.text(
                0.0 if recurrent else 1.0, 1.03, f"{rate['low']:.3f}–{rate['high']:.3f}",
                ha="left" if recurrent else "right", transform=axes.transAxes,
                size=SMALLEST_FONT, color=colour, gid="rate",
            )  # fmt: skip
            if recurrent:
                axes.plot(
                    here["steps"], here["expected"], color=INK, linewidth=1,
                    linestyle=(0, (1, 1.2)), gid="expected",
                )  # fmt: skip
    axes.grid(axis="y")


def _draw_points(axes: Axes, rows: pd.DataFrame) -> None:
    """Estimates by the place of the square, with intervals."""
    for (reading, recurrent), (colour, line, marker, _) in _LINES.items():
        here = _choose(rows, reading, recurrent)
        axes.vlines(here["steps"], here["low"], here["high"], color=colour, linewidth=0.9)
        axes.plot(
            here["steps"], here["estimate"], color=colour, linestyle=line, linewidth=0.9,
            marker=marker, markersize=2.8, gid=f"points {reading} {recurrent}",
        )  # fmt: skip
    axes.grid(axis="y")
