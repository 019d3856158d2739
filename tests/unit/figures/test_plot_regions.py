"""Figure of the density of relevance on the parts of the face."""

import numpy as np
import pytest
from synthetic_study import METHODS, PARTS

from face_relevance.figures.regions import plot_regions


def find(axes, kind, cell):
    return [line for line in axes.lines if line.get_gid() == f"{kind} {cell}"]


def test_each_method_has_a_panel_with_a_dot_on_its_interval_for_every_part_and_cell(study):
    axes = study.draw("regions").axes
    assert [panel.get_title(loc="left").replace("\n", "") for panel in axes] == list(METHODS)
    table = study.regions[study.regions["sign"] == "absolute"]
    for panel, method in zip(axes, METHODS, strict=True):
        for pretraining, task in study.factors.cells:
            rows = table[
                (table["method"] == method)
                & (table["pretraining"] == pretraining)
                & (table["task"] == task)
            ]
            dots = find(panel, "density", f"{pretraining}/{task}")
            bars = find(panel, "interval", f"{pretraining}/{task}")
            for dot, bar, row in zip(dots, bars, rows.itertuples(), strict=True):
                assert dot.get_xdata()[0] == pytest.approx(max(row.density, 0.002))
                assert bar.get_xdata()[1] == pytest.approx(row.density_high)
                assert round(dot.get_ydata()[0]) == PARTS.index(row.part)
                assert bar.get_ydata()[0] == dot.get_ydata()[0]


def test_dots_of_a_part_do_not_leave_its_row(study):
    axes = study.draw("regions").axes[0]
    for cell in study.factors.cells:
        heights = [line.get_ydata()[0] for line in find(axes, "density", "/".join(cell))]
        assert (np.abs(np.array(heights) - np.arange(len(PARTS))) < 0.5).all()


def test_missing_interval_is_named(rendered):
    with pytest.raises(ValueError, match="'region_shares' has no column 'density_low'"):
        plot_regions(
            rendered.regions.drop(columns="density_low"), rendered.factors, "A study", True
        )
