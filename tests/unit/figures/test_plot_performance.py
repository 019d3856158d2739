"""Figure of held-out accuracy."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from legibility import check_size, check_texts

from face_relevance.figures.alt_text import describe
from face_relevance.figures.page import COLUMN_WIDTH, PAGE_WIDTH
from face_relevance.figures.performance import plot_performance
from face_relevance.figures.style import Factors


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


def make_table(factors):
    """A table of models that all do alike."""
    return pd.DataFrame(
        {"pretraining": pretraining, "task": task, "seed": seed, "accuracy": 0.8, "low": 0.7,
         "high": 0.9, "chance": 0.1, "images": 320, "identities": 320}
        for (pretraining, task), seed in product(factors.cells, factors.seed)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seeds", "width"), [(1, COLUMN_WIDTH), (2, COLUMN_WIDTH), (3, COLUMN_WIDTH), (10, PAGE_WIDTH)]
)
def test_page_is_one_column_wide_where_models_find_room(seeds, width):
    networks = ("alexnet", "vgg16", "resnet50", "xception")
    factors = Factors(networks, ("classification",), tuple(range(1, seeds + 1)))
    figure = plot_performance(make_table(factors), factors, "Study mine", False)
    figure.draw_without_rendering()
    assert figure.get_figwidth() == width
    check_texts(figure)
    check_size(figure)


def test_notes_say_what_intervals_are_over():
    factors = Factors(("faces",), ("identity",), (1, 2))
    table = make_table(factors)
    for identities, said in ((320, "over 320 images;"), (16, "over the 16 identities of 320")):
        shown = table.assign(identities=identities)
        notes = describe(plot_performance(shown, factors, "Study mine", False)).description
        assert f"95 % intervals {said}" in notes
    table.loc[0, "images"] = 128
    notes = describe(plot_performance(table, factors, "Study mine", False)).description
    assert "identities of 128 to 320 images" in notes
