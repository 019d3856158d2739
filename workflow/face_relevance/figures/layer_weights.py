"""Figure: which layers a weighted account of the judgements uses, and how much it gains."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from face_relevance.figures.depth import (
    Frame,
    draw_frame,
    draw_keys,
    draw_points,
    find_ceiling,
    find_places,
    head_column,
    head_row,
    list_keys,
    name_layers,
    order_layers,
    set_apart,
)
from face_relevance.figures.judged_notes import say_ceiling, say_intervals, say_observers
from face_relevance.figures.page import SIMULATED_FACES, letter_panels, open_page
from face_relevance.figures.style import MUTED, Factors, styled
from face_relevance.figures.tables import only_value, require_columns, require_levels

_WEIGHTS = ("setting", "pretraining", "task", "layer", "weight", "low", "high", "over")
_WEIGHTED = ("setting", "pretraining", "task", "model", "estimate", "low", "high", "over")
_WIDTH = 6.35  # inches of all panels of a row
_ROW = 1.15  # inches of a row of panels


@styled
def plot_layer_weights(
    weights: pd.DataFrame,
    weighted: pd.DataFrame,
    layers: Sequence[str],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the weights of layers, and what weighting gains on faces and subjects left out.

    Parameters
    ----------
    weights : pandas.DataFrame
        `layer_weights` of one setting: pretraining, task, layer, weight, low, high, over.
    weighted : pandas.DataFrame
        `similarity_weighted` of that setting: pretraining, task, model, estimate, low, high,
        ceiling_low, ceiling_high (both empty without subjects), over. Without rows where there
        were too few faces to leave some out.
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
        A column per pretraining with the weights of layers; below, the similarity of the best
        layer, of weighted layers and of weighted parts.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, settings or ceilings are mixed, or a layer or
        level is not in the study.
    """
    require_columns(weights, "layer_weights", _WEIGHTS)
    require_columns(weighted, "similarity_weighted", _WEIGHTED, may_be_empty=True)
    for table, name in ((weights, "layer_weights"), (weighted, "similarity_weighted")):
        require_levels(table, name, factors)
    tested = not weighted.empty
    both = pd.concat([weights, weighted]) if tested else weights
    setting = only_value(both, "layer_weights", "setting")
    shown = order_layers(weights, "layer_weights", layers)
    ceiling = find_ceiling(weighted, "similarity_weighted")
    figure = open_page(
        (1 + tested) * _ROW + 0.75,
        "Does a weighting of layers account for the judgements better than one layer?",
        study_title,
        [
            "Weights are not negative and sum to 1.",
            "Similarity is that with faces and subjects on which no weight was fitted and no layer "
            "chosen."
            if tested
            else "There are too few faces to test weights on faces that are left out.",
            say_observers(setting),
            say_intervals([*weights["over"], *weighted["over"]]),
            say_ceiling(
                ceiling,
                weighted["estimate"],
                "how well one subject agrees with the others to how well one agrees with all",
            ),
            SIMULATED_FACES if simulated else "",
        ],
    )
    grid = figure.add_gridspec(1 + tested, len(factors.pretraining))
    first = None
    for column, pretraining in enumerate(factors.pretraining):
        axes = figure.add_subplot(grid[0, column], sharey=first)
        first = first or axes
        draw_frame(axes, Frame(0, None))
        _draw_weights(axes, weights[weights["pretraining"] == pretraining], shown, factors)
        name_layers(axes, shown, _WIDTH / len(factors.pretraining))
        axes.tick_params(axis="y", labelleft=column == 0)
        head_column(axes, pretraining, factors)
    first.set_ylabel("weight of layer")
    head_row(first, "weights")
    heads = [first]
    if tested:
        axes = figure.add_subplot(grid[1, :])
        draw_frame(axes, Frame(0, ceiling))
        _draw_models(axes, weighted, factors)
        axes.set_ylabel("similarity")
        head_row(axes, "similarity with judgements left out")
        heads.append(axes)
    letter_panels(heads)
    draw_keys(figure, list_keys(factors, ceiling))
    return figure


def _draw_weights(axes: Axes, rows: pd.DataFrame, layers: list[str], factors: Factors) -> None:
    """Weights of one pretraining, tasks beside one another."""
    for task, offset in zip(factors.task, set_apart(len(factors.task)), strict=True):
        of_task = rows[rows["task"] == task].sort_values(
            "layer", key=lambda names: names.map(layers.index)
        )
        for pretraining in of_task["pretraining"].unique():
            draw_points(
                axes, find_places(of_task["layer"], layers, offset),
                of_task.rename(columns={"weight": "estimate"}), factors.colour(pretraining),
                factors.marker(task), factors.line(task), f"{pretraining}/{task} weights",
            )  # fmt: skip


def _draw_models(axes: Axes, rows: pd.DataFrame, factors: Factors) -> None:
    """Similarity of all cells beside one another, by what was fitted."""
    models = list(dict.fromkeys(rows["model"]))
    for (pretraining, task), offset in zip(
        factors.cells, 1.4 * set_apart(len(factors.cells)), strict=True
    ):
        of_cell = rows[(rows["pretraining"] == pretraining) & (rows["task"] == task)]
        draw_points(
            axes, find_places(of_cell["model"], models, offset), of_cell,
            factors.colour(pretraining), factors.marker(task), None,
            f"{pretraining}/{task} weighted",
        )  # fmt: skip
    alone = rows[rows["pretraining"] == ""]  # parts of the face need no model
    if len(alone):
        draw_points(axes, find_places(alone["model"], models), alone, MUTED, "o", None, "weighted")
    axes.set_xticks(range(len(models)), models)
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(models) - 0.4)
