import base64
import io
import json
import shutil

import numpy as np
import pytest
from atlas_study import FRACTIONS, write_study
from PIL import Image

from face_relevance.figures.maps import overlay_relevance
from face_relevance.pages.atlas.sprites import STEPS, ZERO

FIRST = "objects/gender/seed-1"
SECOND = "faces/gender/seed-1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The atlas of a simulated study of eight models and twelve images."""
    folder = tmp_path_factory.mktemp("atlas")
    write_study(folder)
    return folder


@pytest.fixture
def page(browser, folder):
    """The atlas as it opens; whatever a test does, the console shows no error."""
    open_page(browser, folder)
    yield browser
    assert browser.errors() == []


def open_page(browser, folder, fragment="", width=1000):
    browser.open(folder / "index.html", width=width, fragment=fragment)
    settle(browser)


def settle(browser):
    """Wait until the stage shows what is chosen."""
    browser.find('#stage[aria-busy="false"]')


def choose(browser, selector, value):
    browser.find(f"{selector} option[value='{value}']").click()
    settle(browser)


def press(browser, *keys):
    for key in keys:
        browser.find("body").send_keys(key)
        settle(browser)


def address(browser):
    pairs = browser.run("return [...new URLSearchParams(location.hash.slice(1))]")
    return dict(pairs)


