"""Figure: how often representations predict which of three faces an observer finds odd."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from face_relevance.figures.depth import Frame, draw_keys, find_ceiling, list_keys, order_layers
from face_relevance.figures.depth_panels import draw_panels, measure_panels
from face_relevance.figures.judged_notes import say_ceiling, say_intervals, say_observers
from face_relevance.figures.page import SIMULATED_FACES, open_page
from face_relevance.figures.style import Factors, styled
from face_relevance.figures.tables import only_value, require_columns, require_levels

_COLUMNS = (
    "setting", "pretraining", "task", "representation", "kind", "layer", "accuracy", "low", "high",
    "p_holm", "chance", "trials", "over",
)  # fmt: skip


@styled
def plot_trials(
    trials: pd.DataFrame,
    layers: Sequence[str],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the accuracy of predicting the odd one out of three faces, layers by depth.

    Parameters
    ----------
    trials : pandas.DataFrame
        `trials` of one setting: pretraining, task, representation, kind, layer, accuracy, low,
        high, p_holm (against chance), chance, ceiling_low, ceiling_high (both empty without
        subjects), trials, over.
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
        Laid out as the figure of similarity.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, settings or ceilings are mixed, or a layer or
        level is not in the study.
    """
    require_columns(trials, "trials", _COLUMNS)
    require_levels(trials, "trials", factors)
    setting = only_value(trials, "trials", "setting")
    chance = float(only_value(trials, "trials", "chance"))
    shown = order_layers(trials, "trials", layers)
    ceiling = find_ceiling(trials, "trials")
    table = trials.rename(columns={"accuracy": "estimate"}).assign(controlled_for="")
    fitted = table["kind"] == "fitted"
    table.loc[fitted & (table["pretraining"] == ""), "kind"] = "baseline"
    most = int(trials["trials"].max())
    figure = open_page(
        measure_panels(table),
        "Can the odd one out of three faces be predicted?",
        study_title,
        [
            f"Share of {most} choices in which the face that a representation sets apart from the "
            f"other two is the one chosen; line: chance ({chance:.2f}).",
            "What is weighted was fitted to the choices of other subjects." if fitted.any() else "",
            say_observers(setting),
            say_intervals(trials["over"]),
            say_ceiling(
                ceiling,
                table["estimate"],
                "how well the choices of the other subjects predict those of one to how well "
                "those of all do",
            ),
            SIMULATED_FACES if simulated else "",
        ],
    )
    empty = table.iloc[:0]
    draw_panels(figure, table, empty, shown, factors, Frame(chance, ceiling))
    masked = "random-masked" in set(trials["kind"])
    draw_keys(figure, list_keys(factors, ceiling, "chance", masked))
    figure.supylabel("accuracy of predicting the odd one out", size=8)
    return figure
