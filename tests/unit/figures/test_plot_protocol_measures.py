"""Figure of AVX against measures that are independent of it."""

import numpy as np
import pandas as pd
import pytest

from face_relevance.figures.protocol_measures import (
    INDEPENDENT,
    PROTOCOL,
    correlate,
    plot_protocol_measures,
)


def read(figure):
    """All notes in one line."""
    lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    return " ".join(text.get_text() for text in lines)


def overall(study):
    table = study.protocol
    return table[table["network"] == "all"] if len(study.networks) > 1 else table


def list_panels(figure):
    """Panels with the measures of their axes."""
    pairs = [(x, y) for x in PROTOCOL for y in INDEPENDENT]
    return zip(pairs, figure.axes, strict=False)


def test_every_method_is_at_its_means_on_its_intervals(any_protocol):
    table = overall(any_protocol).set_index(["measure", "method"])
    for (x, y), axes in list_panels(any_protocol.draw("protocol_measures")):
        lines = {line.get_gid(): line for line in axes.lines}
        for method in any_protocol.methods:
            across, up = table.loc[(x, method)], table.loc[(y, method)]
            point = lines[f"method {method}"]
            assert (point.get_xdata()[0], point.get_ydata()[0]) == (across["mean"], up["mean"])
            assert list(lines[f"interval x {method}"].get_xdata()) == [across.low, across.high]
            assert list(lines[f"interval y {method}"].get_ydata()) == [up.low, up.high]


def test_up_is_good_in_every_panel(protocol):
    for (_, y), axes in list_panels(protocol.draw("protocol_measures")):
        low, high = axes.get_ylim()
        assert (low > high) == (y in ("deletion", "road"))


def test_the_best_of_both_axes_are_framed_and_named(protocol):
    table = overall(protocol).set_index(["measure", "method"])["mean"]
    figure = protocol.draw("protocol_measures")
    for (x, y), axes in list_panels(figure):
        best_y = table[y].idxmin() if y in ("deletion", "road") else table[y].idxmax()
        gids = {line.get_gid() for line in axes.lines}
        assert {f"best x {table[x].idxmax()}", f"best y {best_y}"} <= gids
    assert table["avx_published"].idxmax() == "advise-published"
    assert "Best by published AVX is ADVISE (published)" in read(figure)


@pytest.mark.parametrize(
    ("best", "sentence"),
    [
        ({"deletion": "rise", "insertion": "rise", "road": "rise"},
         "it is RISE by deletion, insertion and ROAD."),
        ({"deletion": "rise", "insertion": "grad-cam", "road": "rise"},
         "it is RISE by deletion and ROAD, Grad-CAM by insertion."),
    ],
)  # fmt: skip
def test_measures_with_one_winner_are_named_together(protocol, best, sentence):
    table = overall(protocol).copy()
    for measure, method in best.items():
        chosen = (table["measure"] == measure) & (table["method"] == method)
        table.loc[chosen, ["mean", "low", "high"]] = float(measure == "insertion")
    assert sentence in read(plot_protocol_measures(table, protocol.title, True))


@pytest.mark.parametrize(
    ("better", "rho"), [(("high", "high"), 0.5), (("high", "low"), -0.5), (("low", "low"), 0.5)]
)
def test_correlation_is_of_quality_and_not_of_values(better, rho):
    # Ranks 1 2 3 and 1 3 2: Σd² = 2, so ρ = 1 − 6·2 / (3·8) = 0.5.
    one, other = (
        pd.DataFrame({"mean": means, "better": way}, index=list("abc"))
        for means, way in zip(([0.1, 0.2, 0.3], [0.5, 0.9, 0.8]), better, strict=True)
    )
    assert correlate(one, other) == pytest.approx(rho)
    assert correlate(one, other.iloc[::-1]) == pytest.approx(rho)


def test_correlations_are_written_above_the_panels(protocol):
    table = overall(protocol).set_index("method")
    for (x, y), axes in list_panels(protocol.draw("protocol_measures")):
        rho = correlate(table[table["measure"] == x], table[table["measure"] == y])
        written = axes.get_title(loc="left").removeprefix("rank correlation ")
        assert float(written.replace("−", "-")) == pytest.approx(rho, abs=0.00501)
        assert np.isfinite(rho)


def test_a_measure_that_is_the_same_for_all_correlates_with_nothing(protocol_small):
    table = protocol_small.protocol.copy()
    table.loc[table["measure"] == "road", ["mean", "low", "high"]] = 0.5
    figure = plot_protocol_measures(table, "A study", False)
    assert figure.axes[2].get_title(loc="left") == "rank correlation undefined"


def test_a_single_method_is_compared_with_nothing(protocol_small):
    table = protocol_small.protocol
    figure = plot_protocol_measures(table[table["method"] == "advise"], "A study", True)
    assert "single method" in figure.axes[0].texts[0].get_text()


def test_what_is_missing_is_named(protocol_small):
    table = protocol_small.protocol
    with pytest.raises(ValueError, match="has no measure 'road'"):
        plot_protocol_measures(table[table["measure"] != "road"], "A study", False)
    lacking = table.query("not (measure == 'road' and method == 'random')")
    with pytest.raises(ValueError, match="has no road of 'random'"):
        plot_protocol_measures(lacking, "A study", False)
