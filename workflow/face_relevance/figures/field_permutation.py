"""Figure: what the focus of networks follows when the columns of all fields are permuted alike."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from face_relevance.figures.field_panels import SIMULATED_FIELDS, add_key
from face_relevance.figures.page import letter_panels, open_page
from face_relevance.figures.sst_style import NETWORKS
from face_relevance.figures.style import ACCENTS, INK, MUTED, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = ("network", "variant", "permuted", "position", "method", "measure", "estimate")
_MEASURES = {
    "accuracy": "accuracy",
    "mass": "share of |relevance|\nin the square",
    "follows-reading": "follows the order\nof reading (rank corr.)",
    "follows-place": "follows the place\nin the field (rank corr.)",
}
_KINDS = {False: (ACCENTS[0], "o", "columns in order"), True: (ACCENTS[1], "D", "permuted")}


@styled
def plot_field_permutation(
    localisation: pd.DataFrame, method: str, study_title: str, simulated: bool
) -> Figure:
    """Draw accuracy, localisation and focus with and without the permutation of columns.

    Parameters
    ----------
    localisation : pandas.DataFrame
        From `tabulate_field_localisation`.
    method : str
        Which relevance.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the fields are simulated.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each measure.

    Raises
    ------
    ValueError
        If a column is missing or has empty values.
    """
    require_columns(localisation, "field_localisation", _COLUMNS)
    rows = localisation[
        (localisation["position"] == "all") & localisation["method"].isin(["", method])
    ]
    names = [name for name in NETWORKS if name in set(rows["network"])]
    figure = open_page(
        0.3 * len(names) + 1.0,
        "Permuted columns: does the focus follow the field or the order of reading?",
        study_title,
        [
            f"Columns permuted alike in all fields; maps by {method}, with the columns put back. "
            "Bars: 95 % intervals over seeds and fields; dashed: chance. Correlations are over "
            "columns without the square; networks that see a field at once read nothing in order.",
            SIMULATED_FIELDS if simulated else "",
        ],
    )
    grid = figure.add_gridspec(2, len(_MEASURES), height_ratios=[len(names), 0.4])
    panels = [figure.add_subplot(grid[0, column]) for column in range(len(_MEASURES))]
    for axes, (measure, label) in zip(panels, _MEASURES.items(), strict=True):
        for permuted, (colour, marker, _) in _KINDS.items():
            for place, name in enumerate(names):
                wanted = f"{name}-permuted" if permuted else name
                one = rows[(rows["variant"] == wanted) & (rows["measure"] == measure)].iloc[0]
                y = place + (0.15 if permuted else -0.15)
                axes.plot([one["low"], one["high"]], [y, y], color=colour, linewidth=1.4)
                axes.plot(
                    one["estimate"], y, marker, color=colour, markersize=4.5,
                    gid=f"{measure} {wanted}",
                )  # fmt: skip
                chance = one["chance"]
        axes.axvline(chance, color=MUTED, linewidth=0.7, linestyle=(0, (4, 2)))
        limits = (-1.05, 1.05) if measure.startswith("follows") else (0, 1.03)
        axes.set(xlabel=label, xlim=limits, ylim=(len(names) - 0.5, -0.5))
        axes.set_yticks(range(len(names)), [""] * len(names))
        axes.grid(axis="x")
    panels[0].set_yticklabels([NETWORKS[name] for name in names], color=INK)
    letter_panels(panels)
    add_key(
        figure.add_subplot(grid[1, :]),
        [
            Line2D([], [], color=colour, marker=marker, linestyle="", label=label)
            for colour, marker, label in _KINDS.values()
        ],
    )
    return figure
