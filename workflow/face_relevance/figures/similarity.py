"""Figure: which representations of a model find the same faces alike as the observers do."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from face_relevance.figures.depth import (
    SYMBOLS,
    TIED,
    Frame,
    draw_keys,
    find_ceiling,
    list_keys,
    order_layers,
)
from face_relevance.figures.depth_panels import draw_panels, measure_panels
from face_relevance.figures.judged_notes import say_ceiling, say_intervals
from face_relevance.figures.page import SIMULATED_FACES, open_page, wrap_text
from face_relevance.figures.style import Factors, styled
from face_relevance.figures.tables import only_value, require_columns, require_levels

_COLUMNS = (
    "setting", "reference", "simulated", "pretraining", "task", "representation", "kind", "layer",
    "comparator", "controlled_for", "estimate", "low", "high", "p_holm", "attainable", "over",
)  # fmt: skip
_SEEDS = ("pretraining", "task", "representation", "kind", "layer", "estimate")


@styled
def plot_similarity(
    similarity: pd.DataFrame,
    seeds: pd.DataFrame,
    layers: Sequence[str],
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the agreement of representations with the observers, layers by depth.

    Parameters
    ----------
    similarity : pandas.DataFrame
        `similarity` of one setting and comparator, and rows in which something was held constant:
        reference, simulated, pretraining, task,
        representation, kind, layer, controlled_for, estimate, low, high, p_holm, ceiling_low,
        ceiling_high (both empty without subjects), attainable, over.
    seeds : pandas.DataFrame
        `similarity_seeds` of that setting: pretraining, task, representation, kind, layer,
        estimate of single models.
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
        A column per pretraining; rows of panels for features, partial similarity of features,
        masked images and weighted features as far as the table has them; below, relevance maps
        and baselines. One scale for all.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, settings, comparators, references or ceilings
        are mixed, or a layer or level is not in the study.
    """
    require_columns(similarity, "similarity", _COLUMNS)
    require_columns(seeds, "similarity_seeds", _SEEDS, may_be_empty=True)
    require_levels(similarity, "similarity", factors)
    setting = only_value(similarity, "similarity", "setting")
    reference = only_value(similarity, "similarity", "reference")
    plain = similarity[similarity["controlled_for"] == ""]
    comparator = only_value(plain, "similarity", "comparator")
    shown = order_layers(plain, "similarity", layers)
    ceiling = find_ceiling(plain, "similarity")
    attainable = float(plain["attainable"].max())
    # Of two categories, which a study without judgements is compared with, nearly all pairs tie.
    shares = setting == "reference" and attainable < TIED
    if shares:
        similarity, seeds = _take_shares(similarity, attainable), _take_shares(seeds, attainable)
    figure = open_page(
        measure_panels(similarity),
        "Which representations find the same faces alike?",
        study_title,
        [
            f"Reference: {reference}.",
            "The observers are simulated: nothing here is about people."
            if similarity["simulated"].any()
            else "",
            say_intervals(plain["over"]),
            "Faint dots: single seeds." if len(factors.seed) > 1 else "",
            say_ceiling(
                ceiling,
                plain["estimate"],
                "how well one subject agrees with the others to how well one agrees with all",
            ),
            _say_ties(attainable, shares),
            SIMULATED_FACES if simulated else "",
        ],
    )
    limit = 1.0 if shares else attainable
    draw_panels(figure, similarity, seeds, shown, factors, Frame(0, ceiling, limit))
    chance = "random-masked" in set(plain["kind"])
    draw_keys(figure, list_keys(factors, ceiling, "0", chance))
    symbol = SYMBOLS.get(comparator, comparator) + (" / attainable" if shares else "")
    label = wrap_text(f"{symbol} with {reference}", 3.2, 8)
    figure.supylabel("\n".join(label), size=8, multialignment="center")
    return figure


def _take_shares(table: pd.DataFrame, attainable: float) -> pd.DataFrame:
    """Divide by what is attainable, but for correlations in which something is held constant."""
    table = table.copy()
    plain = table.get("controlled_for", pd.Series("", table.index)) == ""
    for column in {"estimate", "low", "high"} & set(table):
        table.loc[plain, column] /= attainable
    return table


def _say_ties(attainable: float, shares: bool) -> str:
    """Say what ties in the reference do to the values."""
    if attainable >= TIED:
        return ""
    limit = f"so that no representation could exceed {attainable:.3f}"
    if shares:
        return f"Pairs tie, {limit}: all but partial correlations are divided by it."
    return f"Dotted: distances of the reference tie, {limit}."
