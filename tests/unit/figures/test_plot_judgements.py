"""Figure of judgements by themselves."""

import numpy as np
import pytest
from test_plot_rdms import list_matrices
from test_plot_similarity import find, read_notes

from face_relevance.figures.judgements import plot_judgements


def draw(study, **changes):
    """Draw with some arguments changed."""
    arguments = {
        "judgements": study.judgements, "rdms": study.judged, "groups": study.groups,
        "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_judgements(**(arguments | changes))


def test_each_setting_has_a_matrix_with_its_means_below(vgg):
    figure = vgg.draw("judgements")
    assert len(list_matrices(figure)) == len(vgg.settings)
    means = vgg.judgements[vgg.judgements["statistic"] == "mean dissimilarity"]
    for pair in ("female/female", "female/male", "male/male"):
        rows = means[(means["one"] + "/" + means["other"]) == pair]
        dots = [dot.get_xdata()[0] for _, dot in find(figure, f"estimate {pair}")]
        assert dots == rows["estimate"].tolist()
        bars = [bar.get_xdata() for _, bar in find(figure, f"interval {pair}")]
        np.testing.assert_allclose(bars, rows[["low", "high"]])
    below = find(figure, "estimate female/male")[0][0]
    names = [label.get_text() for label in below.get_yticklabels()]
    assert names == ["within female", "female to male", "within male"]
    assert below.get_xlim()[0] == 0


def test_settings_are_compared_and_ceilings_are_bands(vgg):
    figure = vgg.draw("judgements")
    axes = figure.axes[-2]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [
        "2D with 3D, ρₐ", "2D with 3D, cosine", "2D with 3D, within female, ρₐ",
        "subjects of 2D, ρₐ", "subjects of 3D, ρₐ"
    ]  # fmt: skip
    ((_, dot),) = find(figure, "estimate 2D with 3D, cosine")
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (0.97, 1)
    ((_, band),) = find(figure, "ceiling subjects of 3D, ρₐ")
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx(vgg.ceiling)
    assert len(find(figure, "interval subjects of 3D, ρₐ")) == 2


def test_ratings_without_groups_and_subjects_have_a_matrix_alone(pooled):
    figure = pooled.draw("judgements")
    assert len(list_matrices(figure)) == 1
    assert len(figure.axes) == 2
    notes = read_notes(figure)
    for words in ("Bands", "intervals", "simulated"):
        assert words not in notes


def test_simulated_observers_are_said_to_be(judged):
    assert "The observers are simulated" in read_notes(judged.draw("judgements"))
    assert "Which faces do the simulated observers find alike?" in read_notes(
        judged.draw("judgements")
    )


def test_what_is_missing_is_named(vgg):
    with pytest.raises(ValueError, match="'judgements' has no column 'low'"):
        draw(vgg, judgements=vgg.judgements.drop(columns="low"))
    with pytest.raises(ValueError, match="setting '3D', which has no matrix; there are: 2D"):
        draw(vgg, rdms={"2D": vgg.judged["2D"]})
    with pytest.raises(ValueError, match="no matrix of judgements"):
        draw(vgg, rdms={}, judgements=vgg.judgements.iloc[:0])
    with pytest.raises(ValueError, match="groups of faces: condition 'face-099' is missing"):
        draw(vgg, groups=vgg.groups[1:])
