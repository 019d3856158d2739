"""Figure of what the similarity with the observers depends on."""

import numpy as np
import pytest
from matplotlib.colors import same_color
from similarity_study import METHODS, SHARES
from test_plot_similarity import find

from face_relevance.figures.depth import CHANCE_COLOUR
from face_relevance.figures.similarity_contrasts import plot_similarity_contrasts


def draw(study, **changes):
    """Draw with some arguments changed."""
    arguments = {
        "contrasts": study.contrasts, "variance": study.variance, "layers": study.layers,
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_similarity_contrasts(**(arguments | changes))


def pick(study, factor, pretraining, task, kinds):
    table = study.contrasts
    return table[
        (table["factor"] == factor) & (table["pretraining"] == pretraining)
        & (table["task"] == task) & table["kind"].isin(kinds)
    ]  # fmt: skip


def test_every_difference_stands_on_its_interval_with_a_star_where_holm_finds_it(judged):
    figure = judged.draw("similarity_contrasts")
    rows = pick(judged, "pretraining", "all", "gender", ("features", "relevance"))
    ((_, dots),) = find(figure, "difference pretraining all/gender")
    np.testing.assert_allclose(dots.get_xdata(), rows["difference"])
    ((_, bars),) = find(figure, "interval pretraining all/gender")
    spans = np.array([segment[:, 0] for segment in bars.get_segments()])
    np.testing.assert_allclose(spans, rows[["low", "high"]])
    ((_, stars),) = find(figure, "star pretraining all/gender")
    found = (rows["p_holm"] < 0.05).to_numpy()
    assert 0 < found.sum() < len(found)
    np.testing.assert_allclose(stars.get_ydata(), dots.get_ydata()[found])
    assert (stars.get_xdata() > rows["high"][found]).all()


def test_rows_are_layers_by_depth_and_then_methods(judged):
    axes = judged.draw("similarity_contrasts").axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [*judged.layers, *METHODS]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    rows = pick(judged, "pretraining", "all", "gender", ("features", "relevance"))
    ((_, dots),) = find(judged.draw("similarity_contrasts"), "difference pretraining all/gender")
    expected = [names.index(row.layer or row.representation.removeprefix("relevance "))
                for row in rows.itertuples()]  # fmt: skip
    nearest = np.abs(np.subtract.outer(dots.get_ydata(), axes.get_yticks())).argmin(1)
    assert nearest.tolist() == expected


def test_each_pair_of_levels_and_each_manipulation_has_a_panel(vgg):
    titles = [axes.get_title(loc="left").replace("\n", " ")
              for axes in vgg.draw("similarity_contrasts").axes]  # fmt: skip
    assert titles[:-1] == [
        "vggface − imagenet", "random − imagenet", "random − vggface", "identity − gender",
        "masked − whole", "relevant − random", "weighted − plain",
    ]  # fmt: skip


def test_masking_by_chance_is_grey_beside_masking_by_relevance(judged):
    figure = judged.draw("similarity_contrasts")
    ((panel, chance),) = find(figure, "difference random masking all/all")
    assert same_color(chance.get_color(), CHANCE_COLOUR)
    assert panel is find(figure, "difference masking all/all")[0][0]


def test_where_cells_find_no_room_averages_stand_alone(vgg):
    names = {
        line.get_gid() for axes in vgg.draw("similarity_contrasts").axes for line in axes.lines
        if (line.get_gid() or "").startswith("difference masking")
    }  # fmt: skip
    assert names == {"difference masking all/all"}


def test_the_average_over_one_cell_is_not_drawn_beside_it(pooled):
    figure = pooled.draw("similarity_contrasts")
    assert find(figure, "difference weighting vggface/identity")
    assert not find(figure, "difference weighting all/all")


def test_rows_of_representations_are_not_drawn(judged):
    only = judged.contrasts[judged.contrasts["factor"] == "representation"]
    assert len(only)
    (axes,) = draw(judged, contrasts=only).axes
    assert "nothing to compare" in axes.texts[0].get_text()
    assert not [line for axes in judged.draw("similarity_contrasts").axes for line in axes.lines
                if "representation" in (line.get_gid() or "")]  # fmt: skip


def test_bars_of_a_cell_run_from_the_negative_share_to_the_sum_of_the_others(judged):
    figure = judged.draw("similarity_contrasts")
    for cell in judged.factors.cells:
        rows = judged.variance[
            (judged.variance["pretraining"] == cell[0]) & (judged.variance["task"] == cell[1])
        ].set_index("part")
        bars = {part: find(figure, f"share {'/'.join(cell)} {part}")[0][1] for part in SHARES}
        for part, bar in bars.items():
            assert bar.get_width() == pytest.approx(rows.loc[part, "share"])
        ends = [bar.get_x() + bar.get_width() for bar in bars.values()]
        assert min(ends) == pytest.approx(-0.04)
        assert max(ends) == pytest.approx(1.04)
        ((_, span),) = find(figure, f"interval {'/'.join(cell)} unexplained")
        begins = max(ends) - rows.loc["unexplained", "share"]
        assert span.get_xdata()[0] < begins < span.get_xdata()[1]


def test_what_is_missing_or_unknown_is_named(judged):
    with pytest.raises(ValueError, match="'similarity_contrasts' has no column 'p_holm'"):
        draw(judged, contrasts=judged.contrasts.drop(columns="p_holm"))
    with pytest.raises(ValueError, match="'similarity_variance' has no column 'low'"):
        draw(judged, variance=judged.variance.drop(columns="low"))
    with pytest.raises(ValueError, match="has part 'seed'"):
        draw(judged, variance=judged.variance.replace({"part": {"task": "seed"}}))
    with pytest.raises(ValueError, match="layer 'fc8'"):
        draw(judged, layers=judged.layers[:-1])
