"""Figure: what every remedy does to artifacts, accuracy and time in one architecture."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from face_relevance.figures.audit_style import AUDITS, FAILED, SIGNS
from face_relevance.figures.depth import draw_keys
from face_relevance.figures.numbers import write_seconds, write_value
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_OBJECTS,
    Headings,
    fit_headings,
    open_page,
    text_width,
)
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, styled
from face_relevance.figures.tables import only_value, require_columns

PLAIN = "none"
"""Row and stage of the network as it is, with which remedies are compared."""

_COLUMNS = ("network", "remedy", "stage", "measure", "verdict", "over")
_NUMBERS = ("value", "low", "high", "change", "change_low", "change_high")
_OTHERS = {
    "localisation": "localisation",
    "accuracy": "accuracy",
    "seconds": "time (× none)",
}
_HIGH_IS_GOOD = ("localisation", "accuracy")
_STAGES = (PLAIN, "training", "explaining")
_EFFECTS = {"better": "#C3E2D8", "worse": "#F5CDA6", "unclear": "#F5F5F3"}
_ROW = 0.33  # inches: three lines of numbers
_FRAME = 0.3  # inches of margins and spaces
_WIDEST = 0.6  # inches of a column
_STAGE = 0.18  # inches of the names of stages, left of their remedies


@styled
def plot_remedies(remedies: pd.DataFrame, study_title: str, simulated: bool) -> Figure:
    """Draw artifacts, accuracy and time under every remedy, and the change against none.

    Parameters
    ----------
    remedies : pandas.DataFrame
        `remedies` of one network: network, remedy, stage ("none", "training" or "explaining"),
        measure (an audit, "localisation", "accuracy" or "seconds", which is relative to none),
        value, low, high, change, change_low, change_high (against remedy "none"), verdict, over.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A row per remedy by stage, a column per measure.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, networks are mixed, a measure or stage is
        unknown, or nothing was measured without a remedy.
    """
    require_columns(remedies, "remedies", _COLUMNS)
    network = only_value(remedies, "remedies", "network")
    for name, known in (("measure", (*AUDITS, *_OTHERS)), ("stage", _STAGES)):
        for value in remedies[name].unique():
            if value not in known:
                raise ValueError(
                    f"table 'remedies' has {name} '{value}', which is unknown; figures know: "
                    f"{', '.join(known)}"
                )
    known = remedies.dropna(subset=["value"])
    require_columns(known, "remedies", _NUMBERS[:3])
    require_columns(known[known["remedy"] != PLAIN], "remedies", _NUMBERS[3:])
    plain = known[known["remedy"] == PLAIN].set_index("measure")
    if plain.empty:
        raise ValueError(f"table 'remedies' has no remedy '{PLAIN}' of network '{network}'")
    rows = [
        (stage, remedy)
        for stage in _STAGES
        for remedy in dict.fromkeys(remedies.loc[remedies["stage"] == stage, "remedy"])
    ]
    titles = {name: title for name, title in (AUDITS | _OTHERS).items() if name in plain.index}
    labels = max(text_width(remedy, SMALLEST_FONT) for _, remedy in rows) + _STAGE + 0.1
    width = min((PAGE_WIDTH - _FRAME - labels) / len(titles), _WIDEST)
    headings = fit_headings(list(titles.values()), [width] * len(titles))
    figure = open_page(
        _ROW * len(rows) + headings.height + 0.35,
        f"What remedies do to the maps of {name_network(network)}",
        study_title,
        _write_notes(known, simulated),
    )
    axes = figure.subplots()
    places = {remedy: place for place, (_, remedy) in enumerate(rows)}
    for row in known[known["measure"].isin(titles)].itertuples():
        column = list(titles).index(row.measure)
        _draw_cell(axes, row, column, places[row.remedy], plain.loc[row.measure])
    axes.set(xlim=(-0.5, len(titles) - 0.5), ylim=(len(rows) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(rows)), [remedy for _, remedy in rows])
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    _head(axes, [stage for stage, _ in rows], labels, headings)
    draw_keys(
        figure,
        [
            *(Patch(facecolor=colour, label=effect) for effect, colour in _EFFECTS.items()),
            *(Patch(facecolor="none", label=f"{SIGNS[v]} {v}") for v in ("pass", "warn", "fail")),
        ],
    )
    return figure


def judge_change(row, plain: pd.Series) -> str:
    """Whether a remedy makes a measure better or worse beyond what the interval leaves open.

    Parameters
    ----------
    row : named tuple
        measure, value, change_low, change_high.
    plain : pandas.Series
        value without a remedy.

    Returns
    -------
    str
        "better", "worse" or "unclear".
    """
    if row.change_low <= 0 <= row.change_high:
        return "unclear"
    now, before = row.value, plain["value"]
    if row.measure == "border":  # a starved border is an artifact as much as a bright one
        now, before = (max(x, 1 / x) if x > 0 else float("inf") for x in (now, before))
    gain = now - before if row.measure in _HIGH_IS_GOOD else before - now
    return "better" if gain > 0 else "worse"


def _draw_cell(axes: Axes, row, column: int, place: int, plain: pd.Series) -> None:
    """One value over its change against none, on the colour of the change."""
    write = write_seconds if row.measure == "seconds" else write_value
    sign = f"{SIGNS[row.verdict]} " if row.verdict in ("pass", "warn", "fail") else ""
    texts = [f"{sign}{write(row.value)}"]
    if row.remedy == PLAIN:
        colour = "white"
        texts.append(f"±{write((row.high - row.low) / 2)}")
    else:
        colour = _EFFECTS[judge_change(row, plain)]
        texts.append(f"{'−' if row.change < 0 else '+'}{write(abs(row.change))}")
        texts.append(f"±{write((row.change_high - row.change_low) / 2)}")
    axes.add_patch(
        Rectangle(
            (column - 0.5, place - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.2,
            gid=f"cell {row.remedy} {row.measure}",
        )
    )  # fmt: skip
    for number, text in enumerate(texts):
        failed = number == 0 and row.verdict == "fail"
        axes.text(
            column, place + (number - (len(texts) - 1) / 2) * 0.31, text, ha="center",
            va="center_baseline", size=SMALLEST_FONT, weight="bold" if failed else "normal",
            color=FAILED if failed else INK,
        )  # fmt: skip


def _head(axes: Axes, stages: list[str], labels: float, headings: Headings) -> None:
    """Write the names of measures above, and those of the stages left of their remedies."""
    for column, text in enumerate(headings.texts):
        axes.annotate(
            text, (column, -0.5), (0, 3), textcoords="offset points", ha="center", va="bottom",
            size=SMALLEST_FONT, rotation=90 if headings.upright else 0, linespacing=1.0,
        )  # fmt: skip
    for stage in dict.fromkeys(stages):
        first, count = stages.index(stage), stages.count(stage)
        if first:
            axes.axhline(first - 0.5, color=MUTED, linewidth=0.7)
        if stage != PLAIN:
            axes.annotate(
                f"at {stage}", (-0.5, first + (count - 1) / 2), (-72 * labels, 0),
                textcoords="offset points", ha="left", va="center", rotation=90,
                size=SMALLEST_FONT, color=MUTED,
            )  # fmt: skip


def _write_notes(remedies: pd.DataFrame, simulated: bool) -> list[str]:
    """Sentences under the figure."""
    over = " or ".join(sorted(set(remedies["over"])))
    return [
        "In every cell the value; below it the change against no remedy ± half of its 95 % "
        f"interval over {over}. Colour: whether that interval is on one side of 0, and which. "
        "Artifacts are 0 where there are none, border 1.",
        SIMULATED_OBJECTS if simulated else "",
    ]
