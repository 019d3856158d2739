"""Figure of the directions of transfer and of what explains it."""

import numpy as np
import pytest
from legibility import read_texts

from face_relevance.figures.asymmetry import plot_asymmetry


def draw(study, **changes):
    """Draw with some arguments changed."""
    if not changes:
        return study.draw("asymmetry")
    arguments = {
        "directions": study.asymmetry, "pairs": study.asymmetry_pairs,
        "shares": study.transfer_factors, "fill": "mean-colour", "factors": study.factors,
        "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_asymmetry(**(arguments | changes))


def of_accuracy(table):
    return table[table["measure"] == "accuracy"]


def find(axes, kind):
    """Lines of a kind, from the top."""
    lines = [line for line in axes.lines if (line.get_gid() or "").startswith(f"{kind} ")]
    return sorted(lines, key=lambda line: line.get_ydata()[0])


def test_every_direction_has_a_row_with_its_interval_and_corrected_p(rendered):
    axes = draw(rendered).axes[0]
    rows = of_accuracy(rendered.asymmetry).set_index(["origin", "destination"])
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[:2] == ["objects → faces", "gender → identity"]
    assert len(labels) == len(rows) == 4
    written = read_texts(axes)
    assert written == ["p", "0.21", "0.030", "0.21", "0.21"]
    for label, interval, point in zip(
        labels, find(axes, "interval"), find(axes, "block"), strict=True
    ):
        row = rows.loc[tuple(side.replace(" ", "/") for side in label.split(" → "))]
        np.testing.assert_allclose(
            interval.get_xdata(), [100 * row["relative_low"], 100 * row["relative_high"]]
        )
        np.testing.assert_allclose(point.get_xdata(), 100 * row["relative"])


def test_every_pair_that_differs_in_a_factor_is_a_faint_point_of_its_direction(study):
    axes = draw(study).axes[0]
    pairs = of_accuracy(study.asymmetry_pairs)
    drawn = np.concatenate([line.get_xdata() for line in find(axes, "pairs")])
    expected = 100 * pairs.loc[pairs["block"] != "other seed", "relative"]
    np.testing.assert_allclose(np.sort(drawn), np.sort(expected))
    for points, mean in zip(find(axes, "pairs"), find(axes, "block"), strict=True):
        np.testing.assert_allclose(np.mean(points.get_xdata()), mean.get_xdata()[0])


def test_every_factor_has_its_share_and_the_p_of_its_test(rendered):
    axes = draw(rendered).axes[1]
    rows = of_accuracy(rendered.transfer_factors)
    np.testing.assert_allclose([bar.get_width() for bar in axes.patches], 100 * rows["share"])
    written = read_texts(axes)
    assert written == [
        "13 %", "55 %", "12 %, p < 0.001", "5 %, p = 0.17", "0.1 %, p = 0.50", "15 %",
    ]  # fmt: skip


def test_smallest_p_that_the_models_allow_is_said(rendered):
    texts = " ".join(text.get_text() for text in draw(rendered).texts)
    assert "0.056 for pretraining, 0.056 for task" in texts


def test_study_without_two_levels_is_said_to_have_nothing_to_compare(rendered):
    empty = {
        "directions": rendered.asymmetry[:0], "pairs": rendered.asymmetry_pairs[:0],
        "shares": rendered.transfer_factors[:0],
    }  # fmt: skip
    figure = draw(rendered, **empty)
    assert "nothing to compare" in figure.axes[0].texts[0].get_text()
    assert "Simulated faces" in " ".join(text.get_text() for text in figure.texts)


@pytest.mark.parametrize(("table", "panel"), [("directions", 0), ("shares", 1)])
def test_one_empty_table_leaves_the_other_panel(rendered, table, panel):
    given = {"directions": rendered.asymmetry, "shares": rendered.transfer_factors}
    figure = draw(rendered, **{table: given[table][:0]})
    assert "\n" in read_texts(figure.axes[panel])[0]
    assert figure.axes[1 - panel].get_xlabel()


@pytest.mark.parametrize("column", ["relative_low", "relative_high"])
def test_missing_interval_column_is_named(rendered, column):
    with pytest.raises(ValueError, match=f"'transfer_asymmetry' has no column '{column}'"):
        draw(rendered, directions=rendered.asymmetry.drop(columns=column))


def test_unknown_fill_is_named_with_those_that_exist(rendered):
    with pytest.raises(ValueError, match="no fill 'blur'; it has: mean-colour"):
        draw(rendered, fill="blur")


def test_model_that_is_not_in_the_study_is_named(orl, rendered):
    with pytest.raises(ValueError, match="model 'imagenet/identity/seed-1'"):
        draw(rendered, pairs=orl.asymmetry_pairs)
