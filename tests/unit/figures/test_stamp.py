"""Stamp of failed audits at the foot of figures."""

import pandas as pd
import pytest
from audit_study import METHODS
from legibility import check_size, check_texts
from matplotlib.colors import same_color

from face_relevance.figures.audit_style import FAILED
from face_relevance.figures.page import open_page
from face_relevance.figures.stamp import find_failed, stamp


def judge(**failing):
    """Verdicts of all models: a method by the audits that it fails, and passes of the others."""
    rows = [
        {"pretraining": "all", "model": "all", "explained_by": method.replace("_", "-"),
         "audit": audit, "verdict": "fail" if audit in audits else "pass"}
        for method, audits in failing.items()
        for audit in ("border", "flips", "blind", "checkerboard")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def read_stamp(figure):
    """Text of the stamp, its lines from the top."""
    lines = [text for text in figure.texts if same_color(text.get_color(), FAILED)]
    lines = sorted(lines, key=lambda text: -text.get_position()[1])
    return [text.get_text() for text in lines]


def make_page(notes=("A note.",)):
    figure = open_page(2.0, "A title", "A study", list(notes))
    figure.subplots()
    return figure


VERDICTS = judge(grad_cam=("border", "checkerboard"), epsilon=("blind",), gradient=())


def test_the_stamp_names_methods_with_the_audits_that_they_fail():
    figure = make_page()
    stamp(figure, VERDICTS, ["epsilon", "grad-cam", "gradient"])
    assert read_stamp(figure) == [
        "Artifact audit failed: epsilon (blind values); grad-cam (border, checkerboard). See the "
        "figures artifacts."
    ]


def test_methods_that_fail_alike_are_named_together():
    figure = make_page()
    stamp(figure, judge(epsilon=("blind",), gradient=("blind",)), ["gradient", "epsilon"])
    assert "failed: gradient, epsilon (blind values)." in read_stamp(figure)[0]


@pytest.mark.parametrize("methods", [["gradient"], ["rise"], []])
def test_nothing_is_stamped_where_nothing_failed(methods):
    figure = make_page()
    before = figure.get_size_inches().tolist()
    stamp(figure, VERDICTS, methods)
    assert read_stamp(figure) == []
    assert figure.get_size_inches().tolist() == before


def test_single_models_and_warnings_do_not_stamp():
    single = VERDICTS.assign(model="faces/gender/seed-1")
    arms = VERDICTS.assign(pretraining="faces")
    warned = VERDICTS.assign(verdict="warn")
    assert find_failed(pd.concat([single, arms, warned]), ["epsilon", "grad-cam"]) == {}


def test_controls_are_meant_to_fail_and_do_not_stamp():
    assert (
        find_failed(judge(random=("flips",), centre_prior=("turns",)), ["random", "centre-prior"])
        == {}
    )


def test_a_failure_in_one_of_several_networks_counts():
    good = judge(epsilon=()).assign(network="alexnet")
    bad = judge(epsilon=("border", "blind")).assign(network="vgg16")
    assert find_failed(pd.concat([good, bad]), ["epsilon"]) == {"epsilon": ("border", "blind")}


def test_a_long_list_is_cut_to_methods_and_then_to_their_number():
    of_nine = {method: ("border", "flips")[: 1 + at % 2] for at, method in enumerate(METHODS)}
    table = judge(**{method: (*audits, "blind") for method, audits in of_nine.items()})
    table.loc[table["explained_by"] == "epsilon", "verdict"] = "fail"
    figure = make_page()
    stamp(figure, table, METHODS)
    text = " ".join(read_stamp(figure))
    assert len(read_stamp(figure)) == 2
    assert "advise" in text
    many = [f"a-composite-with-a-long-name-{number}" for number in range(12)]
    figure = make_page()
    stamp(figure, judge(**{name: ("border",) for name in many}), many)
    assert "12 methods" in read_stamp(figure)[0]


def test_the_page_grows_by_the_lines_and_keeps_its_texts_in_place():
    plain, stamped = make_page(), make_page()
    stamp(stamped, VERDICTS, ["epsilon"])
    height, grown = plain.get_figheight(), stamped.get_figheight()
    line = 7 * 1.3 / 72
    assert grown == pytest.approx(height + line)
    for before, after in zip(plain.texts, stamped.texts, strict=False):
        assert before.get_text() == after.get_text()
        down = (1 - before.get_position()[1]) * height
        if before.get_verticalalignment() == "top":
            assert (1 - after.get_position()[1]) * grown == pytest.approx(down)
        else:  # notes stand above the stamp
            up = before.get_position()[1] * height
            assert after.get_position()[1] * grown == pytest.approx(up + line)
    for figure in (plain, stamped):
        figure.draw_without_rendering()
    tall = [figure.axes[0].get_window_extent().height for figure in (plain, stamped)]
    assert tall[0] == pytest.approx(tall[1], abs=1)


def test_a_page_that_is_as_tall_as_can_be_gives_room_to_the_stamp():
    figure = open_page(5.75, "A title", "A study", ["A note."])
    axes = figure.subplots()
    assert 6.4 < figure.get_figheight() <= 6.5
    stamp(figure, VERDICTS, ["epsilon"])
    figure.draw_without_rendering()
    assert figure.get_figheight() == pytest.approx(6.5)
    (line,) = (text for text in figure.texts if same_color(text.get_color(), FAILED))
    assert line.get_window_extent().y1 < axes.get_tightbbox().y0


def test_an_unknown_audit_is_named():
    table = VERDICTS.assign(audit="symmetry")
    with pytest.raises(ValueError, match="audit 'symmetry' is unknown; figures know: conserv"):
        find_failed(table, ["epsilon"])


# The fullest pages, and all ways to lay out a page.
STAMPED = [
    *(("large", name) for name in ("transfer", "stability", "regions", "sanity", "asymmetry")),
    *(("rendered", name) for name in ("examples", "methods", "masking_curves", "leakage")),
    ("orl", "examples"),
    ("rendered", "masked_examples"),
    *(("vgg", name) for name in ("similarity", "similarity_contrasts", "part_weights", "rdms")),
    ("vgg", "trials"),
    *(("protocol_wide", f"protocol_{name}") for name in ("maps", "networks", "table", "measures")),
    *(("protocol_small", f"protocol_{name}") for name in ("maps", "ranks")),
]


@pytest.mark.parametrize(("study", "name"), STAMPED)
def test_a_stamp_fits_on_every_figure_of_maps(request, study, name):
    study = request.getfixturevalue(study)
    figure = study.draw_afresh(name)
    failing = {method: ("border", "blind") if "a" in method else ("flips",) for method in METHODS}
    stamp(figure, judge(**failing), METHODS)
    figure.draw_without_rendering()
    assert len(read_stamp(figure)) == 2
    check_texts(figure)
    check_size(figure)
