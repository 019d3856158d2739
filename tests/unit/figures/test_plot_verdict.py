"""Figure of the verdict: which methods find the pixels that are known to decide."""

import numpy as np
import pytest
import test_plot_legibility as legibility
from cue_study import CONTROLS, CUES, METHODS, SIZES, TITLE, make_tables
from legibility import list_texts, read_texts
from matplotlib.colors import same_color, to_rgb

from face_relevance.figures.style import Factors
from face_relevance.figures.verdict import plot_verdict
from face_relevance.figures.verdict_panels import SCALE

SEVERAL = SIZES["several"]


def draw(factors, **changes):
    """Draw a study with some arguments changed."""
    localisation, effects = make_tables(factors)
    arguments = {
        "localisation": localisation, "effects": effects, "factors": factors,
        "study_title": TITLE, "simulated": True,
    }  # fmt: skip
    figure = plot_verdict(**(arguments | changes))
    figure.draw_without_rendering()
    return figure


@pytest.fixture(scope="module", params=list(SIZES))
def case(request):
    """Return levels of a study, its tables, and its figure."""
    factors = SIZES[request.param]
    return factors, *make_tables(factors), draw(factors)


def find(figure, kind):
    """Artists by what follows the kind in their name."""
    artists = figure.findobj(lambda artist: (artist.get_gid() or "").startswith(f"{kind} "))
    return {artist.get_gid().removeprefix(f"{kind} "): artist for artist in artists}


def list_rows(figure):
    """Names of methods and controls from top to bottom."""
    return [label.get_text() for label in figure.axes[1].get_yticklabels()]


def name(row):
    return "/".join((row.pretraining, row.task, row.cue))


def test_a_cell_has_the_colour_and_the_numbers_of_its_area(case):
    _, localisation, effects, figure = case
    cells, used = find(figure, "cell"), effects["used"].to_numpy()
    rows = localisation[localisation["measure"] == "absolute-auc"]
    texts = {}
    for text in list_texts(figure.axes[1]):
        texts.setdefault(round(text.get_position()[0]), []).append(text)
    assert len(cells) == len(rows) == len(effects) * len((*METHODS, *CONTROLS))
    for row in rows.itertuples():
        cell = cells[f"{name(row)}/{row.method}"]
        colour = to_rgb(cell.get_facecolor())
        at = round(cell.get_x() + 0.5)
        if used[[name(x) for x in effects.itertuples()].index(name(row))]:
            np.testing.assert_allclose(colour, SCALE(row.estimate)[:3], atol=1e-6)
        else:
            assert min(colour) > 0.65
        middle = cell.get_y() + 0.5
        inside = [t.get_text() for t in texts[at] if abs(t.get_position()[1] - middle) < 0.5]
        assert [float(text.lstrip("±")) for text in inside] == pytest.approx(
            [row.estimate, (row.high - row.low) / 2], abs=0.00501
        )
        assert inside[1].startswith("±")


def test_the_scale_is_pale_at_chance_and_fixed_at_both_ends(case):
    bar = case[-1].axes[-1]
    assert bar.get_xlim() == (0, 1)
    assert [label.get_text() for label in bar.get_xticklabels()] == ["0", "0.5 (chance)", "1"]
    assert min(SCALE(0.5)[:3]) > 0.9


def test_those_among_the_best_are_outlined_unless_the_cue_is_not_used(case):
    _, localisation, effects, figure = case
    used = {name(row) for row in effects[effects["used"]].itertuples()}
    best = localisation[(localisation["measure"] == "absolute-auc") & localisation["among_best"]]
    expected = {f"{name(row)}/{row.method}" for row in best.itertuples() if name(row) in used}
    assert set(find(figure, "best")) == expected
    bold = [text for text in list_texts(figure.axes[1]) if text.get_weight() == "bold"]
    assert len(bold) == len(expected)


