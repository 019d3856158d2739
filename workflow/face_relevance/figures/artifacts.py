"""Figure: what every audit of artifacts found in the maps of every method, with its verdict."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from face_relevance.figures.audit_style import (
    AUDITS,
    FAILED,
    SIGNS,
    VERDICT_COLOURS,
    name_audit,
    select_pooled,
)
from face_relevance.figures.depth import draw_keys
from face_relevance.figures.numbers import write_value
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_INPUTS,
    Headings,
    fit_headings,
    open_page,
    text_width,
)
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import INK, MUTED, SMALLEST_FONT, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = ("network", "pretraining", "model", "explained_by", "audit", "verdict", "over")
_NUMBERS = ("value", "low", "high", "warn", "fail")
_ROW = 0.245  # inches: two lines of numbers, and the bar under them
_FRAME = 0.3  # inches of margins and spaces
_WIDEST = 0.75  # inches of a column
_KEYS = 0.25  # inches of the legend
_LINE = 0.125  # inches
_VERDICTS = {"pass": "pass", "warn": "warning", "fail": "fail", "none": "does not apply"}


@styled
def plot_artifacts(artifacts: pd.DataFrame, study_title: str, simulated: bool) -> Figure:
    """Draw what the audits found over all models, methods by audits, with the verdicts.

    Parameters
    ----------
    artifacts : pandas.DataFrame
        `artifacts` of one network: network, pretraining, model (both "all" in the rows of all
        models together, which are drawn), explained_by, audit, value, low, high, warn, fail,
        verdict ("pass", "warn", "fail" or "none"), over.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A row per method, a column per audit; the bar in a cell is the share of models that fail.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, an audit is unknown, or there is not one row of
        all models for a method and an audit.
    """
    require_columns(artifacts, "artifacts", _COLUMNS)
    judged = artifacts[artifacts["verdict"] != "none"]
    require_columns(judged, "artifacts", _NUMBERS)
    for audit in artifacts["audit"].unique():
        name_audit(audit)
    pooled = select_pooled(artifacts)
    twice = pooled.duplicated(["explained_by", "audit"])
    if twice.any() or pooled.empty:
        raise ValueError(
            "table 'artifacts' must have one row of all models for each method and audit; select "
            "one network for a figure"
        )
    methods = list(dict.fromkeys(pooled["explained_by"]))
    audits = [audit for audit in AUDITS if audit in set(pooled["audit"])]
    labels = max(text_width(method, SMALLEST_FONT) for method in methods) + 0.08
    width = min((PAGE_WIDTH - _FRAME - labels) / len(audits), _WIDEST)
    headings = fit_headings([AUDITS[audit] for audit in audits], [width] * len(audits))
    above = headings.height + 2 * _LINE + 0.2
    figure = open_page(
        _ROW * len(methods) + above + _KEYS,
        f"Which maps{_say_network(pooled)} carry artifacts?",
        study_title,
        _write_notes(artifacts, simulated),
    )
    axes = figure.subplots()
    shares = _share_failing(artifacts)
    for row in pooled.itertuples():
        place = (audits.index(row.audit), methods.index(row.explained_by))
        _draw_cell(axes, row, *place, shares.get((row.explained_by, row.audit), 0.0))
    axes.set(xlim=(-0.5, len(audits) - 0.5), ylim=(len(methods) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(methods)), methods)
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    _head_columns(axes, pooled, audits, headings)
    draw_keys(
        figure,
        [
            Patch(facecolor=VERDICT_COLOURS[verdict], label=f"{sign} {_VERDICTS[verdict]}")
            for verdict, sign in SIGNS.items()
        ],
    )
    return figure


def _say_network(pooled: pd.DataFrame) -> str:
    """Name of the network in the title, where the study has several."""
    network = str(pooled["network"].iloc[0])
    return "" if network in ("", "all") else f" of {name_network(network)}"


def _share_failing(artifacts: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Share of single models that fail, by method and audit."""
    single = artifacts[artifacts["model"] != "all"]
    failing = (single["verdict"] == "fail").groupby([single["explained_by"], single["audit"]])
    return failing.mean().to_dict()


def _draw_cell(axes: Axes, row, column: int, place: int, share: float) -> None:
    """One value with its sign over its interval, on the colour of the verdict."""
    axes.add_patch(
        Rectangle(
            (column - 0.5, place - 0.5), 1, 1, facecolor=VERDICT_COLOURS[row.verdict],
            edgecolor="white", linewidth=1.2, gid=f"cell {row.explained_by} {row.audit}",
        )
    )  # fmt: skip
    texts = [SIGNS["none"], ""]
    if row.verdict != "none":
        low, high = write_value(row.low), write_value(row.high)
        texts = [f"{SIGNS[row.verdict]} {write_value(row.value)}", f"{low}–{high}"]
    failed = row.verdict == "fail"
    for text, down, weight in ((texts[0], -0.24, "bold"), (texts[1], 0.14, "normal")):
        axes.text(
            column, place + down, text, ha="center", va="center_baseline", size=SMALLEST_FONT,
            weight=weight if failed else "normal", color=FAILED if failed else INK,
        )  # fmt: skip
    if share:
        axes.plot(
            [column - 0.45, column - 0.45 + 0.9 * share], [place + 0.42] * 2, color=FAILED,
            linewidth=2, solid_capstyle="butt", gid=f"failing {row.explained_by} {row.audit}",
        )  # fmt: skip


def _head_columns(axes: Axes, pooled: pd.DataFrame, audits: list[str], headings: Headings) -> None:
    """Write the thresholds of every audit above its column, and its name above them."""
    for column, (audit, text) in enumerate(zip(audits, headings.texts, strict=True)):
        limits = pooled.loc[pooled["audit"] == audit, ["warn", "fail"]].dropna()
        if len(limits):
            warn, fail = limits.iloc[0]
            axes.annotate(
                f"! {write_value(warn)}\n✗ {write_value(fail)}", (column, -0.5), (0, 3),
                textcoords="offset points", ha="center", va="bottom", size=SMALLEST_FONT,
                color=MUTED, linespacing=1.05,
            )  # fmt: skip
        axes.annotate(
            text, (column, -0.5), (0, 2 * 72 * _LINE + 5), textcoords="offset points",
            ha="center", va="bottom", size=SMALLEST_FONT,
            rotation=90 if headings.upright else 0, linespacing=1.0,
        )  # fmt: skip


def _write_notes(artifacts: pd.DataFrame, simulated: bool) -> list[str]:
    """Sentences under the figure."""
    over = " or ".join(sorted(set(select_pooled(artifacts)["over"])))
    models = artifacts.loc[artifacts["model"] != "all", "model"].nunique()
    return [
        "Every number is 0 where there is no artifact, except border, which is then 1. Under it "
        f"the 95 % interval over {over}. Under the name of an audit the thresholds of a warning "
        "and of failure: a method fails where the whole interval is beyond the second, and passes "
        "where it is before the first.",
        f"Red bar: share of the {models} models that fail by themselves." if models > 1 else "",
        SIMULATED_INPUTS if simulated else "",
    ]
