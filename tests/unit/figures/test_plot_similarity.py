"""Figure of the similarity of representations with the observers."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color
from similarity_study import LAYERS

from face_relevance.figures.depth import CHANCE_COLOUR, name_layers
from face_relevance.figures.page import open_page
from face_relevance.figures.similarity import plot_similarity


def draw(study, **changes):
    """Draw with some arguments changed."""
    arguments = {
        "similarity": study.similarity, "seeds": study.seeds, "layers": study.layers,
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_similarity(**(arguments | changes))


def find(figure, name):
    """Artists of a name, with their panels."""
    return [
        (axes, artist)
        for axes in figure.axes
        for artist in (*axes.lines, *axes.collections, *axes.patches)
        if artist.get_gid() == name
    ]


def read_notes(figure):
    """All sentences of the page."""
    lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    return " ".join(text.get_text() for text in lines)


def pick(table, kind, pretraining, task, held=""):
    return table[
        (table["kind"] == kind) & (table["pretraining"] == pretraining) & (table["task"] == task)
        & (table["controlled_for"] == held)
    ]  # fmt: skip


def test_layers_stand_by_depth_whatever_the_order_of_the_table(judged):
    figures = (
        judged.draw("similarity"),
        draw(judged, similarity=judged.similarity.sample(frac=1, random_state=3)),
    )
    table = pick(judged.similarity, "features", "faces", "identity").set_index("layer")
    for figure in figures:
        ((_, line),) = find(figure, "line faces/identity features")
        np.testing.assert_allclose(line.get_ydata(), table.loc[list(LAYERS), "estimate"])
        assert (np.diff(line.get_xdata()) > 0).all()
    panels = [axes for axes in figures[0].axes if len(axes.get_xticks()) == len(LAYERS)]
    named = [[label.get_text() for label in axes.get_xticklabels()] for axes in panels]
    assert named.count(list(LAYERS)) == len(judged.factors.pretraining)


def test_every_estimate_stands_on_its_interval(any_judged):
    figure = any_judged.draw("similarity")
    for pretraining, task in any_judged.factors.cells:
        for kind, held, name in (
            ("features", "", f"{pretraining}/{task} features"),
            ("features", "pixels, edges, gender", f"{pretraining}/{task} partial"),
            ("masked", "", f"{pretraining}/{task} masked"),
            ("random-masked", "", f"chance {pretraining}/{task}"),
            ("weighted", "", f"{pretraining}/{task} weighted"),
            ("relevance", "", f"{pretraining}/{task} relevance"),
        ):
            rows = pick(any_judged.similarity, kind, pretraining, task, held)
            ((_, bars),) = find(figure, f"interval {name}")
            spans = np.array([segment[:, 1] for segment in bars.get_segments()])
            np.testing.assert_allclose(spans, rows[["low", "high"]])
            points = np.concatenate([dots.get_ydata() for _, dots in find(figure, name)])
            np.testing.assert_allclose(np.sort(points), np.sort(rows["estimate"]))
    baselines = any_judged.similarity[any_judged.similarity["kind"] == "baseline"]
    ((_, bars),) = find(figure, "interval baseline")
    assert len(bars.get_segments()) == len(baselines)


def test_markers_are_filled_where_holm_finds_the_estimate_above_zero(judged):
    name = "objects/gender features"
    rows = pick(judged.similarity, "features", "objects", "gender")
    filled, hollow = [], []
    for _, dots in find(judged.draw("similarity"), name):
        white = same_color(dots.get_markerfacecolor(), "white")
        (hollow if white else filled).extend(dots.get_ydata())
    found = rows["p_holm"] < 0.05
    assert 0 < found.sum() < len(found)
    np.testing.assert_allclose(filled, rows["estimate"][found])
    np.testing.assert_allclose(hollow, rows["estimate"][~found])


def test_all_panels_have_one_scale(judged):
    assert len({axes.get_ylim() for axes in judged.draw("similarity").axes}) == 1


def test_the_band_is_the_noise_ceiling_of_every_panel_but_the_partial_ones(judged):
    figure = judged.draw("similarity")
    bands = find(figure, "ceiling")
    partial = {axes for axes, _ in find(figure, "interval faces/gender partial")}
    assert len(bands) == len(figure.axes) - len(judged.factors.pretraining)
    assert not partial & {axes for axes, _ in bands}
    for _, band in bands:
        box = band.get_extents().transformed(band.axes.transData.inverted())
        assert (box.y0, box.y1) == pytest.approx(judged.ceiling)


def test_what_is_kept_by_chance_is_grey_in_the_panel_of_masked_images(judged):
    figure = judged.draw("similarity")
    ((panel, chance),) = find(figure, "line chance faces/gender")
    assert same_color(chance.get_color(), CHANCE_COLOUR)
    assert panel is find(figure, "line faces/gender masked")[0][0]


def test_single_seeds_are_dots(judged):
    drawn = np.concatenate(
        [dots.get_ydata() for _, dots in find(judged.draw("similarity"), "seeds")]
    )
    np.testing.assert_allclose(np.sort(drawn), np.sort(judged.seeds["estimate"]))


def test_notes_name_reference_simulation_intervals_and_ceiling(judged):
    notes = read_notes(judged.draw("similarity"))
    for words in (
        "Reference: choices of 12 simulated observers.", "nothing here is about people",
        "over seeds, subjects and faces (without models: over subjects and faces)",
        "Faint dots: single seeds", "Band: noise ceiling, from how well one subject",
        "What reaches its lower edge", "Simulated faces",
    ):  # fmt: skip
        assert words in notes


def test_without_subjects_the_notes_say_over_faces_alone_and_there_is_no_band(pooled):
    figure = pooled.draw("similarity")
    assert not find(figure, "ceiling")
    notes = read_notes(figure)
    assert "over faces alone; subjects are not known one by one" in notes
    assert "Without subjects there is no noise ceiling" in notes
    for words in ("Band", "about people", "single seeds", "Simulated"):
        assert words not in notes


def test_below_the_ceiling_nothing_is_said_of_reaching_it(judged):
    low = judged.similarity.assign(ceiling_low=0.95, ceiling_high=0.97)
    assert "What reaches its lower edge" not in read_notes(draw(judged, similarity=low))


def test_without_judgements_values_are_shares_of_what_ties_allow(pooled):
    table = pooled.similarity.assign(setting="reference", attainable=0.5)
    arguments = (pooled.layers, pooled.factors, pooled.title, pooled.simulated)
    figure = plot_similarity(table, pooled.seeds, *arguments)
    other = plot_similarity(pooled.similarity, pooled.seeds, *arguments)
    cell = "/".join(pooled.factors.cells[0])
    ((_, shares),), ((_, plain),) = (find(f, f"line {cell} features") for f in (figure, other))
    np.testing.assert_allclose(shares.get_ydata(), 2 * plain.get_ydata())
    assert not find(figure, "attainable")
    assert "all but partial correlations are divided by it" in read_notes(figure)


def test_a_reference_with_ties_has_a_line_where_they_end(pooled, judged):
    lines = find(pooled.draw("similarity"), "attainable")
    assert {line.get_ydata()[0] for _, line in lines} == {0.93}
    assert "no representation could exceed 0.930" in read_notes(pooled.draw("similarity"))
    assert not find(judged.draw("similarity"), "attainable")


def test_features_alone_have_one_row_of_panels(judged):
    table = judged.similarity
    features = table[(table["kind"] == "features") & (table["controlled_for"] == "")]
    assert len(draw(judged, similarity=features).axes) == len(judged.factors.pretraining)


def test_names_of_many_layers_are_left_out_in_turn_but_never_the_last():
    axes = open_page(1, "", "", []).subplots()
    name_layers(axes, [f"conv{number}" for number in range(20)], 2.0)
    names = [label.get_text() for label in axes.get_xticklabels()]
    assert len(axes.get_xticks()) == 20
    assert names[-1] == "conv19"
    assert names[-2] == ""


@pytest.mark.parametrize("column", ["low", "high"])
def test_missing_interval_is_named(judged, column):
    with pytest.raises(ValueError, match=f"'similarity' has no column '{column}'"):
        draw(judged, similarity=judged.similarity.drop(columns=column))
    empty = judged.similarity.copy()
    empty.loc[:2, column] = np.nan
    with pytest.raises(ValueError, match=f"3 empty values in column '{column}'"):
        draw(judged, similarity=empty)


def test_what_is_not_of_the_study_is_named(judged):
    with pytest.raises(ValueError, match="layer 'fc8'"):
        draw(judged, layers=LAYERS[:-1])
    with pytest.raises(ValueError, match="pretraining 'cars', which is not in the study"):
        draw(judged, similarity=judged.similarity.replace({"pretraining": {"faces": "cars"}}))


def test_settings_and_ceilings_are_not_mixed(judged):
    both = pd.concat([judged.similarity, judged.similarity.assign(setting="3D")])
    with pytest.raises(ValueError, match="mixes 2 values of 'setting'"):
        draw(judged, similarity=both)
    two = judged.similarity.copy()
    two.loc[0, "ceiling_low"] = 0.1
    with pytest.raises(ValueError, match="2 noise ceilings"):
        draw(judged, similarity=two)
