"""Figure of predicting the odd one out."""

import numpy as np
import pytest
from test_plot_similarity import find, read_notes

from face_relevance.figures.trials import plot_trials


def draw(study, trials):
    return plot_trials(trials, study.layers, study.factors, study.title, study.simulated)


def test_accuracies_stand_on_their_intervals_by_depth(any_judged):
    figure = any_judged.draw("trials")
    for pretraining, task in any_judged.factors.cells:
        rows = any_judged.trials[
            (any_judged.trials["kind"] == "features")
            & (any_judged.trials["pretraining"] == pretraining)
            & (any_judged.trials["task"] == task)
        ].set_index("layer").loc[list(any_judged.layers)]  # fmt: skip
        ((_, line),) = find(figure, f"line {pretraining}/{task} features")
        np.testing.assert_allclose(line.get_ydata(), rows["accuracy"])
        ((_, bars),) = find(figure, f"interval {pretraining}/{task} features")
        spans = np.array([segment[:, 1] for segment in bars.get_segments()])
        np.testing.assert_allclose(spans, rows[["low", "high"]])


def test_every_panel_has_the_line_of_chance(judged):
    lines = find(judged.draw("trials"), "level")
    assert len(lines) == len(judged.draw("trials").axes)
    assert {line.get_ydata()[0] for _, line in lines} == {1 / 3}


def test_notes_say_what_is_counted(judged, pooled):
    notes = read_notes(judged.draw("trials"))
    assert "Share of 3600 choices" in notes
    assert "line: chance (0.33)" in notes
    assert "The observers are simulated" in notes
    assert "Judgements: ratings." in read_notes(pooled.draw("trials"))


def test_missing_interval_and_unknown_layer_are_named(judged):
    with pytest.raises(ValueError, match="'trials' has no column 'high'"):
        draw(judged, judged.trials.drop(columns="high"))
    with pytest.raises(ValueError, match="layer 'fc9'"):
        draw(judged, judged.trials.replace({"layer": {"fc8": "fc9"}}))
