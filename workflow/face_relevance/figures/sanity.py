"""Figure: whether relevance maps change with the network's weights and with what is explained."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_FACES,
    break_name,
    letter_panels,
    open_page,
)
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, Factors, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = (
    "pretraining", "task", "method", "check", "measure", "layer", "estimate", "low", "high",
)  # fmt: skip
_ROWS = {
    "cascading": ("agreement when this\nlayer and all above\nare randomised", "spearman"),
    "independent": ("agreement when\nonly this layer\nis randomised", "spearman"),
    "convergence": ("cosine between\nthe relevance of\ndifferent classes", "cosine"),
}
_SWAP = "class swap"
_SWAP_PLACE = -2.2
_SPREAD = 1.4  # over which the cells of the class swap are spread


@styled
def plot_sanity(
    sanity: pd.DataFrame, factors: Factors, study_title: str, simulated: bool
) -> Figure:
    """Draw the agreement with maps of randomised networks, and how relevance of classes converges.

    Parameters
    ----------
    sanity : pandas.DataFrame
        `sanity`: pretraining, task, method, check, measure, layer (from the output to the input),
        estimate, low, high.
    factors : Factors
        Levels of the study; every pretraining and task must be one of them.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A column per method; rows for cascading and independent randomisation, the first with the
        swap of classes before it, and for convergence where a method is a composite.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or a level is unknown.
    """
    require_columns(sanity, "sanity", _COLUMNS)
    methods = list(dict.fromkeys(sanity["method"]))
    layers = [name for name in dict.fromkeys(sanity["layer"]) if name != "output"]
    rows = [check for check in _ROWS if check in set(sanity["check"])]
    figure = open_page(
        1.3 * len(rows) + 0.75,
        "Do relevance maps change when the network forgets, or when another class is explained?",
        study_title,
        [
            "Upper rows: rank correlation with the map of the trained network, after the weights "
            "of layers were drawn afresh; the first layer is a random head. A map that explains "
            "what was learned falls to 0. Class swap: correlation with the map of the second-best "
            "class. Last row: 1 where the relevance of all classes runs the same way, so that the "
            "map no longer depends on the class; for methods that work layer by layer. Bands: "
            "95 % intervals over seeds and images.",
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.subplots(len(rows), len(methods), sharex=True, sharey="row", squeeze=False)
    for axes_row, check in zip(grid, rows, strict=True):
        label, measure = _ROWS[check]
        here = sanity[(sanity["check"] == check) & (sanity["measure"] == measure)]
        for axes, method in zip(axes_row, methods, strict=True):
            of_method = here[here["method"] == method]
            for pretraining, task in factors.cells:
                _draw_curve(axes, of_method, layers, pretraining, task, factors)
            axes.axhline(0, color="#AAAAAA", linewidth=0.6, zorder=0.5)
            axes.grid(axis="y")
            if of_method.empty:
                axes.text(
                    0.5, 0.5, "no layers", ha="center", size=SMALLEST_FONT, color=MUTED,
                    transform=axes.transAxes,
                )  # fmt: skip
        axes_row[0].set_ylabel(label)
    swaps = sanity[(sanity["check"] == _SWAP) & (sanity["measure"] == "spearman")]
    width = PAGE_WIDTH / (len(methods) + 1.8)
    for axes, method in zip(grid[0], methods, strict=True):
        axes.set_title(break_name(method, width, 8), color=INK)
        _draw_swaps(axes, swaps[swaps["method"] == method], factors)
    places = [0, len(layers) // 2, len(layers) - 1]
    for axes in grid[-1]:
        axes.set_xticks(
            [_SWAP_PLACE, *places], [_SWAP, *(layers[at] for at in places)], rotation=90
        )
    letter_panels(grid[:, 0])
    figure.legend(
        handles=[_draw_key(cell, factors) for cell in factors.cells],
        loc="outside right center",
        alignment="left",
        title="model",
    )
    return figure


def _draw_curve(
    axes, rows: pd.DataFrame, layers: list[str], pretraining: str, task: str, factors: Factors
) -> None:
    """One cell of models over the layers, on its band."""
    rows = _pick(rows, pretraining, task).set_index("layer").reindex(layers).dropna()
    places = [layers.index(layer) for layer in rows.index]
    colour = factors.colour(pretraining)
    axes.fill_between(
        places, rows["low"].astype(float), rows["high"].astype(float), color=colour, alpha=0.13,
        linewidth=0, gid=f"interval {pretraining}/{task}",
    )  # fmt: skip
    axes.plot(
        places, rows["estimate"], color=colour, linestyle=factors.line(task), linewidth=1.2,
        gid=f"curve {pretraining}/{task}",
    )  # fmt: skip


def _draw_swaps(axes, rows: pd.DataFrame, factors: Factors) -> None:
    """Draw the swap of classes before the first layer, cells beside one another."""
    cells = factors.cells
    for number, (pretraining, task) in enumerate(cells):
        place = _SWAP_PLACE + _SPREAD * ((number + 0.5) / len(cells) - 0.5)
        for row in _pick(rows, pretraining, task).itertuples():
            colour = factors.colour(pretraining)
            axes.plot(
                [place] * 2, [row.low, row.high], color=colour, linewidth=0.9,
                gid=f"swap interval {pretraining}/{task}",
            )  # fmt: skip
            axes.plot(
                place, row.estimate, factors.marker(task), color=colour, markersize=3,
                markeredgecolor="white", markeredgewidth=0.3, gid=f"swap {pretraining}/{task}",
            )  # fmt: skip


def _pick(rows: pd.DataFrame, pretraining: str, task: str) -> pd.DataFrame:
    """Rows of one cell."""
    return rows[(rows["pretraining"] == pretraining) & (rows["task"] == task)]


def _draw_key(cell: tuple[str, str], factors: Factors) -> Line2D:
    """Legend entry of a cell."""
    pretraining, task = cell
    return Line2D(
        [], [], color=factors.colour(pretraining), linestyle=factors.line(task), linewidth=1.2,
        marker=factors.marker(task), markersize=3, label=f"{pretraining}\n{task}",
    )  # fmt: skip
