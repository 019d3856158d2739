"""Figure of the density of relevance on the parts of the face."""

from itertools import pairwise

import numpy as np
import pandas as pd
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


def test_more_methods_make_the_panels_narrower_and_not_the_page_taller(rendered):
    ninth = rendered.regions[rendered.regions["method"] == METHODS[0]].assign(method="advise")
    table = pd.concat([rendered.regions, ninth])
    figure = plot_regions(table, rendered.factors, rendered.title, True)
    usual = rendered.draw("regions")
    assert sum(axes.get_visible() for axes in figure.axes) == 9
    assert figure.get_size_inches()[1] <= usual.get_size_inches()[1] + 0.05
    figure.draw_without_rendering()
    boxes = [
        axes.xaxis.label.get_window_extent() for axes in figure.axes if axes.xaxis.label.get_text()
    ]
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))
