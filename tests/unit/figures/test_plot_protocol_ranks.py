"""Figure of the ranks of methods."""

from itertools import combinations

import pandas as pd
import pytest

from face_relevance.figures.protocol_ranks import DRAWN, join_ties, plot_protocol_ranks
from face_relevance.figures.protocol_style import MEASURES, name_method


def make_contrasts(order, differing):
    """Contrasts of all pairs, some of which differ."""
    pairs = pd.DataFrame(combinations(order, 2), columns=["other", "one"])
    pairs["p_holm"] = [0.001 if "".join(pair) in differing else 0.4
                       for pair in pairs[["other", "one"]].to_numpy()]  # fmt: skip
    return pairs


@pytest.mark.parametrize(
    ("differing", "runs"),
    [
        ("", [(0, 3)]),
        ("ad", [(0, 2), (1, 3)]),
        ("ab ac ad", [(1, 3)]),
        ("ab bc cd", []),
        ("ac ad bc bd", [(0, 1), (2, 3)]),
        ("bc", [(0, 1), (2, 3)]),  # a and c do not differ, but a run must hold for all
    ],
)
def test_bars_join_neighbours_none_of_which_differ(differing, runs):
    assert join_ties(list("abcd"), make_contrasts("abcd", differing.split())) == runs


def test_a_pair_without_a_contrast_is_named():
    with pytest.raises(ValueError, match="no row of 'a' and 'c'"):
        join_ties(list("abc"), make_contrasts("abc", []).query("one != 'c' or other != 'a'"))


def test_each_measure_has_a_panel_with_the_best_method_on_top(any_protocol):
    figure, ranks = any_protocol.draw("protocol_ranks"), any_protocol.ranks
    if len(any_protocol.networks) > 1:
        ranks = ranks[ranks["network"] == "all"]
    for axes, measure in zip(figure.axes, DRAWN, strict=False):
        assert axes.get_title(loc="left") == MEASURES[measure].title
        rows = ranks[ranks["measure"] == measure].sort_values("rank")
        labels = [label.get_text() for label in axes.get_yticklabels()]
        assert labels == [name_method(method) for method in rows["method"]]
        lines = {line.get_gid(): line for line in axes.lines if line.get_gid()}
        for place, row in enumerate(rows.itertuples()):
            dot, bar = lines[f"rank {row.method}"], lines[f"interval {row.method}"]
            assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (row.rank, place)
            assert list(bar.get_xdata()) == [row.low, row.high]


def test_bars_in_a_panel_do_not_overlap(protocol):
    for axes in protocol.draw("protocol_ranks").axes[: len(DRAWN)]:
        bars = [line for line in axes.lines if (line.get_gid() or "").startswith("tie ")]
        assert bars
        boxes = [line.get_window_extent() for line in bars]
        for one, other in combinations(boxes, 2):
            assert min(one.x1, other.x1) < max(one.x0, other.x0) or (
                min(one.y1, other.y1) < max(one.y0, other.y0)
            )


def test_measures_that_are_not_there_have_no_panel(protocol_small):
    study = protocol_small
    avx = study.ranks[study.ranks["measure"].isin(["avx", "road"])]
    figure = plot_protocol_ranks(avx, study.contrasts, study.title, False)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["AVX (ours)", "ROAD", ""]
    with pytest.raises(ValueError, match="none of the measures avx, avx_published"):
        plot_protocol_ranks(
            avx.assign(measure="ssim"), study.contrasts, study.title, study.simulated
        )


def test_the_note_says_which_corrections_were_made(protocol, protocol_small):
    def read(figure):
        lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
        return " ".join(text.get_text() for text in lines)

    assert "but 3 planned ones" in read(protocol.draw("protocol_ranks"))
    figure = plot_protocol_ranks(
        protocol_small.ranks, protocol_small.contrasts.assign(family="other"), "A study", False
    )
    assert "planned" not in read(figure)


def test_a_single_method_has_no_ranks(protocol_small):
    study = protocol_small
    one = study.ranks[study.ranks["method"] == "advise"]
    figure = plot_protocol_ranks(one, study.contrasts.iloc[:0], study.title, False)
    assert "single method" in figure.axes[0].texts[0].get_text()
