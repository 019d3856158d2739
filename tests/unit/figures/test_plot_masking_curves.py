"""Figure of accuracy against the kept part."""

import numpy as np
import pytest
from synthetic_study import CONTROLS, name_block

from face_relevance.figures.masking_curves import plot_masking_curves


def draw(study, **changes):
    """Draw with some arguments changed."""
    if not changes:
        return study.draw("masking_curves")
    arguments = {
        "curves": study.masking_curves, "chance": study.chance, "fill": "mean-colour",
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_masking_curves(**(arguments | changes))


def curves_of(axes):
    return {line.get_gid().removeprefix("curve ") for line in axes.lines if line.get_gid()}


def test_every_target_cell_has_its_blocks_of_models_above_its_controls(study):
    figure = draw(study)
    panels = {
        " ".join(axes.get_title(loc="left").split()): axes
        for axes in figure.axes
        if axes.get_title(loc="left")
    }
    assert set(panels) == {" · ".join(cell) for cell in study.factors.cells}
    models = study.factors.models
    blocks = {name_block(source, target) for source in models for target in models}
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == 2 * len(panels)
    for axes in shown:
        expected = blocks if axes.get_title(loc="left") else {"same model", *CONTROLS}
        assert curves_of(axes) == expected
        assert len(axes.collections) == len(expected)


def test_band_and_line_are_those_of_the_table(rendered):
    axes = draw(rendered).axes[0]
    table = rendered.masking_curves
    rows = table[
        (table["measure"] == "accuracy") & (table["block"] == "other task")
        & (table["pretraining"] == "objects") & (table["task"] == "gender")
    ]  # fmt: skip
    line = next(line for line in axes.lines if line.get_gid() == "curve other task")
    band = next(band for band in axes.collections if band.get_gid() == "interval other task")
    np.testing.assert_allclose(line.get_ydata(), rows["estimate"])
    heights = band.get_paths()[0].vertices[:, 1]
    assert np.isclose(heights.min(), rows["low"].min())
    assert np.isclose(heights.max(), rows["high"].max())


def test_controls_have_their_intervals_at_three_fractions(rendered):
    axes = draw(rendered).axes[4]
    table = rendered.masking_curves
    rows = table[
        (table["measure"] == "accuracy") & (table["block"] == "edge-energy")
        & (table["pretraining"] == "objects") & (table["task"] == "gender")
        & table["fraction"].isin([0.1, 0.35, 0.7])
    ]  # fmt: skip
    bars = next(bars for bars in axes.collections if bars.get_gid() == "interval edge-energy")
    ends = np.array([segment[:, 1] for segment in bars.get_segments()])
    np.testing.assert_allclose(ends, rows[["low", "high"]])
    places = [segment[0, 0] for segment in bars.get_segments()]
    assert (np.abs(np.sqrt(places) - np.sqrt(rows["fraction"])) < 0.09).all()


def test_axis_reaches_from_nothing_to_the_whole_image(rendered):
    axes = draw(rendered).axes[0]
    assert axes.get_xlim() == (0, 1)
    labels = [label.get_text() for label in draw(rendered).axes[-1].get_xticklabels()]
    assert labels[0] == "0"
    assert labels[-1] == "100"


def test_small_fractions_get_more_room_than_large_ones(rendered):
    transform = draw(rendered).axes[0].transData.transform
    places = transform([(0, 0.5), (0.1, 0.5), (0.9, 0.5), (1, 0.5)])[:, 0]
    assert places[1] - places[0] > 4 * (places[3] - places[2])


def test_chance_of_the_task_is_drawn(rendered):
    figure = draw(rendered)
    for axes in figure.axes:
        if title := axes.get_title(loc="left"):
            heights = [line.get_ydata()[0] for line in axes.lines if line.get_gid() is None]
            assert heights == [rendered.chance[title.split(" · ")[1]]]


def test_legend_lies_beside_the_panels(rendered):
    figure = draw(rendered)
    legend = figure.legends[0].get_window_extent()
    assert legend.x0 >= max(axes.bbox.x1 for axes in figure.axes)


@pytest.mark.parametrize("column", ["low", "high"])
def test_missing_interval_column_is_named(rendered, column):
    with pytest.raises(ValueError, match=f"'masking_curves' has no column '{column}'"):
        draw(rendered, curves=rendered.masking_curves.drop(columns=column))


def test_unknown_fill_is_named_with_those_that_exist(rendered):
    with pytest.raises(ValueError, match="no fill 'blur'; it has: mean-colour"):
        draw(rendered, fill="blur")


def test_task_without_chance_is_named(rendered):
    with pytest.raises(ValueError, match="no chance accuracy given for task 'identity'"):
        draw(rendered, chance={"gender": 0.5})
