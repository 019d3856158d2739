"""Figure of the number of peaks of the densities of units."""

import numpy as np
import pytest

from face_relevance.figures.peak_counts import MOST_CLASSES, plot_peak_counts
from face_relevance.figures.protocol_style import name_network


def select(study, **levels):
    table = study.peaks
    for column, value in levels.items():
        table = table[table[column] == value]
    return table


def test_bars_are_the_shares_over_all_images(any_protocol):
    figure, study = any_protocol.draw("peak_counts"), any_protocol
    for axes, network in zip(figure.axes, study.networks, strict=False):
        assert axes.get_title(loc="left") == name_network(network)
        for kind in ("published", "normalised"):
            rows = select(study, network=network, activations=kind, **{"class": "all"})
            bars = [patch for patch in axes.patches if patch.get_gid() == f"bars {kind}"]
            assert [bar.get_height() for bar in bars] == rows["share"].tolist()
            middles = [bar.get_x() + bar.get_width() / 2 for bar in bars]
            np.testing.assert_allclose(middles, rows["peaks"], atol=0.22)
            (lines,) = (c for c in axes.collections if c.get_gid() == f"intervals {kind}")
            ends = [segment[:, 1].tolist() for segment in lines.get_segments()]
            assert ends == rows[["low", "high"]].to_numpy().tolist()


def test_the_share_of_units_that_fail_is_written(protocol):
    axes = protocol.draw("peak_counts").axes[1]
    failed = {text.get_gid(): text.get_text() for text in axes.texts}
    assert failed["failed published"] == "published 17.0 %"
    assert failed["failed normalised"] == "normalised 0.2 %"


def test_a_row_per_class_has_the_colours_of_its_shares(protocol):
    figure = protocol.draw("peak_counts")
    labels = [label.get_text() for label in figure.axes[4].get_yticklabels()]
    assert labels == sorted(protocol.classes)
    for axes, network in zip(figure.axes[4:8], protocol.networks, strict=True):
        drawn = axes.images[0].get_array()
        rows = select(protocol, network=network, activations="normalised", **{"class": "cone"})
        shares = rows.sort_values("peaks")["share"].to_numpy()[: drawn.shape[1]]
        np.testing.assert_allclose(drawn[labels.index("cone")], shares)
        assert axes.images[0].get_clim() == figure.axes[4].images[0].get_clim()


def test_of_many_classes_some_are_shown_and_that_is_said(protocol_wide):
    figure = protocol_wide.draw("peak_counts")
    count = len(protocol_wide.networks)
    assert len(figure.axes[count].get_yticks()) == MOST_CLASSES
    lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    assert "16 of 40 classes are shown" in " ".join(text.get_text() for text in lines)


def test_without_classes_there_are_histograms_alone(protocol):
    table = protocol.peaks[protocol.peaks["class"] == "all"]
    figure = plot_peak_counts(table, protocol.title, protocol.simulated)
    assert len(figure.axes) == len(protocol.networks)


def test_what_is_missing_or_unknown_is_named(protocol):
    with pytest.raises(ValueError, match="'peak_counts' has no column 'failed'"):
        plot_peak_counts(protocol.peaks.drop(columns="failed"), "A study", True)
    with pytest.raises(ValueError, match="activations 'raw', which are unknown"):
        plot_peak_counts(
            protocol.peaks.replace({"activations": {"published": "raw"}}), "A study", True
        )
    with pytest.raises(ValueError, match="has no class 'all'"):
        plot_peak_counts(protocol.peaks[protocol.peaks["class"] != "all"], "A study", True)