def read_sprite(folder, file, place=0, columns=4, side=24):
    """One picture of a sprite."""
    text = (folder / file).read_text()
    uri = json.loads("[" + text[text.index("(") + 1 : text.rindex(")")] + "]")[-1]
    sprite = np.array(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))))
    y, x = side * (place // columns), side * (place % columns)
    return sprite[y : y + side, x : x + side]


def read_map(folder, model, method="epsilon-plus-flat", place=0):
    """Relevance in shares of the largest and the step from which each pixel is kept."""
    cell = read_sprite(folder, f"maps/{model}/{method}-0.js", place)
    return (cell[..., 0].astype(float) - ZERO) / STEPS, cell[..., 1]


def test_the_first_view_has_two_models_that_differ_in_pretraining_alone(page):
    assert page.find("#title").text == "Simulated study"
    assert page.find("#simulated").text == "simulated faces, no photographs"
    chosen = address(page)
    assert (chosen["a"], chosen["b"]) == (FIRST, SECOND)
    assert (chosen["image"], chosen["kept"]) == ("face-000-view-0", "0.1")


def test_relevance_looks_as_in_the_figures(page, folder):
    face = read_sprite(folder, "images/0.js")
    values, _ = read_map(folder, FIRST)
    expected = 255 * overlay_relevance(face, values)
    assert np.abs(page.pixels("map-a") - expected).max() < 3


def test_without_relevance_over_it_the_face_is_itself(page, folder):
    press(page, "o")
    assert (page.pixels("map-a") == read_sprite(folder, "images/0.js")).all()


@pytest.mark.parametrize("step", [0, 3, len(FRACTIONS) - 1])
def test_kept_pixels_are_exactly_those_of_the_study(browser, folder, step):
    open_page(browser, folder, f"#kept={FRACTIONS[step]}")
    face = read_sprite(folder, "images/0.js")
    _, steps = read_map(folder, FIRST)
    expected = np.where((steps <= step)[..., None], face, [131, 115, 107])
    assert (browser.pixels("kept-a") == expected).all()


def test_another_model_changes_its_pictures_and_not_those_of_the_other(page):
    before = {name: page.pixels(name) for name in ("map-a", "kept-a", "map-b", "difference")}
    choose(page, ".column.b [data-factor=task]", "identity")
    assert address(page)["b"] == "faces/identity/seed-1"
    changed = {name: (page.pixels(name) != old).any() for name, old in before.items()}
    assert changed == {"map-a": False, "kept-a": False, "map-b": True, "difference": True}


def test_the_correlation_is_pearsons(page, folder):
    first, second = (read_map(folder, model)[0].ravel() for model in (FIRST, SECOND))
    shown = float(page.find("#correlation strong").text.replace("−", "-"))
    assert shown == pytest.approx(np.corrcoef(first, second)[0, 1], abs=0.006)


def test_a_model_beside_itself_does_not_differ(browser, folder):
    open_page(browser, folder, f"#a={FIRST}&b={FIRST}")
    assert browser.find("#correlation strong").text == "1.00"
    assert browser.find("#shared").text.split("\n")[:2] == ["A’s pixels that B keeps", "100 %"]
    difference = browser.pixels("difference").astype(int)
    assert (np.ptp(difference, axis=-1) == 0).all()  # grey: no colour anywhere


def test_an_address_restores_what_was_chosen(browser, folder):
    asked = {
        "image": "face-003-view-1",
        "a": "faces/identity/seed-2",
        "b": "objects/gender/seed-2",
        "method": "grad-cam",
        "kept": "0.3",
        "show": "class:gender:male",
    }
    open_page(browser, folder, "#" + "&".join(f"{key}={text}" for key, text in asked.items()))
    assert address(browser) == asked
    assert browser.find("#image-name").text == "face-003-view-1"
    assert browser.find("#kept-value").text == "30 %"
    values, _ = read_map(folder, asked["a"], "grad-cam", place=7)
    face = read_sprite(folder, "images/0.js", place=7)
    assert np.abs(browser.pixels("map-a") - 255 * overlay_relevance(face, values)).max() < 3
    assert len(browser.all(".thumb")) == 6


def test_back_undoes_a_choice(page):
    page.all(".thumb")[4].click()
    settle(page)
    choose(page, "#method", "grad-cam")
    page.driver.back()
    page.find("#image-name", "face-002-view-0")
    settle(page)
    assert address(page)["method"] == "epsilon-plus-flat"
    page.driver.back()
    page.find("#image-name", "face-000-view-0")
    settle(page)


def test_keys_choose_image_fraction_method_and_model(page):
    press(page, "\ue014")  # right
    assert address(page)["image"] == "face-000-view-1"
    press(page, "\ue015")  # down
    assert address(page)["image"] == "face-001-view-0"
    press(page, "\ue012", "\ue013")  # left, up
    assert address(page)["image"] == "face-005-view-0"
    press(page, "]", "]", "[")
    assert address(page)["kept"] == "0.2"
    press(page, "m")
    assert address(page)["method"] == "grad-cam"
    press(page, "1", "2")
    assert (address(page)["a"], address(page)["b"]) == (
        "objects/gender/seed-2",
        "faces/gender/seed-2",
    )
    press(page, "x")
    assert address(page)["a"] == "faces/gender/seed-2"
    press(page, "?")
    assert page.find("#help h2").text == "Keys"


def test_keys_are_left_to_lists_that_need_them(page):
    page.find("#method").send_keys("g")
    settle(page)
    assert address(page)["method"] == "grad-cam"
    assert address(page)["a"] == FIRST
    assert page.find("#method").get_attribute("value") == "grad-cam"


def test_a_click_on_the_curve_keeps_the_fraction_there(page):
    page.run("document.getElementById('curve').scrollIntoView({ block: 'center' })")
    page.find("#curve circle").click()
    settle(page)
    assert address(page)["kept"] == "0"
    assert page.find("#curve-values th").text == "with 0 %"


def test_the_curve_has_an_interval_and_says_over_what(page):
    assert len(page.all("#curve .band")) == 2
    assert "mean over 120 images" in page.find("#curve-note").text
    assert "95 % interval over identities" in page.find("#curve-note").text
    assert "(" in page.find("#curve-values tr:nth-child(2) td:nth-child(2)").text


def test_images_can_be_found_by_person_and_by_a_wrong_decision(page, folder):
    choose(page, "#show", "identity:face-004")
    assert [thumb.get_attribute("data-image") for thumb in page.all(".thumb")] == [
        "face-004-view-0",
        "face-004-view-1",
    ]
    assert address(page)["image"] == "face-004-view-0"
    choose(page, "#show", "wrong:a")
    text = (folder / f"models/{FIRST}.js").read_text()
    facts = json.loads("[" + text[text.index("(") + 1 : text.rindex(")")] + "]")[1]
    wrong = [name for name, one in facts["images"].items() if not one["correct"]]
    assert wrong
    assert [thumb.get_attribute("data-image") for thumb in page.all(".thumb")] == wrong


def test_a_method_with_failed_audits_is_stamped(page):
    assert not page.all("#stamp")[0].is_displayed()
    choose(page, "#method", "grad-cam")
    assert page.find("#stamp").text == "Artifact audit failed: border, checkerboard"
    assert "Models were shown what maps of epsilon-plus-flat keep" in page.find("#curve-note").text


def test_a_missing_file_is_named_and_the_rest_is_shown(browser, folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "atlas")
    (copy / f"maps/{SECOND}/grad-cam-0.js").unlink()
    open_page(browser, copy, "#method=grad-cam")
    message = browser.find("#message").text
    assert message.startswith(f"maps/{SECOND}/grad-cam-0.js is missing or damaged.")
    assert "remove it and run the study again" in message
    assert browser.pixels("map-a").any()
    assert not browser.pixels("map-b").any()
    choose(browser, "#method", "epsilon-plus-flat")
    assert not browser.all("#message")[0].is_displayed()
    assert browser.pixels("map-b").any()


def test_without_data_the_page_says_what_is_missing(browser, folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "atlas", ignore=shutil.ignore_patterns("study.js"))
    browser.open(copy / "index.html")
    assert browser.find("#message").text.startswith("study.js is missing or damaged.")
    assert not browser.all(".desk")[0].is_displayed()


def test_an_address_of_another_study_is_told(browser, folder):
    open_page(browser, folder, "#image=face-9999&a=imagenet/gender/seed-1")
    message = browser.find("#message").text
    assert "the image “face-9999”, which the atlas does not have" in message
    assert "the model “imagenet/gender/seed-1”" in message
    assert address(browser)["a"] == FIRST


def test_photographs_have_no_parts_to_show(browser, tmp_path):
    write_study(tmp_path, seeds=1, people=2, parts=False)
    open_page(browser, tmp_path)
    assert not browser.all("#parts-figure")[0].is_displayed()
    assert browser.errors() == []


def test_with_planted_cues_each_task_has_images_of_its_own(browser, tmp_path):
    write_study(tmp_path, planted=True)
    open_page(browser, tmp_path)
    first = [thumb.get_attribute("data-image") for thumb in browser.all(".thumb")]
    assert [name[:8] for name in first[::2]] == ["face-000", "face-002", "face-004"]
    assert not browser.all("#curve-figure")[0].is_displayed()
    choose(browser, ".column.b [data-factor=task]", "identity")
    assert "Models of identity are not asked about this image." in browser.find(".column.b").text
    choose(browser, ".column.a [data-factor=task]", "identity")
    assert address(browser)["image"] == "face-001-view-0"
    assert not set(first) & {t.get_attribute("data-image") for t in browser.all(".thumb")}
    assert not browser.all("#message")[0].is_displayed()
    assert browser.errors() == []


def test_everything_that_can_be_used_or_seen_has_a_name(page):
    unnamed = page.run("""
        return [...document.querySelectorAll("select, input, button, canvas[role], svg")]
            .filter((one) => !(one.labels?.length || one.textContent.trim() || one.ariaLabel))
            .map((one) => one.outerHTML);
    """)
    assert unnamed == []
    said = page.run("return document.getElementById('live').textContent")
    assert said.startswith("face-000-view-0. A, objects · gender · seed 1, decides ")


def test_the_focus_is_seen(page):
    press(page, "\ue004", "\ue004")
    style = page.run("const s = getComputedStyle(document.activeElement);"
                     "return [s.outlineStyle, s.outlineWidth]")  # fmt: skip
    assert style == ["solid", "2px"]


@pytest.mark.parametrize("width", [400, 1000, 1920])
def test_nobody_scrolls_sideways(browser, folder, width):
    open_page(browser, folder, width=width)
    assert browser.overflow() == 0
    assert browser.find("#map-a").size["width"] > 150


def test_a_large_study_loads_only_what_it_shows(browser, tmp_path):
    study = write_study(tmp_path, seeds=10, people=250, per_chunk=20, written=1)
    assert (len(study["models"]), len(study["images"])) == (40, 500)
    open_page(browser, tmp_path)
    maps = browser.run("return [...sprites.keys()].filter((path) => path.startsWith('maps/'))")
    assert sorted(maps) == [f"maps/{model}/epsilon-plus-flat-0.js" for model in (SECOND, FIRST)]
    models = browser.run("return [...requests.keys()].filter((path) => path.startsWith('models/'))")
    assert sorted(models) == [f"models/{model}.js" for model in (SECOND, FIRST)]
    assert len(browser.run("return [...sprites.keys()]")) < 10
