"""Figure of weighted layers."""

import numpy as np
import pytest
from test_plot_similarity import find, read_notes

from face_relevance.figures.layer_weights import plot_layer_weights


def draw(study, weights, weighted):
    return plot_layer_weights(
        weights, weighted, study.layers, study.factors, study.title, study.simulated
    )


def test_weights_stand_by_depth_whatever_the_order_of_the_table(judged):
    shuffled = judged.weights.sample(frac=1, random_state=1)
    table = judged.weights.set_index(["pretraining", "task", "layer"]).sort_index()
    for figure in (judged.draw("layer_weights"), draw(judged, shuffled, judged.weighted)):
        for cell in judged.factors.cells:
            ((_, line),) = find(figure, f"line {'/'.join(cell)} weights")
            expected = table.loc[cell].loc[list(judged.layers), "weight"]
            np.testing.assert_allclose(line.get_ydata(), expected)


def test_every_model_stands_on_its_interval_before_the_band(any_judged):
    figure = any_judged.draw("layer_weights")
    for pretraining, task in any_judged.factors.cells:
        rows = any_judged.weighted[
            (any_judged.weighted["pretraining"] == pretraining)
            & (any_judged.weighted["task"] == task)
        ]
        ((axes, bars),) = find(figure, f"interval {pretraining}/{task} weighted")
        spans = np.array([segment[:, 1] for segment in bars.get_segments()])
        np.testing.assert_allclose(spans, rows[["low", "high"]])
        ((_, dots),) = find(figure, f"{pretraining}/{task} weighted")
        np.testing.assert_allclose(dots.get_ydata(), rows["estimate"])
    shown = [label.get_text() for label in axes.get_xticklabels()]
    assert shown == ["best layer", "weighted layers", "weighted parts"]
    assert len(find(figure, "weighted")) == 1
    assert len(find(figure, "ceiling")) == bool(any_judged.subjects)


def test_notes_say_that_judgements_were_left_out(judged):
    assert "on which no weight was fitted" in read_notes(judged.draw("layer_weights"))


def test_missing_interval_and_mixed_settings_are_named(judged):
    with pytest.raises(ValueError, match="'similarity_weighted' has no column 'low'"):
        draw(judged, judged.weights, judged.weighted.drop(columns="low"))
    with pytest.raises(ValueError, match="mixes 2 values of 'setting'"):
        draw(judged, judged.weights, judged.weighted.assign(setting="3D"))


def test_too_few_faces_to_leave_some_out_leave_the_weights(judged):
    figure = draw(judged, judged.weights, judged.weighted.iloc[:0])
    assert len(figure.axes) == len(judged.factors.pretraining)
    assert "too few faces to test weights" in read_notes(figure)
