"""Figure of randomised networks, swapped classes and converging relevance."""

import numpy as np
import pytest
from legibility import read_texts
from synthetic_study import LAYERS, METHODS

from face_relevance.figures.sanity import plot_sanity


def panels(study):
    """Panels by row and column."""
    return np.reshape(study.draw("sanity").axes, (3, 5))


def pick(study, method, check, measure, cell):
    table = study.sanity
    keep = (table["method"] == method) & (table["check"] == check) & (table["measure"] == measure)
    return table[keep & (table["pretraining"] == cell[0]) & (table["task"] == cell[1])]


@pytest.mark.parametrize(
    ("row", "check", "measure"),
    [(0, "cascading", "spearman"), (1, "independent", "spearman"), (2, "convergence", "cosine")],
)
def test_curves_and_bands_run_over_the_layers_from_the_output(study, row, check, measure):
    for axes, method in zip(panels(study)[row], METHODS, strict=False):
        for cell in study.factors.cells:
            rows = pick(study, method, check, measure, cell)
            (line,) = [x for x in axes.lines if x.get_gid() == f"curve {'/'.join(cell)}"]
            (band,) = [x for x in axes.collections if x.get_gid() == f"interval {'/'.join(cell)}"]
            np.testing.assert_allclose(line.get_ydata(), rows["estimate"])
            np.testing.assert_array_equal(line.get_xdata(), range(len(rows)))
            if len(rows):
                corners = band.get_paths()[0].vertices[:, 1]
                assert corners.min() == pytest.approx(rows["low"].min())
                assert corners.max() == pytest.approx(rows["high"].max())


def test_swapped_classes_stand_before_the_first_layer(study):
    for axes, method in zip(panels(study)[0], METHODS, strict=False):
        for cell in study.factors.cells:
            (row,) = pick(study, method, "class swap", "spearman", cell).itertuples()
            (dot,) = [x for x in axes.lines if x.get_gid() == f"swap {'/'.join(cell)}"]
            (bar,) = [x for x in axes.lines if x.get_gid() == f"swap interval {'/'.join(cell)}"]
            assert dot.get_ydata()[0] == row.estimate
            assert bar.get_ydata().tolist() == [row.low, row.high]
            assert dot.get_xdata()[0] < -1
    names = [tick.get_text() for tick in panels(study)[2, 0].get_xticklabels()]
    assert names == ["class swap", LAYERS[-1], LAYERS[3], LAYERS[0]]


def test_methods_without_layers_say_so(study):
    texts = [read_texts(axes) for axes in panels(study)[2]]
    assert texts == [[], [], ["no layers"], ["no layers"], ["no layers"]]


def test_a_study_without_composites_has_no_row_of_convergence(rendered):
    table = rendered.sanity[rendered.sanity["check"] != "convergence"]
    figure = plot_sanity(table, rendered.factors, "A study", True)
    assert len(figure.axes) == 2 * 5


def test_missing_interval_is_named(rendered):
    with pytest.raises(ValueError, match="'sanity' has no column 'low'"):
        plot_sanity(rendered.sanity.drop(columns="low"), rendered.factors, "A study", True)
