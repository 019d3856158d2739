"""Figures of studies of sea-surface temperature."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.figures.sst_classes import correlate_neighbours
from face_relevance.figures.sst_controls import plot_sst_controls
from face_relevance.figures.sst_maps import average_maps, find_blind, plot_sst_maps
from face_relevance.figures.sst_measures import plot_sst_measures
from face_relevance.figures.sst_memory import plot_sst_memory


def lines(figure, kind):
    """Lines of a figure by the name behind their kind."""
    return {
        line.get_gid().removeprefix(kind): line
        for axes in figure.axes
        for line in axes.lines
        if (line.get_gid() or "").startswith(kind)
    }


def test_titles_of_classes_have_their_counts(temperatures):
    classes = temperatures.fields["class"].values
    titles = [axes.get_title(loc="left") for axes in temperatures.draw("sst_classes").axes]
    for name in set(classes):
        assert f"{name} (n = {(classes == name).sum()})" in titles


def test_neighbours_are_correlated():
    assert correlate_neighbours(np.array([1.0, 2, 3, 4])) == pytest.approx(1)
    assert correlate_neighbours(np.array([1.0, -1, 1, -1])) == pytest.approx(-1)
    assert np.isnan(correlate_neighbours(np.array([1.0, 2])))


def test_maps_are_averaged_over_right_decisions_only():
    relevance = np.zeros((1, 3, 1, 2))
    relevance[0, :, 0] = [[1, 3], [4, -4], [0, 9]]
    maps = xr.Dataset(
        {
            "relevance": (("seed", "time", "latitude", "longitude"), relevance),
            "decision": (("seed", "time"), np.array([["a", "a", "b"]], dtype=object)),
        },
        {"seed": [1], "time": ["x", "y", "z"], "latitude": [0], "longitude": [1, 2]},
    )
    fields = xr.Dataset(
        {"class": ("time", np.array(["a", "a", "a"], dtype=object))}, {"time": ["x", "y", "z"]}
    )
    mean, count = average_maps(fields, maps, "a")
    # Shares (1/4, 3/4) and (1/2, 1/2): mean (3/8, 5/8), divided by 5/8.
    assert mean.values[0].tolist() == pytest.approx([0.6, 1])
    assert count == 2
    nothing, none = average_maps(fields, maps, "b")
    assert none == 0
    assert (nothing == 0).all()


def test_cells_that_are_never_relevant_are_said(temperatures):
    maps = dict(temperatures.maps)
    maps["cnn"] = maps["cnn"].copy(deep=True)
    maps["cnn"]["relevance"][..., :9, 25:] = 0
    sea = int((~temperatures.fields["land"]).sum())
    assert find_blind(temperatures.fields, maps["cnn"]) == pytest.approx(45 / sea)
    figure = plot_sst_maps(temperatures.fields, maps, temperatures.measures, "A study")
    written = " ".join(text.get_text() for text in figure.texts[::-1])
    assert f"CNN {100 * 45 / sea:.0f} %" in written


def test_estimates_and_intervals_are_where_the_table_says(temperatures):
    figure = temperatures.draw("sst_measures")
    known = temperatures.measures.set_index(["network", "setting", "samples", "measure"])
    drawn = lines(figure, "interval ")
    assert len(drawn) == 4 * (1 + 7 * 2)
    for name, line in drawn.items():
        row = known.loc[tuple(name.split("/"))]
        assert line.get_xdata() == pytest.approx([row["low"], row["high"]])
    for name, line in lines(figure, "point ").items():
        assert line.get_xdata() == pytest.approx([known.loc[tuple(name.split("/")), "estimate"]])


def test_a_missing_row_is_named(temperatures):
    table = temperatures.measures.query("not (network == 'mlp' and setting == 'flat')")
    with pytest.raises(ValueError, match="no row mlp / flat / events / land"):
        plot_sst_measures(table, "A study")
    table = temperatures.measures.query("not (network == 'mlp' and measure == 'correct')")
    with pytest.raises(ValueError, match="no accuracy of network 'mlp'"):
        plot_sst_maps(temperatures.fields, temperatures.maps, table, "A study")
    with pytest.raises(ValueError, match="no column 'change_low'"):
        plot_sst_controls(
            temperatures.measures.drop(columns="change_low"), temperatures.orders, "A study"
        )


def test_changes_are_drawn_of_the_settings_that_all_networks_share(temperatures):
    drawn = lines(temperatures.draw("sst_controls"), "point ")
    settings = {name.split("/")[0] for name in drawn if not name.endswith(("place", "step"))}
    assert {"masked", "dropped", "cap-1", "uncapped", "permuted", "epsilon-plus"} <= settings
    assert not {"leak-0.2", "both", "flat"} & settings


def test_fading_is_drawn_by_leak_beside_what_the_leak_alone_would_do(temperatures):
    figure = temperatures.draw("sst_memory")
    known = temperatures.fading.set_index("leak")
    panel = figure.axes[-1]
    drawn = {line.get_gid(): line for line in panel.lines if line.get_gid()}
    for leak, row in known.iterrows():
        line = drawn[f"interval {leak:g}"]
        assert line.get_ydata() == pytest.approx([row["low"], row["high"]])
        assert line.get_xdata() == pytest.approx([row["expected"]] * 2)


def test_without_echo_state_networks_there_is_no_memory(temperatures_small):
    figure = plot_sst_memory(
        temperatures_small.measures, temperatures_small.memory, temperatures_small.fading, "Mine"
    )
    assert "no echo-state network" in figure.axes[0].texts[0].get_text()
