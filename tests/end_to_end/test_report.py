"""The report of the tiny study: one file that has everything, opened and clicked through."""

import json
import re

import pytest
import yaml

from face_relevance.pages.table_catalogue import TABLES

CATEGORIES = [
    "Audit", "Design", "Masking and transfer", "Performance", "Relevance", "Similarity",
]  # fmt: skip
STYLE = "workflow/report/report.css"
DRAWN = ".p-3 > img[src^='data:image/svg+xml']"


@pytest.fixture(scope="module")
def report(finished):
    path = "results/tiny/report.html"
    result = finished.run("--report", path, "--report-stylesheet", STYLE)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    assert "(ERROR/" not in result.stdout + result.stderr  # docutils goes on after its errors
    yield finished.folder / path
    (finished.folder / path).unlink()


@pytest.fixture(scope="module")
def held(report):
    """What the report holds: results by path, and their paths by category and subcategory."""
    text = report.read_text()
    return tuple(
        json.loads(re.search(rf"^    var {name} = (.*);$", text, re.MULTILINE).group(1))
        for name in ("results", "categories")
    )


def test_everything_is_in_one_of_six_categories_and_named_in_words(held):
    results, categories = held
    assert sorted(categories) == CATEGORIES
    assert all(result["labels"] for result in results.values())
    for subcategories in categories.values():
        assert set(subcategories) <= {
            "Figures",
            "Tables",
            "Pages",
            "Maps: gender",
            "Maps: identity",
        }
        for paths in subcategories.values():
            # Of two results with the same labels one could not be reached.
            named = [tuple(results[path]["labels"].values()) for path in paths]
            assert len(set(named)) == len(named)


def test_every_figure_table_and_page_is_in_the_report(held, report):
    results, _ = held
    folder = report.parent
    files = [*folder.glob("figures/**/*.svg"), *folder.glob("tables/*.html")]
    files += [folder / name for name in ("landing.html", "guidance.html", "provenance.html")]
    wanted = {str(file.relative_to(folder.parents[1])) for file in [*files, folder / "config.yaml"]}
    assert wanted == set(results)
    found = [folder / "runs.parquet", *folder.glob("*/*.parquet")]
    tables = {str(path.relative_to(folder).with_suffix("")) for path in found}
    shown = {path.stem for path in folder.glob("tables/*.html")}
    assert shown == {name.rpartition("/")[2] for name in tables & set(TABLES)}
    assert {name for name in tables if not name.startswith("observers/")} <= set(TABLES)


def test_captions_quote_what_was_found(held, report):
    results, _ = held
    assert all(result["caption"].strip() for result in results.values())
    found = json.loads((report.parent / "findings.json").read_text())["captions"]["performance"]
    number = re.search(r"\d+ %", found).group()
    assert number in results["results/tiny/figures/performance.svg"]["caption"]


def test_the_config_is_whole_and_runs_again(finished, report):
    path = report.parent / "config.yaml"
    config = yaml.safe_load(path.read_text())
    assert config["comparison"]["draws"] == 100
    assert config["masking"]["fills"] == ["mean-colour", "gaussian-blur"]
    assert config["audit"]["thresholds"]["border"]["warn"] > 1  # a default
    assert "findings" not in config
    copied = finished.folder / "tests/copied.yaml"
    copied.write_text(path.read_text())
    assert finished.plan(configfile="tests/copied.yaml") == {}
    copied.unlink()


def open_category(browser, category, subcategory):
    browser.find("nav a span", category).click()
    browser.find("nav a span", subcategory).click()


@pytest.mark.parametrize("width", [400, 1000, 1920])
def test_the_report_opens_with_the_answers(browser, report, width):
    browser.open(report, width=width)
    assert browser.find(".landing h1", "Tiny study", seconds=30)
    assert browser.overflow() == 0
    assert browser.errors() == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_click_on_a_category_shows_a_figure(browser, report, category):
    browser.open(report)
    browser.find("nav a", "Design", seconds=30)
    open_category(browser, category, "Figures")
    browser.find("nav td a").click()
    shown = browser.find(DRAWN, seconds=10)
    assert shown.size["width"] > 300
    assert browser.run("return arguments[0].naturalWidth", shown) > 0
    assert browser.errors() == []


def test_maps_toggle_between_pretrainings(browser, report):
    browser.open(report)
    browser.find("nav a", "Design", seconds=30)
    open_category(browser, "Relevance", "Maps: gender")
    rows = [row.text for row in browser.all("nav tbody tr")]
    assert rows == ["epsilon-plus-flat", "gamma-box", "grad-cam"]
    browser.find("nav td a").click()
    of_faces = browser.find(DRAWN).get_attribute("src")
    browser.find("fieldset label", "objects").click()
    browser.find("fieldset label:has(:checked)", "objects")
    assert browser.find(DRAWN).get_attribute("src") != of_faces


def test_a_table_is_searched_inside_the_report(browser, report):
    browser.open(report)
    browser.find("nav a", "Design", seconds=30)
    open_category(browser, "Performance", "Tables")
    browser.find("nav td a").click()
    browser.driver.switch_to.frame(browser.find("iframe"))
    browser.find("h1", "Accuracy of every model")
    browser.find("#words").send_keys("faces gender")
    assert browser.find("#count", "2 of 8 rows shown")
    browser.driver.switch_to.default_content()
