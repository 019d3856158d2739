"""The stamp on figures that rest on maps of methods with a failed audit."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.figure import Figure

from face_relevance.figures.audit_style import AUDITS, FAILED, name_audit, select_pooled
from face_relevance.figures.page import add_foot, fill_line
from face_relevance.figures.tables import require_columns

_COLUMNS = ("pretraining", "model", "explained_by", "audit", "verdict")
_CONTROLS = ("random", "centre-prior")  # nobody takes them for explanations
_MOST_LINES = 2
_WHERE = "See the figures artifacts."


def stamp(figure: Figure, verdicts: pd.DataFrame, methods: Iterable[str]) -> None:
    """Say at the foot of a figure which audits the methods that it rests on have failed.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by :func:`face_relevance.figures.page.open_page`, not saved yet. It stays as it is
        where no audit failed.
    verdicts : pandas.DataFrame
        `artifacts`: pretraining, model, explained_by, audit, verdict. What counts are the rows of
        all models of a network together.
    methods : iterable of str
        Methods on whose maps the figure rests. Those that were not audited have no verdict, and
        controls are not named: they should fail.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or an audit is unknown.
    """
    failed = find_failed(verdicts, methods)
    if failed:
        add_foot(figure, _write(figure, failed), FAILED)


def find_failed(verdicts: pd.DataFrame, methods: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Find the audits that methods fail over all models of a network, by method.

    Methods that fail none are left out, and so are controls.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or an audit is unknown.
    """
    require_columns(verdicts, "artifacts", _COLUMNS)
    for audit in verdicts["audit"].unique():
        name_audit(audit)
    rows = select_pooled(verdicts)
    rows = rows[rows["verdict"] == "fail"]
    found = {}
    for method in dict.fromkeys(methods):
        audits = set(rows.loc[rows["explained_by"] == method, "audit"])
        if audits and method not in _CONTROLS:
            found[method] = tuple(audit for audit in AUDITS if audit in audits)
    return found


def _write(figure: Figure, failed: dict[str, tuple[str, ...]]) -> list[str]:
    """Lines of the stamp: with as much detail as fits in a few lines."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for method, audits in failed.items():
        alike.setdefault(audits, []).append(method)
    groups = "; ".join(
        f"{', '.join(group)} ({', '.join(map(name_audit, audits))})"
        for audits, group in alike.items()
    )
    for what in (groups, ", ".join(failed), f"{len(failed)} methods"):
        lines = fill_line(figure, f"Artifact audit failed: {what}. {_WHERE}")
        if len(lines) <= _MOST_LINES:
            break
    return lines