def test_methods_are_ranked_by_how_often_they_are_among_the_best(case):
    _, localisation, effects, figure = case
    auc = localisation[localisation["measure"] == "absolute-auc"].merge(
        effects[["pretraining", "task", "cue", "used"]]
    )
    expected = auc[auc["used"] & auc["among_best"]].groupby("method").size()
    counts = {what: bar.get_width() for what, bar in find(figure, "count").items()}
    assert counts == {what: expected.get(what, 0) for what in (*METHODS, *CONTROLS)}
    rows = list_rows(figure)
    in_order = [counts[what] for what in rows[: len(METHODS)]]
    assert in_order == sorted(in_order, reverse=True)
    assert rows[len(METHODS) :] == ["centre prior", "mean map", "edge energy"]
    written = read_texts(figure.axes[2])
    assert written == [*(f"{counts[what]}" for what in (*rows[: len(METHODS)], *CONTROLS)),
                       f"among the\nbest, of {effects['used'].sum()}"]  # fmt: skip
    places = figure.axes[1].get_yticks()
    steps = np.diff(places)
    assert steps[len(METHODS) - 1] > 1
    assert np.delete(steps, len(METHODS) - 1) == pytest.approx(1)


def test_the_strip_has_both_effects_on_their_intervals(case):
    _, _, effects, figure = case
    found = {kind: find(figure, kind) for kind in ("effect", "changed")}
    for row in effects.itertuples():
        assert found["effect"][name(row)].get_height() == row.effect
        assert found["changed"][name(row)].get_ydata()[0] == row.changed
        for kind, low, high in (
            ("effect", row.low, row.high), ("changed", row.changed_low, row.changed_high)
        ):  # fmt: skip
            line = found[kind][f"interval {name(row)}"]
            assert line.get_ydata().tolist() == [low, high]


def test_columns_are_headed_in_the_order_of_the_study(case):
    factors, _, _, figure = case
    headings = list_texts(figure.axes[0])
    words = [text.get_text().replace("\n", "") for text in headings]
    tasks = [task for _, task in factors.cells]
    expected = [cue for task in tasks for cue in CUES[task]] + tasks
    several = len(factors.pretraining) > 1
    assert words == expected + list(factors.pretraining) * several
    if several:
        for text in headings[-len(factors.pretraining) :]:
            assert same_color(text.get_color(), factors.colour(text.get_text()))
    cues = sorted(find(figure, "effect"), key=lambda key: "interval" in key)
    assert len(cues) == 2 * sum(len(CUES[task]) for task in tasks)


def test_every_size_is_legible(case):
    figure = case[-1]
    legibility.test_no_text_is_cut_off_or_covers_another((None, figure))
    legibility.test_no_text_is_smaller_than_seven_points((None, figure))
    legibility.test_figures_are_not_tall((None, figure))


def test_notes_say_what_is_there_and_no_more():
    def read(figure):
        lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
        return " ".join(text.get_text() for text in lines)

    localisation, effects = make_tables(SEVERAL)
    everything = read(draw(SEVERAL))
    for words in ("Simulated faces", "Pale columns do not count", "Controls, below the gap", TITLE):
        assert words in everything
    little = read(
        draw(
            SEVERAL,
            localisation=localisation[localisation["kind"] == "method"],
            effects=effects.assign(used=True),
            simulated=False,
        )
    )
    for words in ("Simulated faces", "Pale columns", "Controls"):
        assert words not in little


def test_without_any_cue_that_is_used_nothing_is_among_the_best():
    _, effects = make_tables(SEVERAL)
    figure = draw(SEVERAL, effects=effects.assign(used=False))
    assert not find(figure, "best")
    assert all(bar.get_width() == 0 for bar in find(figure, "count").values())


def test_what_is_missing_or_unknown_is_named():
    localisation, effects = make_tables(SEVERAL)
    with pytest.raises(ValueError, match="'localisation' has no column 'high'"):
        draw(SEVERAL, localisation=localisation.drop(columns="high"))
    with pytest.raises(ValueError, match="'cue_effects' has no row of faces/redundant/contrast"):
        draw(SEVERAL, effects=effects.iloc[:-1])
    with pytest.raises(ValueError, match="models faces/redundant are not in the study"):
        draw(Factors(("faces",), SEVERAL.task[:-1], (1,)), localisation=localisation)
    with pytest.raises(ValueError, match="24 cues find no room on a page"):
        draw(Factors(("objects", "faces", "none"), tuple(CUES), (1,)))
