"""Figure of representational similarity."""

import numpy as np
import pandas as pd
import pytest
from synthetic_study import LAYERS, METHODS

from face_relevance.figures.similarity import plot_similarity


def draw(study, **changes):
    """Draw with some arguments changed."""
    if not changes:
        return study.draw("similarity")
    arguments = {
        "similarity": study.similarity, "layers": LAYERS, "factors": study.factors,
        "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_similarity(**(arguments | changes))


def test_layers_stand_by_depth_whatever_the_order_of_the_table(rendered):
    shuffled = rendered.similarity.sample(frac=1, random_state=3)
    features, relevance = draw(rendered, similarity=shuffled).axes
    assert [label.get_text() for label in features.get_xticklabels()] == list(LAYERS)
    names = [label.get_text().replace("\n", "") for label in relevance.get_xticklabels()]
    assert sorted(names) == sorted(METHODS)


def test_relevance_has_a_panel_of_the_same_scale_and_is_not_joined(rendered):
    features, relevance = draw(rendered).axes
    assert features.get_ylim() == relevance.get_ylim()
    for axes, kind, line_style in ((features, "features", "-"), (relevance, "relevance", "None")):
        styles = {line.get_gid(): line.get_linestyle() for line in axes.lines if line.get_gid()}
        assert styles[f"faces/gender {kind}"] == line_style


def test_layers_alone_have_one_panel(rendered):
    layers = rendered.similarity[rendered.similarity["kind"] == "features"]
    assert len(draw(rendered, similarity=layers).axes) == 1


def test_every_point_has_its_interval(study):
    spans = np.array(
        [segment[:, 1] for axes in draw(study).axes for group in axes.collections
         for segment in group.get_segments()]
    )  # fmt: skip
    assert len(spans) == len(study.similarity)
    attainable = study.similarity["attainable"]
    for column, side in enumerate(("low", "high")):
        expected = np.sort(study.similarity[side] / attainable)
        np.testing.assert_allclose(np.sort(spans[:, column]), expected)


def test_marker_tells_the_task(rendered):
    lines = {line.get_gid(): line for line in draw(rendered).axes[0].lines if line.get_gid()}
    for task in rendered.factors.task:
        marker = lines[f"objects/{task} features"].get_marker()
        assert marker == rendered.factors.marker(task)


def test_reference_is_named_at_the_axis_and_below(rendered):
    figure = draw(rendered)
    reference = rendered.similarity["reference"].iloc[0]
    assert figure.get_supylabel().replace("\n", " ") == f"ρₐ with {reference}"
    assert reference in " ".join(text.get_text() for text in figure.texts)


def test_a_reference_with_ties_makes_shares_of_what_is_attainable(orl):
    figure = draw(orl)
    assert figure.get_supylabel().startswith("ρₐ / attainable")
    assert "exceed 0.750" in " ".join(text.get_text() for text in figure.texts)
    drawn = np.concatenate(
        [line.get_ydata() for axes in figure.axes for line in axes.lines if line.get_gid()]
    )
    expected = orl.similarity["estimate"] / orl.similarity["attainable"]
    np.testing.assert_allclose(np.sort(drawn), np.sort(expected))


def test_legends_lie_beside_the_data(rendered):
    figure = draw(rendered)
    axes = figure.axes[0]
    legends = [child for child in axes.get_children() if type(child).__name__ == "Legend"]
    assert [legend.get_title().get_text() for legend in legends] == ["pretraining", "task"]
    for legend in legends:
        assert legend.get_window_extent().x0 >= axes.bbox.x1
        assert legend.get_window_extent().x1 <= figure.bbox.x1


@pytest.mark.parametrize("column", ["low", "high"])
def test_missing_interval_column_is_named(rendered, column):
    with pytest.raises(ValueError, match=f"'similarity' has no column '{column}'"):
        draw(rendered, similarity=rendered.similarity.drop(columns=column))


def test_layer_without_a_depth_is_named(rendered):
    with pytest.raises(ValueError, match="layer 'fc8'"):
        draw(rendered, layers=LAYERS[:-1])


def test_two_references_are_refused(rendered, orl):
    both = pd.concat([rendered.similarity, orl.similarity])
    with pytest.raises(ValueError, match="mixes 2 values of 'reference'"):
        draw(rendered, similarity=both)
