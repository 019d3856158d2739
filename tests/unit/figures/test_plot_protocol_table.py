"""Figure of all measures of the protocol."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from skimage.color import rgb2lab

from face_relevance.figures.numbers import write_number, write_seconds
from face_relevance.figures.protocol_style import name_method
from face_relevance.figures.protocol_table import (
    RANKS,
    plot_protocol_table,
    rank_methods,
)


def draw(study, table):
    return plot_protocol_table(table, study.title, study.simulated)


def find_cells(figure):
    """Cells by measure and method."""
    patches = [p for p in figure.axes[0].patches if (p.get_gid() or "").startswith("cell ")]
    return {tuple(patch.get_gid().split()[1:]): patch for patch in patches}


def overall(study):
    networks = set(study.protocol["network"])
    return study.protocol[study.protocol["network"] == ("all" if len(networks) > 1 else "vgg16")]


def test_a_cell_has_the_colour_of_its_rank_and_holds_mean_and_half_interval(any_protocol):
    figure, table = any_protocol.draw("protocol_table"), overall(any_protocol)
    cells = find_cells(figure)
    assert len(cells) == len(table)
    texts = {}
    for text in figure.axes[0].texts[: 2 * len(cells)]:  # headings follow
        column, down = text.get_position()
        texts.setdefault((column, round(down)), []).append(text.get_text())
    count = len(any_protocol.methods)
    for measure, rows in table.groupby("measure"):
        ranks = rank_methods(rows)
        for row in rows.itertuples():
            cell = cells[measure, row.method]
            expected = (1, 1, 1)
            if row.better:
                expected = RANKS((count - ranks[row.method]) / (count - 1))[:3]
            np.testing.assert_allclose(to_rgb(cell.get_facecolor()), expected, atol=1e-6)
            inside = texts[cell.get_x() + 0.5, round(cell.get_y() + 0.5)]
            if measure != "seconds":
                assert [float(text.lstrip("±")) for text in inside] == pytest.approx(
                    [row.mean, (row.high - row.low) / 2], abs=0.00501
                )
            assert inside[1].startswith("±")


def test_methods_are_in_the_order_of_the_published_avx(any_protocol):
    table = overall(any_protocol)
    avx = table[table["measure"] == "avx_published"].sort_values("mean", ascending=False)
    labels = any_protocol.draw("protocol_table").axes[0].get_yticklabels()
    assert [label.get_text() for label in labels] == [name_method(m) for m in avx["method"]]


def test_arrows_show_which_way_is_good(protocol):
    texts = {
        text.get_text().replace("\n", " ") for text in protocol.draw("protocol_table").axes[0].texts
    }
    assert {"SSIM ↑", "MSE ↓", "r (top-1, top-2)", "AVX (published) ↑", "seconds ↓"} <= texts


@pytest.mark.parametrize(
    ("better", "expected"), [("high", [3, 1.5, 1.5]), ("low", [1, 2.5, 2.5]), ("", [np.nan] * 3)]
)
def test_ranks_follow_the_direction_and_ties_share(better, expected):
    rows = pd.DataFrame({"method": list("abc"), "mean": [0.1, 0.4, 0.4], "better": better})
    np.testing.assert_array_equal(rank_methods(rows).to_numpy(), expected)


def test_the_best_of_a_column_is_bold(protocol):
    table = overall(protocol)
    directed = table[table["better"] != ""]
    bold = [t for t in protocol.draw("protocol_table").axes[0].texts if t.get_weight() == "bold"]
    assert len(bold) == directed["measure"].nunique()


def test_lightness_of_ranks_rises_evenly():
    lightness = rgb2lab(RANKS(np.linspace(0, 1, 51))[None, :, :3])[0, :, 0]
    steps = -np.diff(lightness)
    assert (steps > 0).all()
    assert steps.max() < 2 * steps.mean()


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, ".12"), (-0.5, "-.50"), (1.0, "1.00"), (0.0, ".00")]
)
def test_numbers_are_short(value, text):
    assert write_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "4e-4"), (0.0042, ".0042"), (0.062, ".062"), (0.71, ".71"), (8.4, "8.4"),
     (33.2, "33"), (412.0, "412"), (0.0, "0")],
)  # fmt: skip
def test_times_of_all_orders_can_be_told_apart(value, text):
    assert write_seconds(value) == text


def test_half_an_interval_has_one_digit_that_counts():
    assert [write_seconds(value, 1) for value in (0.0015, 0.0312, 1.64, 16.4)] == [
        ".002", ".03", "2", "20"
    ]  # fmt: skip


def test_what_is_missing_or_unknown_is_named(protocol_small):
    table = protocol_small.protocol
    with pytest.raises(ValueError, match="'protocol' has no column 'better'"):
        draw(protocol_small, table.drop(columns="better"))
    with pytest.raises(ValueError, match="measure 'beauty', which is unknown"):
        draw(protocol_small, table.replace({"measure": {"ssim": "beauty"}}))
    with pytest.raises(ValueError, match="has no ssim of 'grad-cam'"):
        draw(protocol_small, table.query("not (measure == 'ssim' and method == 'grad-cam')"))
    with pytest.raises(ValueError, match="has no measure 'avx_published'"):
        draw(protocol_small, table[table["measure"] != "avx_published"])
    two = pd.concat([table, table.assign(network="alexnet")])
    with pytest.raises(ValueError, match="mixes 2 values of 'network'"):
        draw(protocol_small, two)
