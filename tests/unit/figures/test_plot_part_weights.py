"""Figure of the weights of face parts."""

import numpy as np
import pytest
from similarity_study import METHODS, PARTS
from test_plot_similarity import find, read_notes

from face_relevance.figures.part_weights import plot_part_weights


def draw(study, weights, layer="fc6"):
    return plot_part_weights(weights, layer, study.factors, study.title, study.simulated)


def test_observers_are_boxes_from_low_to_high_in_every_panel(any_judged):
    figure = any_judged.draw("part_weights")
    rows = any_judged.part_weights
    rows = rows[rows["who"] == "observers"].set_index("part").loc[list(PARTS)]
    assert len(figure.axes) == 1 + len(METHODS[:2])
    for axes in figure.axes:
        boxes = [patch for patch in axes.patches if patch.get_gid() == "interval observers"]
        spans = [(box.get_y(), box.get_y() + box.get_height()) for box in boxes]
        np.testing.assert_allclose(spans, rows[["low", "high"]])
        centres = [box.get_x() + box.get_width() / 2 for box in boxes]
        np.testing.assert_allclose(centres, range(len(PARTS)), atol=1e-9)


def test_the_chosen_layer_and_every_method_have_a_panel(judged):
    figure = judged.draw("part_weights")
    table = judged.part_weights
    for axes, name in zip(figure.axes, ("pool5", *METHODS[:2]), strict=True):
        for pretraining, task in judged.factors.cells:
            rows = table[
                (table["representation"] == name) & (table["pretraining"] == pretraining)
                & (table["task"] == task)
            ]  # fmt: skip
            (dots,) = [
                line for line in axes.lines if line.get_gid() == f"{pretraining}/{task} weights"
            ]
            np.testing.assert_allclose(dots.get_ydata(), rows["weight"])
            np.testing.assert_allclose(np.round(dots.get_xdata()), range(len(PARTS)))


def test_planted_weights_are_open_diamonds_where_known(judged, pooled):
    true = judged.part_weights[judged.part_weights["who"] == "observers"]["planted"]
    for _, diamonds in find(judged.draw("part_weights"), "planted"):
        np.testing.assert_allclose(diamonds.get_ydata(), true)
        assert diamonds.get_marker() == "D"
    assert "planted in the simulation" in read_notes(judged.draw("part_weights"))
    for words in ("planted", "Nothing here is about people"):
        assert words not in read_notes(pooled.draw("part_weights"))


def test_what_is_missing_is_named(judged):
    with pytest.raises(ValueError, match="'part_weights' has no representation 'conv1'"):
        draw(judged, judged.part_weights, "conv1")
    with pytest.raises(ValueError, match="no who 'observers'"):
        draw(judged, judged.part_weights[judged.part_weights["who"] != "observers"])
    with pytest.raises(ValueError, match="'part_weights' has no column 'low'"):
        draw(judged, judged.part_weights.drop(columns="low"))
