"""Figure of the verdicts of the audit of artifacts."""

import pandas as pd
import pytest
from audit_study import AUDITS, METHODS
from matplotlib.colors import same_color

from face_relevance.figures.artifacts import plot_artifacts
from face_relevance.figures.audit_style import VERDICT_COLOURS
from face_relevance.figures.numbers import write_value


def find(figure, kind):
    """Marks of a kind by method and audit."""
    axes = figure.axes[0]
    marks = [*axes.patches, *axes.lines]
    return {
        tuple(mark.get_gid().split()[1:]): mark
        for mark in marks
        if (mark.get_gid() or "").startswith(kind)
    }


def read_cell(figure, method, audit):
    """Texts of a cell from the top."""
    cell = find(figure, "cell")[method, audit]
    left, top = cell.get_x(), cell.get_y()
    inside = [
        text
        for text in figure.axes[0].texts
        if left < text.get_position()[0] < left + 1 and top < text.get_position()[1] < top + 1
    ]
    return [text.get_text() for text in inside]


def test_each_cell_has_the_colour_of_its_verdict(audited):
    figure = audited.draw("artifacts")
    cells = find(figure, "cell")
    pooled = audited.artifacts[audited.artifacts["model"] == "all"]
    assert len(cells) == len(METHODS) * len(AUDITS)
    for row in pooled.itertuples():
        cell = cells[row.explained_by, row.audit]
        assert same_color(cell.get_facecolor(), VERDICT_COLOURS[row.verdict])


@pytest.mark.parametrize(
    ("method", "audit", "sign"),
    [("grad-cam", "border", "✗"), ("advise", "border", "!"), ("epsilon", "border", "✓")],
)
def test_value_and_interval_stand_under_the_sign_of_the_verdict(audited, method, audit, sign):
    table = audited.artifacts.set_index(["model", "explained_by", "audit"])
    row = table.loc["all", method, audit]
    texts = read_cell(audited.draw("artifacts"), method, audit)
    assert texts == [
        f"{sign} {row['value']:.2f}",
        f"{row['low']:.2f}–{row['high']:.2f}",
    ]


def test_an_audit_that_does_not_apply_has_no_number(audited):
    assert read_cell(audited.draw("artifacts"), "grad-cam", "conservation") == ["–", ""]


def test_bars_are_the_shares_of_models_that_fail(audited):
    bars = find(audited.draw("artifacts"), "failing")
    # Of eight models the last one fails nowhere.
    start, end = bars["epsilon", "blind"].get_xdata()
    assert (end - start) / 0.9 == pytest.approx(7 / 8)
    assert ("epsilon", "border") not in bars
    pooled = audited.artifacts[audited.artifacts["model"] == "all"]
    assert not find(plot_artifacts(pooled, "A study", True), "failing")


def test_thresholds_stand_above_their_columns(audited):
    texts = [text.get_text() for text in audited.draw("artifacts").axes[0].texts]
    assert "! 1.50\n✗ 3.00" in texts


def test_networks_are_not_mixed(audited):
    two = audited.artifacts.replace({"network": {"vgg16": "alexnet"}})
    with pytest.raises(ValueError, match="select one network"):
        plot_artifacts(pd.concat([audited.artifacts, two]), "A study", True)


def test_an_estimate_without_its_interval_is_named(audited):
    broken = audited.artifacts.copy()
    broken.loc[broken["audit"] == "noise", "high"] = float("nan")
    with pytest.raises(ValueError, match="empty values in column 'high'"):
        plot_artifacts(broken, "A study", True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (3e-9, "0"),
        (3e-5, "3e-5"),
        (-0.002, "-2e-3"),
        (0.0449, ".04"),
        (1.256, "1.26"),
        (41, "41"),
    ],
)
def test_values_are_written_with_the_digits_that_count(value, text):
    assert write_value(value) == text
