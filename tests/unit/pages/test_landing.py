"""The landing page shows what findings say, beside its figures, and stands alone."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from face_relevance.pages.landing import write_landing
from face_relevance.pages.thumbnails import MOST_BYTES, make_thumbnail

FOUND = {
    "study": {"name": "tiny", "title": "Faces <tiny>", "simulated": True, "kind": "faces"},
    "design": ["What was asked?", "2 models.", "Numbers in brackets are 95 % intervals."],
    "answers": [
        {
            "question": "Do they agree?",
            "answer": "They agree by 0.92 (0.90 to 0.94), or 84 % (72 to 92).",
            "figure": "stability",
        }
    ],
    "captions": {},
    "failed_audits": [{"network": "VGG-16", "method": "epsilon", "audits": ["flips", "noise"]}],
}


class Page(HTMLParser):
    """Texts, links and pictures of a page, and whether its tags are closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.texts, self.links, self.pictures = [], [], [], []
        self.feed(page)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links.append(dict(attrs))
        if tag == "img":
            self.pictures.append(dict(attrs))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def figures(tmp_path):
    """PNG files of two figures."""
    folder = tmp_path / "results/tiny/figures"
    folder.mkdir(parents=True)
    for name in ("rdms", "stability"):
        Image.new("RGB", (300, 200), "white").save(folder / f"{name}.png")
    return {path.stem: str(path) for path in sorted(folder.glob("*.png"))}


@pytest.fixture
def page(figures):
    return Page(write_landing(FOUND, figures, {"Guidance": "guidance.html"}))


def test_questions_answers_and_design_are_on_the_page(page):
    assert not page.open
    assert "Faces <tiny>" in page.text
    assert "simulated" in page.text
    assert "They agree by 0.92 (0.90 to 0.94) , or 84" in page.text
    assert "95 % intervals" in page.text


def test_failed_audits_stamp_the_page(page, figures):
    assert "Artifact audit failed: 1 method of VGG-16" in page.text
    assert "VGG-16, epsilon: flips, noise" in page.text
    sound = Page(write_landing({**FOUND, "failed_audits": []}, figures, {}))
    assert "audit failed" not in sound.text


def test_pictures_have_alternative_text_and_lead_to_their_figures(page, figures):
    (picture,) = page.pictures
    assert picture["alt"] == "Figure stability: Do they agree?"
    targets = {link["href"]: link["data-path"] for link in page.links}
    svg = figures["stability"].replace(".png", ".svg")
    assert targets["figures/stability.svg"] == svg
    assert targets["figures/rdms.svg"] == figures["rdms"].replace(".png", ".svg")
    assert targets["guidance.html"].endswith("results/tiny/guidance.html")


def test_a_picture_is_made_smaller_until_it_fits(tmp_path):
    # Noise compresses badly.
    noise = np.random.default_rng(1).integers(0, 256, (500, 1000, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    uri = make_thumbnail(tmp_path / "noise.png")
    assert uri.startswith("data:image/webp;base64,")
    assert len(uri) <= MOST_BYTES


def test_the_page_needs_no_other_place(figures):
    page = write_landing(FOUND, figures, {})
    assert not re.search(r"https?://|<script|@import|url\(", page)
    assert "prefers-color-scheme: dark" in page


def test_an_answer_without_its_figure_is_named(figures):
    del figures["stability"]
    with pytest.raises(KeyError, match="names the figure 'stability', which"):
        write_landing(FOUND, figures, {})
