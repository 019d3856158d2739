"""What holds for every figure of every study: legible, framed, and one meaning per colour."""

from string import ascii_lowercase

import matplotlib as mpl
import pytest
from legibility import check_size, check_texts, list_visible_texts
from matplotlib.colors import same_color, to_hex
from matplotlib.text import Text

from face_relevance.figures.alt_text import LETTER, describe
from face_relevance.figures.page import break_name, wrap_text
from face_relevance.figures.style import SMALLEST_FONT

FIGURES = [
    "examples",
    "methods",
    "masking_curves",
    "masked_examples",
    "transfer",
    "asymmetry",
    "leakage",
    "stability",
    "performance",
    "regions",
    "sanity",
]
JUDGED = [
    "similarity",
    "similarity_contrasts",
    "part_weights",
    "rdms",
    "judgements",
    "trials",
    "layer_weights",
]
PROTOCOL = [
    "protocol_maps",
    "protocol_networks",
    "protocol_table",
    "protocol_ranks",
    "protocol_measures",
    "peak_counts",
]
TEMPERATURES = ["sst_classes", "sst_maps", "sst_measures", "sst_controls", "sst_memory"]
FIELDS = ["field_examples", "field_localisation", "field_permutation", "fading_memory"]
AUDIT = ["artifacts", "artifact_evidence", "conservation"]
REMEDIES = ["remedies", "remedy_maps"]
# One, two, three and ten seeds. Figures of the other kinds show means over seeds alone.
CASES = [
    *((study, name) for study in ("single", "rendered", "orl", "large") for name in FIGURES),
    *((study, name) for study in ("pooled", "judged", "judged_thrice", "vgg") for name in JUDGED),
    *((f"protocol{size}", name) for size in ("", "_small", "_wide") for name in PROTOCOL),
    *((f"temperatures{size}", name) for size in ("", "_small") for name in TEMPERATURES),
    *(("fields", name) for name in FIELDS),
    *((f"audited{size}", name) for size in ("", "_few", "_many") for name in AUDIT),
    *((f"remedied{size}", name) for size in ("", "_one") for name in REMEDIES),
]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def figure_case(request):
    """Return a study and one of its figures."""
    study, name = request.param
    study = request.getfixturevalue(study)
    return study, study.draw(name)


def test_no_text_is_cut_off_or_covers_another(figure_case):
    _, figure = figure_case
    check_texts(figure)


def test_no_text_is_smaller_than_seven_points(figure_case):
    _, figure = figure_case
    assert min(text.get_size() for text in list_visible_texts(figure)) >= SMALLEST_FONT


def test_figures_are_not_tall(figure_case):
    _, figure = figure_case
    check_size(figure)


def test_simulated_images_are_said_to_be_simulated(figure_case):
    study, figure = figure_case
    lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    texts = " ".join(text.get_text() for text in lines)
    inputs = ("faces", "objects", "images", "fields", "inputs")
    assert any(f"Simulated {what}" in texts for what in inputs) == study.simulated
    assert study.title in texts


@pytest.mark.parametrize("study", ["rendered", "orl"], indirect=True)
def test_a_pretraining_has_one_colour_in_all_figures(study):
    for pretraining in study.factors.pretraining:
        expected = study.factors.colour(pretraining)
        headers = [
            axes.title.get_color()
            for axes in study.draw("examples").axes
            if axes.get_title().startswith(f"{pretraining}\n")
        ]
        panels = [
            axes.title.get_color() if axes.get_title() else axes._left_title.get_color()
            for axes in study.draw("masking_curves").axes
            if axes.get_title(loc="left").startswith(f"{pretraining} ")
        ]
        points = [
            line.get_color()
            for axes in study.draw("performance").axes
            for line in axes.lines
            if (line.get_gid() or "").startswith(f"{pretraining}/")
        ]
        assert headers
        assert panels
        assert points
        for colour in (*headers, *panels, *points):
            assert same_color(colour, expected)
    strips = {to_hex(patch.get_facecolor()) for patch in study.draw("transfer").axes[0].patches}
    wanted = {to_hex(study.factors.colour(name)) for name in study.factors.pretraining}
    assert strips == wanted


@pytest.mark.parametrize("name", ["similarity", "trials", "part_weights", "layer_weights"])
def test_a_pretraining_has_the_same_colour_in_figures_of_judged_faces(any_judged, name):
    axes = any_judged.draw(name).axes
    for pretraining in any_judged.factors.pretraining:
        points = [
            line.get_color()
            for panel in axes
            for line in panel.lines
            if (line.get_gid() or "").startswith(f"{pretraining}/")
        ]
        assert points
        for colour in points:
            assert same_color(colour, any_judged.factors.colour(pretraining))


@pytest.mark.parametrize("study", ["rendered", "orl"], indirect=True)
def test_a_block_has_one_colour_in_all_figures(study):
    found = {}
    for name in ("masking_curves", "transfer", "stability"):
        for axes in study.draw(name).axes:
            for line in axes.lines:
                kind, _, block = (line.get_gid() or "").partition(" ")
                block = block.removeprefix("raw ").removeprefix("centred ")
                if kind in ("curve", "block", "interval", "outline"):
                    found.setdefault(block, set()).add(line.get_color())
    assert {"same model", "other seed", "other pretraining", "random"} <= set(found)
    assert all(len(colours) == 1 for colours in found.values())


def test_every_figure_says_in_words_what_it_shows(figure_case):
    study, figure = figure_case
    text = describe(figure)
    first = max(figure.texts, key=lambda text: text.get_position()[1])
    assert text.title.startswith(first.get_text())
    assert text.description.startswith(study.title)
    for axes in figure.axes:
        if axes.get_visible() and axes.axison and len(axes.get_xticks()):
            assert axes.get_xlabel().replace("-\n", "-").replace("\n", " ") in text.description


def test_letters_of_panels_follow_one_another(figure_case):
    _, figure = figure_case
    letters = [text.get_text() for text in figure.findobj(Text) if text.get_gid() == LETTER]
    assert sorted(letters) == list(ascii_lowercase[: len(letters)])
    assert len(letters) != 1


def test_drawing_leaves_the_callers_settings_alone(rendered):
    before = mpl.rcParams.copy()
    rendered.draw_afresh("performance")
    assert mpl.rcParams.copy() == before


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("epsilon", ["epsilon"]),
        ("epsilon-plus-flat", ["epsilon-", "plus-flat"]),
        ("epsilon-alpha2-beta1-flat", ["epsilon-", "alpha2-", "beta1-flat"]),
        ("a-b-c", ["a-b-c"]),
    ],
)
def test_names_are_broken_behind_hyphens_where_they_find_no_room(name, lines):
    assert break_name(name, 0.6, 7).split("\n") == lines


def test_text_is_broken_between_words_only():
    text = "a rather long sentence about relevance and nothing else"
    lines = wrap_text(text, 1.2, 7)
    assert len(lines) > 2
    assert " ".join(lines) == text
