"""Figure of the transfer matrix."""

from itertools import pairwise

import numpy as np
import pytest
from legibility import read_texts
from synthetic_study import CONTROLS, Study

from face_relevance.figures.style import Factors, block_colour, order_blocks
from face_relevance.figures.transfer import plot_transfer


def draw(study, **changes):
    """Draw with some arguments changed."""
    if not changes:
        return study.draw("transfer")
    arguments = {
        "pairs": study.transfer_pairs, "blocks": study.transfer_blocks, "fill": "mean-colour",
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_transfer(**(arguments | changes))


def of_accuracy(table):
    return table[table["measure"] == "accuracy"]


def test_cells_hold_source_by_target_in_the_order_of_the_study(study):
    shuffled = study.transfer_pairs.sample(frac=1, random_state=1)
    models, controls = draw(study, pairs=shuffled).axes[0].collections[:2]
    values = of_accuracy(study.transfer_pairs).set_index(["source", "target"])["relative"]
    names = study.factors.models
    for mesh, sources in ((models, names), (controls, order_blocks(CONTROLS))):
        expected = [[100 * values[source, target] for target in names] for source in sources]
        np.testing.assert_allclose(mesh.get_array(), expected)


def test_values_and_intervals_are_written_where_there_is_room(rendered, large):
    written = read_texts(draw(rendered).axes[0])
    assert len(written) == 8 * 8 + 7 * 8
    row = of_accuracy(rendered.transfer_pairs).iloc[1]
    half = 50 * (row["relative_high"] - row["relative_low"])
    assert written[1] == f"{100 * row['relative']:.0f}\n±{half:.0f}"
    assert written[0] == "100"
    assert not read_texts(draw(large).axes[0])


def test_every_model_and_group_is_named(rendered, large):
    axes = draw(rendered).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels(minor=True)] == ["1", "2"] * 4
    groups = ["objects\ngender", "objects\nidentity", "faces\ngender", "faces\nidentity"]
    assert [label.get_text() for label in axes.get_xticklabels()] == groups
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [
        *groups, "other image", "mean map", "untrained network", "edge energy", "centre prior",
        "random", "inverse map",
    ]  # fmt: skip
    assert "seeds 1–10" in draw(large).axes[0].get_xlabel()


def test_axes_say_who_is_source_and_who_is_target(rendered):
    axes = draw(rendered).axes[0]
    assert axes.get_xlabel().startswith("target")
    assert axes.get_ylabel().startswith("source")


def test_every_block_has_a_point_and_its_interval(study):
    axes = draw(study).axes[1]
    lines = {line.get_gid(): line for line in axes.lines if line.get_gid()}
    for row in of_accuracy(study.transfer_blocks).itertuples():
        interval = lines[f"interval {row.block}"].get_xdata()
        np.testing.assert_allclose(interval, [100 * row.relative_low, 100 * row.relative_high])
        assert lines[f"block {row.block}"].get_xdata() == [100 * row.relative]
    assert len(axes.get_yticklabels()) == len(order_blocks(study.transfer_blocks["block"]))


def test_every_group_of_pairs_is_outlined_in_the_colour_of_its_block(study):
    axes, factors = draw(study).axes[0], study.factors
    outlines = [line for line in axes.lines if (line.get_gid() or "").startswith("outline ")]
    groups = [line for line in outlines if line.get_gid() != "outline same model"]
    assert len(groups) == len(factors.cells) ** 2
    assert len(outlines) == len(groups) + len(factors.models)
    blocks = of_accuracy(study.transfer_pairs).set_index(["source", "target"])["block"]
    for line in groups:
        block = line.get_gid().removeprefix("outline ")
        column, row = (round(float(min(data)) - 0.01) for data in line.get_data())
        last = column + len(factors.seed) - 1
        assert blocks[factors.models[row], factors.models[last]] == block
        assert line.get_color() == block_colour(block)


def test_matrix_without_controls_is_drawn(rendered):
    table = rendered.transfer_pairs
    figure = draw(rendered, pairs=table[table["source"].isin(rendered.factors.models)])
    assert figure.axes[0].get_ylim() == (8, 0)


@pytest.mark.parametrize("column", ["relative_low", "relative_high"])
@pytest.mark.parametrize("table", ["pairs", "blocks"])
def test_missing_interval_column_is_named(rendered, table, column):
    without = getattr(rendered, f"transfer_{table}").drop(columns=column)
    with pytest.raises(ValueError, match=f"'transfer_{table}' has no column '{column}'"):
        draw(rendered, **{table: without})


def test_model_that_is_not_in_the_study_is_named(rendered):
    table = rendered.transfer_pairs.replace({"source": {"faces/gender/seed-1": "x/y/seed-1"}})
    with pytest.raises(ValueError, match="source 'x/y/seed-1'"):
        draw(rendered, pairs=table)


def test_names_of_groups_turn_where_columns_are_narrow():
    factors = Factors(("imagenet", "vggface", "random"), ("gender", "identity"), (1, 2))
    study = Study("Study medium", factors, True, {"gender": 0.5, "identity": 0.1})
    axes = study.draw("transfer").axes[0]
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert len(boxes) == 6
    for left, right in pairwise(boxes):
        assert left.x1 < right.x0
