"""The shared look: palette, factors, and how figures are saved."""

import matplotlib as mpl
import numpy as np
import pytest
import seaborn as sns
from matplotlib.colors import rgb_to_hsv, to_rgb
from skimage.color import rgb2lab

from face_relevance.comparison import CONTROL_BLOCKS
from face_relevance.figures.peak_counts import ACTIVATION_COLOURS
from face_relevance.figures.protocol_style import FAMILY_COLOURS
from face_relevance.figures.sst_memory import LEAKS
from face_relevance.figures.style import (
    ACCENTS,
    BASELINE_COLOURS,
    BLOCK_COLOURS,
    CONTROL_LINES,
    PRETRAINING_COLOURS,
    STYLE,
    Factors,
    block_colour,
    order_blocks,
    save,
)
from face_relevance.figures.theme import THEME

# Machado, Oliveira & Fernandes 2009, severity 1.0, for linear RGB.
VISION = {
    "full colour": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def find_smallest_difference(colours, vision) -> float:
    """Smallest CIE 1976 distance of two colours as seen with a kind of vision."""
    rgb = np.array([to_rgb(colour) for colour in colours])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(vision).T, 0, 1)
    seen = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    lab = rgb2lab(seen[None])[0]
    distance = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    return distance[np.triu_indices(len(lab), 1)].min()


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(
    ("colours", "least"),
    [
        (PRETRAINING_COLOURS, 15),
        (BLOCK_COLOURS.values(), 25),
        (FAMILY_COLOURS.values(), 18),
        (ACCENTS, 18),
        (LEAKS, 9),
    ],
)
def test_colours_stay_apart_for_the_colour_blind(colours, least, vision):
    assert find_smallest_difference(colours, VISION[vision]) > least


@pytest.mark.parametrize(
    "colours",
    [
        BLOCK_COLOURS.values(),
        BASELINE_COLOURS.values(),
        FAMILY_COLOURS.values(),
        ACTIVATION_COLOURS.values(),
        ACCENTS,
        LEAKS,
    ],
)
def test_only_pretrainings_and_networks_wear_the_colours_of_pretrainings(colours):
    assert not set(colours) & set(PRETRAINING_COLOURS)


def test_controls_are_duller_than_every_block_of_models():
    def saturate(colours):
        return [rgb_to_hsv(to_rgb(colour))[1] for colour in colours]

    of_models = [colour for block, colour in BLOCK_COLOURS.items() if block != "same model"]
    assert max(saturate(BASELINE_COLOURS.values())) < min(saturate(of_models)) - 0.1


@pytest.mark.parametrize("block", ["random", "centre-prior", "different images"])
def test_baselines_without_image_or_model_are_grey(block):
    assert len(set(to_rgb(BASELINE_COLOURS[block]))) == 1


def test_every_control_has_a_colour_and_a_line_of_its_own():
    assert set(CONTROL_LINES) == set(CONTROL_BLOCKS)
    assert len(set(CONTROL_LINES.values())) == len(CONTROL_BLOCKS)
    assert len({BASELINE_COLOURS[control] for control in CONTROL_BLOCKS}) == len(CONTROL_BLOCKS)


def test_style_is_seaborns_theme_with_values_of_its_own():
    seaborn = sns.axes_style("ticks") | sns.plotting_context("paper")
    assert {key: seaborn[key] for key in THEME} == THEME
    left = {"image.cmap", "patch.edgecolor", "patch.force_edgecolor", "patch.linewidth"}
    assert seaborn.keys() - STYLE.keys() == {"font.sans-serif", *left}  # one font is given


def test_models_are_listed_in_the_order_of_the_study():
    factors = Factors(("objects", "faces"), ("gender",), (2, 1))
    assert factors.models == [
        "objects/gender/seed-2", "objects/gender/seed-1",
        "faces/gender/seed-2", "faces/gender/seed-1",
    ]  # fmt: skip


def test_colour_follows_the_order_of_the_study_not_the_name():
    assert Factors(("b", "a"), ("t",), (1,)).colour("b") == PRETRAINING_COLOURS[0]


def test_unknown_level_is_named_with_those_that_exist():
    with pytest.raises(ValueError, match=r"pretraining 'object' .* objects, faces"):
        Factors(("objects", "faces"), ("gender",), (1,)).colour("object")


def test_factor_without_levels_is_named():
    with pytest.raises(ValueError, match="factor 'seed' has no level"):
        Factors(("objects",), ("gender",), ())


def test_more_levels_than_colours_is_refused():
    with pytest.raises(ValueError, match="'pretraining' has 7 levels"):
        Factors(tuple("abcdefg"), ("gender",), (1,))


def test_blocks_come_from_near_to_far_and_controls_last():
    blocks = ["inverse", "other task", "random", "same model"]
    assert order_blocks(blocks) == ["same model", "other task", "random", "inverse"]


def test_unknown_block_is_named():
    with pytest.raises(ValueError, match="block 'other sed' is unknown"):
        block_colour("other sed")


@pytest.mark.parametrize(
    ("study", "name"),
    [("rendered", "transfer"), ("rendered", "stability"), ("judged", "similarity"),
     ("judged", "rdms"), ("protocol", "protocol_ranks"), ("protocol", "peak_counts")],
)  # fmt: skip
def test_drawing_and_saving_again_gives_the_same_bytes(request, tmp_path, study, name):
    first = [tmp_path / f"first{suffix}" for suffix in (".svg", ".png")]
    second = [tmp_path / f"second{suffix}" for suffix in (".svg", ".png")]
    study = request.getfixturevalue(study)
    figure = study.draw_afresh(name)
    save(figure, first)
    save(figure, second)
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    save(study.draw_afresh(name), second)
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_svg_keeps_text_as_text_and_has_no_date(rendered, tmp_path):
    save(rendered.draw("performance"), [tmp_path / "figure.svg"])
    svg = (tmp_path / "figure.svg").read_text()
    assert "Accuracy of every model on held-out images</text>" in svg
    assert "dc:date" not in svg


def test_png_has_200_dots_per_inch(rendered, tmp_path):
    figure = rendered.draw("performance")
    save(figure, [tmp_path / "figure.png"])
    height, width, _ = mpl.image.imread(tmp_path / "figure.png").shape
    assert (width, height) == tuple(int(200 * inches) for inches in figure.get_size_inches())


def test_other_file_kinds_are_refused(rendered, tmp_path):
    with pytest.raises(ValueError, match=r"figure\.pdf: figures are saved as \.svg or \.png"):
        save(rendered.draw("performance"), [tmp_path / "figure.pdf"])
