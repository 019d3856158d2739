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


def find(axes, kind, block):
    """Lines, or collections, of a block in the order of the methods."""
    children = [*axes.lines, *axes.collections]
    return [child for child in children if child.get_gid() == f"{kind} {block}"]


def pick(table, measure, block):
    return table[(table["measure"] == measure) & (table["block"] == block)]


def test_a_panel_per_measure_and_a_band_per_method(study):
    figure = draw(study)
    assert [axes.get_xlabel() for axes in figure.axes] == [
        "rank correlation of the maps",
        "overlap of the top 10 % of pixels",
    ]
    labels = [label.get_text().replace("\n", "") for label in figure.axes[0].get_yticklabels()]
    assert labels == list(METHODS)


def test_every_block_of_every_method_has_its_interval_in_its_band(study):
    axes = draw(study).axes[1]
    measure = "top-10%-overlap"
    ticks = axes.get_yticks()
    half = (ticks[1] - ticks[0]) / 2
    for block in set(study.stability_blocks["block"]) - {"different images"}:
        rows = pick(study.stability_blocks, measure, block).set_index("method").loc[list(METHODS)]
        intervals, points = find(axes, "interval", block), find(axes, "block", block)
        assert len(intervals) == len(points) == len(METHODS)
        for line, point, row, tick in zip(intervals, points, rows.itertuples(), ticks, strict=True):
            np.testing.assert_allclose(line.get_xdata(), [row.low, row.high])
            np.testing.assert_allclose(point.get_xdata(), row.estimate)
            assert abs(line.get_ydata()[0] - tick) < half


def test_maps_of_different_images_are_the_background_of_the_whole_band(study):
    axes = draw(study).axes[0]
    rows = pick(study.stability_blocks, "spearman", "different images").set_index("method")
    half = np.diff(axes.get_yticks())[0] / 2
    lines, areas = (
        find(axes, "block", "different images"),
        find(axes, "interval", "different images"),
    )
    for line, area, method, tick in zip(lines, areas, METHODS, axes.get_yticks(), strict=True):
        np.testing.assert_allclose(line.get_xdata(), rows["estimate"][method])
        np.testing.assert_allclose(line.get_ydata(), [tick - half, tick + half], atol=1e-9)
        corners = area.get_paths()[0].vertices[:, 0]
        np.testing.assert_allclose(
            [corners.min(), corners.max()], rows.loc[method, ["low", "high"]].tolist()
        )
        assert area.get_zorder() < find(axes, "pairs", "other seed")[0].get_zorder()


def test_every_pair_has_its_tick(study):
    axes = draw(study).axes[0]
    for block in set(study.stability_pairs["block"]):
        ticks = find(axes, "pairs", block)
        drawn = [segment[0, 0] for group in ticks for segment in group.get_segments()]
        expected = pick(study.stability_pairs, "spearman", block)["estimate"]
        np.testing.assert_allclose(np.sort(drawn), np.sort(expected))


def test_blocks_of_a_method_do_not_cover_one_another(study):
    axes = draw(study).axes[0]
    blocks = set(study.stability_blocks["block"]) - {"different images"}
    heights = sorted(line.get_ydata()[0] for b in blocks for line in find(axes, "interval", b))
    assert min(np.diff(heights)) > 0.99
    points = axes.transData.transform(np.column_stack([np.zeros(len(heights)), heights]))[:, 1]
    dot = find(axes, "block", next(iter(blocks)))[0].get_markersize() * axes.figure.dpi / 72
    assert np.abs(np.diff(points)).min() > dot


def test_the_legend_names_every_block(study):
    (legend,) = draw(study).legends
    names = [text.get_text().replace("\n", " ") for text in legend.get_texts()]
    assert set(names) == set(study.stability_blocks["block"])
    assert names[-1] == "different images"


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
