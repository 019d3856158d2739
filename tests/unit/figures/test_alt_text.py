"""Figures in words: what is said of panels, pictures, colours and legends, and where it is kept."""

from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.lines import Line2D
from PIL import Image

from face_relevance.figures.alt_text import describe
from face_relevance.figures.page import add_foot, letter_panels, open_page
from face_relevance.figures.style import save

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figure():
    """Two plots, two pictures and a legend; the notes take several lines."""
    figure = open_page(2, "What is shown?", "Study mine", ["Bars: 95 % intervals over faces. " * 5])
    plots, pictures = figure.subplots(2, 2)
    for axes, title in zip(plots, ("gender", "identity"), strict=True):
        axes.set_title(title, loc="left")
        axes.set_xlabel("kept pixels (%)")
    plots[1].sharey(plots[0])
    plots[0].set_ylabel("accuracy of\nall-\nmodels")
    for axes in pictures:
        axes.imshow(np.eye(3))
        axes.set(xticks=[], yticks=[])
    pictures[1].set_title("relevance")
    letter_panels(plots)
    figure.legend(handles=[Line2D([], [], label="same & <other>")], title="map")
    return figure


def test_panels_are_named_by_letter_title_and_axes_in_common(figure):
    said = "Panels: a: gender (accuracy of all-models against kept pixels (%)); b: identity ("
    assert said in describe(figure).description


def test_pictures_are_counted_and_legends_read_out(figure):
    description = describe(figure).description
    assert "2 pictures under the headings relevance." in description
    assert "Legend, map: same & <other>." in description


def test_description_goes_from_study_over_notes_to_stamp(figure):
    add_foot(figure, ["Artifact audit failed:", "gradient."], "red")
    title, description = describe(figure)
    assert title == "What is shown?"
    assert description.startswith("Study mine. ")
    assert description.endswith(
        " ".join(["Bars: 95 % intervals over faces."] * 5) + " Artifact audit failed: gradient."
    )


def test_scale_of_colours_is_named():
    figure = open_page(2, "Map", "", [])
    axes = figure.subplots()
    figure.colorbar(axes.imshow(np.eye(3)), label="share of relevance")
    assert "Colours: share of relevance." in describe(figure).description


def test_svg_is_one_picture_with_title_and_description(figure, tmp_path):
    save(figure, [tmp_path / "figure.svg"])
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert (root[0].text, root[1].text) == describe(figure)


def test_png_holds_title_and_description(figure, tmp_path):
    save(figure, [tmp_path / "figure.png"])
    with Image.open(tmp_path / "figure.png") as image:
        assert (image.info["Title"], image.info["Description"]) == describe(figure)


def test_letters_pass_over_hidden_panels_and_a_single_panel_has_none():
    figure = open_page(2, "Map", "", [])
    panels = figure.subplots(1, 3)
    panels[1].set_visible(False)
    letter_panels(panels)
    assert [[text.get_text() for text in axes.texts] for axes in panels] == [["a"], [], ["b"]]
    letter_panels(open_page(2, "Map", "", []).subplots(1, 1, squeeze=False)[0])
    alone = open_page(2, "Map", "", []).subplots()
    letter_panels([alone])
    assert not alone.texts
