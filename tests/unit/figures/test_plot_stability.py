"""Figure of the stability of maps."""

from itertools import product

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
    """Lines, or collections, of a block in the order of the methods, of raw maps first."""
    children = [*axes.lines, *axes.collections]
    return [child for child in children if child.get_gid() == f"{kind} {block}"]


def pick(table, measure, block, maps="raw"):
    return table[
        (table["measure"] == measure) & (table["block"] == block) & (table["maps"] == maps)
    ]


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
    blocks = set(study.stability_blocks["block"]) - {"different images"}
    for maps, block in product(("raw", "centred"), blocks):
        rows = pick(study.stability_blocks, measure, block, maps)
        rows = rows.set_index("method").loc[list(METHODS)]
        intervals = find(axes, "interval", f"{maps} {block}")
        points = find(axes, "block", f"{maps} {block}")
        assert len(intervals) == len(points) == len(METHODS)
        for line, point, row, tick in zip(intervals, points, rows.itertuples(), ticks, strict=True):
            np.testing.assert_allclose(line.get_xdata(), [row.low, row.high])
            np.testing.assert_allclose(point.get_xdata(), row.estimate)
            assert abs(line.get_ydata()[0] - tick) < half
            assert (point.get_markerfacecolor() == "white") == (maps == "centred")


@pytest.mark.parametrize("maps", ["raw", "centred"])
def test_maps_of_different_images_are_the_background_of_the_whole_band(study, maps):
    axes = draw(study).axes[0]
    rows = pick(study.stability_blocks, "spearman", "different images", maps).set_index("method")
    half = np.diff(axes.get_yticks())[0] / 2
    lines, areas = (
        find(axes, "block", f"{maps} different images"),
        find(axes, "interval", f"{maps} different images"),
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
        expected = np.concatenate(
            [
                pick(study.stability_pairs, "spearman", block, maps)["estimate"]
                for maps in ("raw", "centred")
            ]
        )
        np.testing.assert_allclose(np.sort(drawn), np.sort(expected))


def test_blocks_of_a_method_do_not_cover_one_another(study):
    axes = draw(study).axes[0]
    blocks = set(study.stability_blocks["block"]) - {"different images"}
    names = [f"{maps} {block}" for maps, block in product(("raw", "centred"), blocks)]
    heights = sorted(line.get_ydata()[0] for name in names for line in find(axes, "block", name))
    points = axes.transData.transform(np.column_stack([np.zeros(len(heights)), heights]))[:, 1]
    sizes = [find(axes, "block", name)[0].get_markersize() for name in names[:: len(blocks)]]
    assert np.abs(np.diff(points)).min() > np.mean(sizes) * axes.figure.dpi / 72


def test_the_legend_names_every_block_and_both_kinds_of_maps(study):
    (legend,) = draw(study).legends
    names = [text.get_text().replace("\n", " ") for text in legend.get_texts()]
    assert set(names[:-2]) == set(study.stability_blocks["block"])
    assert names[-3:] == ["different images", "maps as they are", "maps without their mean map"]


def test_study_of_one_model_is_said_to_have_nothing_to_compare(rendered):
    blocks = rendered.stability_blocks
    figure = draw(
        rendered, pairs=rendered.stability_pairs[:0],
        blocks=blocks[blocks["block"] == "different images"],
    )  # fmt: skip
    assert "no two models to compare" in figure.axes[0].texts[0].get_text()


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
