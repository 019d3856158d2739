"""Figures of remedies against artifacts."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color
from remedy_study import CURES, STAGES

from face_relevance.figures.remedies import judge_change, plot_remedies
from face_relevance.figures.remedy_maps import plot_remedy_maps

BETTER, WORSE, UNCLEAR = "#C3E2D8", "#F5CDA6", "#F5F5F3"


def find_cells(figure):
    """Cells by remedy and measure."""
    patches = [p for p in figure.axes[0].patches if (p.get_gid() or "").startswith("cell")]
    return {tuple(patch.get_gid().split()[1:]): patch for patch in patches}


def read_cell(figure, remedy, measure):
    """Texts of a cell from the top."""
    cell = find_cells(figure)[remedy, measure]
    return [
        text.get_text()
        for text in figure.axes[0].texts
        if cell.get_x() < text.get_position()[0] < cell.get_x() + 1
        and cell.get_y() < text.get_position()[1] < cell.get_y() + 1
    ]


def test_a_remedy_is_coloured_where_it_helps_and_where_it_costs(remedied):
    cells = find_cells(remedied.draw("remedies"))
    for remedy, audit in CURES.items():
        assert same_color(cells[remedy, audit].get_facecolor(), BETTER)
    assert same_color(cells["blur-pooling", "accuracy"].get_facecolor(), WORSE)
    assert same_color(cells["averaged-flips", "seconds"].get_facecolor(), WORSE)
    assert same_color(cells["flat-first", "border"].get_facecolor(), UNCLEAR)


def test_a_cell_has_value_change_and_half_of_the_interval_of_the_change(remedied):
    table = remedied.of_network("alexnet").set_index(["remedy", "measure"])
    row = table.loc["reflect-padding", "border"]
    half = (row["change_high"] - row["change_low"]) / 2
    assert read_cell(remedied.draw("remedies"), "reflect-padding", "border") == [
        f"✓ {row['value']:.2f}",
        f"−{-row['change']:.2f}",
        f"±{half:.2f}",
    ]
    assert read_cell(remedied.draw("remedies"), "none", "border") == ["✗ 4.20", "±.42"]


@pytest.mark.parametrize(
    ("measure", "before", "after", "effect"),
    [
        ("border", 4.0, 1.2, "better"),
        ("border", 1.1, 0.2, "worse"),  # a starved border
        ("border", 0.3, 0.9, "better"),
        ("border", 0.3, 0.0, "worse"),
        ("accuracy", 0.9, 0.8, "worse"),
        ("localisation", 0.5, 0.8, "better"),
        ("seconds", 1.0, 8.0, "worse"),
        ("blind", 0.9, 0.1, "better"),
    ],
)
def test_a_change_is_judged_by_what_is_good_of_a_measure(measure, before, after, effect):
    change = after - before
    row = SimpleNamespace(
        measure=measure, value=after, change_low=change - 0.01, change_high=change + 0.01
    )
    assert judge_change(row, pd.Series({"value": before})) == effect
    row.change_low, row.change_high = -1, 1
    assert judge_change(row, pd.Series({"value": before})) == "unclear"


def test_measures_that_do_not_apply_are_left_out(remedied):
    table = remedied.of_network("alexnet")
    gone = ["value", "low", "high", "change", "change_low", "change_high"]
    table.loc[table["measure"] == "ties", gone] = np.nan
    cells = find_cells(plot_remedies(table, "A study", True))
    assert {measure for _, measure in cells} == set(table["measure"]) - {"ties"}


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"measure": "beauty"}, "measure 'beauty', which is unknown"),
        ({"stage": "afterwards"}, "stage 'afterwards', which is unknown"),
        ({"remedy": "no-bias"}, "has no remedy 'none' of network 'alexnet'"),
        ({"change_low": np.nan}, "empty values in column 'change_low'"),
    ],
)
def test_what_is_wrong_with_the_table_is_named(remedied, change, match):
    with pytest.raises(ValueError, match=match):
        plot_remedies(remedied.of_network("alexnet").assign(**change), "A study", True)


def test_networks_have_pages_of_their_own(remedied):
    with pytest.raises(ValueError, match="mixes 4 values of 'network'"):
        plot_remedies(remedied.remedies, "A study", True)


def test_maps_stand_by_network_and_image_in_rows_and_by_remedy_in_columns(remedied):
    axes = remedied.draw("remedy_maps").axes
    remedies = sum(STAGES.values(), ())
    columns = 1 + len(remedies)
    labels = remedied.images["image"].values
    rows = [(network, label) for network in remedied.networks for label in labels]
    for number, (network, label) in enumerate(rows):
        panels = axes[number * columns :][:columns]
        drawn = [panel.images[0].get_gid() for panel in panels[1:]]
        assert drawn == [f"map {network} {remedy} {label}" for remedy in remedies]
    titles = [panel.get_title().replace("\n", "") for panel in axes[:columns]]
    assert titles == ["image", *remedies]


def test_a_missing_map_is_named(remedied):
    fewer = {"alexnet": dict(remedied.maps["alexnet"]), "vgg16": {}}
    with pytest.raises(ValueError, match="'vgg16' has no map of image 'object-0' with 'none'"):
        plot_remedy_maps(remedied.images, fewer, "A study", True)
