"""The atlas of a study as a reader uses it: opened from disk and clicked through."""

import numpy as np
import pytest
from selenium.webdriver.common.keys import Keys

from face_relevance.masking import keep_masks, rank_pixels
from face_relevance.store import open_store

MODEL = "objects/gender/seed-1"
METHOD = "epsilon-plus-flat"


@pytest.fixture(scope="module")
def results(finished):
    return finished.folder / "results/tiny"


@pytest.fixture
def atlas(browser, results):
    """The atlas of the tiny study at a kept tenth."""
    browser.open(results / "atlas/index.html", width=1000, height=900, fragment="#kept=0.1")
    settle(browser)
    yield browser
    assert browser.errors() == []
    assert not browser.all("#message")[0].is_displayed()


def settle(browser):
    browser.find('#stage[aria-busy="false"]')


def open_results(results, path):
    return open_store(results / f"{path}.zarr", results / f"{path}.json")


def test_another_model_changes_the_picture(atlas):
    before = atlas.pixels("map-a")
    atlas.find(".column.a [data-factor=task] option[value=identity]").click()
    settle(atlas)
    assert "a=objects/identity/seed-1" in atlas.driver.current_url
    after = atlas.pixels("map-a")
    assert (after != before).any()
    atlas.driver.back()
    atlas.find(".column.a .decision", "male")
    settle(atlas)
    assert (atlas.pixels("map-a") == before).all()


def test_the_atlas_shows_the_pixels_that_the_model_was_shown(atlas, results):
    name = atlas.find("#image-name").text
    face = open_results(results, "images/faces")["pixels"].sel(image=name).values
    maps = open_results(results, f"relevance/{MODEL}/{METHOD}")["relevance"].sel(image=[name])
    decisions = open_results(results, f"masking/{MODEL}/by-seed-1").sel(
        source=MODEL, order="keep-most-relevant", fill="mean-colour", fraction=0.1, image=name
    )
    ranks = rank_pixels(maps, int(decisions.attrs["tie_seed"]))
    kept = keep_masks(ranks, 0.1).values[0]
    shown = atlas.pixels("kept-a")
    assert (shown[kept] == face[kept]).all()
    assert (np.ptp(shown[~kept], axis=0) == 0).all()  # one colour
    caption = atlas.find(".column.a figure:nth-of-type(2) figcaption").text
    assert f"{decisions['probability'].item():.2f} " in caption
    assert ("✓" in caption) == bool(decisions["agreement"].item())


def test_every_method_of_both_models_has_maps(atlas):
    methods = atlas.all("#method option")
    assert len(methods) == 3
    seen = set()
    for key in ["m"] * len(methods) + [Keys.ARROW_RIGHT] * 2:
        atlas.find("body").send_keys(key)
        settle(atlas)
        for canvas in ("map-a", "map-b", "kept-a", "kept-b"):
            assert np.ptp(atlas.pixels(canvas)) > 0
        chosen = [atlas.find("#method").get_attribute("value"), atlas.find("#image-name").text]
        seen.add(tuple(chosen))
    assert len(seen) == len(methods) + 2


def test_the_atlas_says_that_the_faces_are_simulated_and_where_relevance_is(atlas):
    assert atlas.find("#simulated").text == "simulated faces, no photographs"
    assert "eyes" in atlas.find("#parts").text


@pytest.mark.parametrize("width", [400, 1000, 1920])
def test_the_atlas_fits_every_width(atlas, width):
    atlas.resize(width, 900)
    assert atlas.overflow() == 0
