"""Figure of held-out accuracy."""

import numpy as np
import pytest

from face_relevance.figures.performance import plot_performance


def find_lines(figure, start):
    """Lines by gid, of those whose gid begins with `start`."""
    return {
        line.get_gid().removeprefix(start): line
        for axes in figure.axes
        for line in axes.lines
        if (line.get_gid() or "").startswith(start)
    }


def test_every_model_has_a_point_and_its_interval(study):
    figure = study.draw("performance")
    intervals = find_lines(figure, "interval ")
    assert sorted(intervals) == sorted(study.factors.models)
    points = {line.get_gid(): line for axes in figure.axes for line in axes.lines}
    for row in study.performance.itertuples():
        model = f"{row.pretraining}/{row.task}/seed-{row.seed}"
        np.testing.assert_allclose(intervals[model].get_ydata(), [row.low, row.high])
        assert points[model].get_ydata() == [row.accuracy]
        assert points[model].get_marker() == study.factors.marker(row.task)


def test_chance_is_drawn_in_each_task(rendered):
    for axes, task in zip(rendered.draw("performance").axes, ("gender", "identity"), strict=True):
        heights = [line.get_ydata()[0] for line in axes.lines if line.get_gid() is None]
        assert rendered.chance[task] in heights
        assert axes.get_title(loc="left") == f"task: {task}"


@pytest.mark.parametrize("column", ["low", "high", "chance"])
def test_missing_column_is_named(rendered, column):
    with pytest.raises(ValueError, match=f"'performance' has no column '{column}'"):
        plot_performance(
            rendered.performance.drop(columns=column), rendered.factors, rendered.title, True
        )


def test_empty_interval_is_named(rendered):
    table = rendered.performance.copy()
    table.loc[2, "low"] = np.nan
    with pytest.raises(ValueError, match="1 empty values in column 'low'"):
        plot_performance(table, rendered.factors, rendered.title, True)


def test_unknown_seed_is_named(rendered):
    table = rendered.performance.assign(seed=9)
    with pytest.raises(ValueError, match="seed 9"):
        plot_performance(table, rendered.factors, rendered.title, True)


def test_table_without_rows_is_named(rendered):
    with pytest.raises(ValueError, match="'performance' has no rows"):
        plot_performance(rendered.performance.iloc[:0], rendered.factors, rendered.title, True)
