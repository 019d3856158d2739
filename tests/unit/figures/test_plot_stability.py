"""Figure of the stability of maps."""

import numpy as np
import pytest
from synthetic_study import METHODS

from face_relevance.figures.stability import plot_stability


def draw(study, **changes):
    """Draw with some arguments changed."""
    if not changes:
        return study.draw("stability")
    arguments = {
        "pairs": study.stability_pairs, "blocks": study.stability_blocks,
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_stability(**(arguments | changes))


def test_a_row_per_method_and_a_column_per_measure(study):
    figure = draw(study)
    assert len(figure.axes) == len(METHODS) * 2
    assert [figure.axes[place].get_title(loc="left") for place in (0, 2)] == [
        f"method: {method}" for method in METHODS
    ]
    labels = [axes.get_xlabel() for axes in figure.axes[-2:]]
    assert labels == ["rank correlation of the maps", "overlap of the top 10 % of pixels"]


def test_every_block_has_its_interval_and_every_pair_its_point(study):
    axes = draw(study).axes[1]
    chosen = {"method": METHODS[0], "measure": "top-10%-overlap"}
    blocks, pairs = study.stability_blocks, study.stability_pairs
    for column, value in chosen.items():
        blocks, pairs = blocks[blocks[column] == value], pairs[pairs[column] == value]
    intervals = {line.get_gid(): line.get_xdata() for line in axes.lines if line.get_gid()}
    for row in blocks.itertuples():
        np.testing.assert_allclose(intervals[f"interval {row.block}"], [row.low, row.high])
    assert "interval different images" in intervals
    points = np.concatenate(
        [group.get_offsets()[:, 0] for group in axes.collections if len(group.get_offsets())
         and hasattr(group, "get_sizes") and group.get_sizes().size]
    )  # fmt: skip
    np.testing.assert_allclose(np.sort(points), np.sort(pairs["estimate"]))
    spans = np.array(
        [segment[:, 0] for group in axes.collections if hasattr(group, "get_segments")
         for segment in group.get_segments()]
    )  # fmt: skip
    np.testing.assert_allclose(np.sort(spans[:, 0]), np.sort(pairs["low"]))
    np.testing.assert_allclose(np.sort(spans[:, 1]), np.sort(pairs["high"]))


def test_points_keep_their_place_from_drawing_to_drawing(rendered):
    one, other = (
        figure.axes[0].collections[1].get_offsets()
        for figure in (rendered.draw("stability"), rendered.draw_afresh("stability"))
    )
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("column", ["low", "high"])
@pytest.mark.parametrize("table", ["pairs", "blocks"])
def test_missing_interval_column_is_named(rendered, table, column):
    without = getattr(rendered, f"stability_{table}").drop(columns=column)
    with pytest.raises(ValueError, match=f"'stability_{table}' has no column '{column}'"):
        draw(rendered, **{table: without})


def test_model_that_is_not_in_the_study_is_named(orl, rendered):
    with pytest.raises(ValueError, match="model 'imagenet/identity/seed-1'"):
        draw(rendered, pairs=orl.stability_pairs)


def test_unknown_block_is_named(rendered):
    table = rendered.stability_blocks.replace({"block": {"other seed": "seed"}})
    with pytest.raises(ValueError, match="block 'seed' is unknown"):
        draw(rendered, blocks=table)
