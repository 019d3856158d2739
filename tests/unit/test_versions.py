"""One version, said in four places."""

import re
import tomllib
from pathlib import Path

import yaml

import face_relevance

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()


def test_project_citation_and_library_have_the_newest_version_of_the_changelog():
    newest, date = re.search(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", CHANGELOG, re.M).groups()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert (citation["version"], str(citation["date-released"])) == (newest, date)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == newest
    assert face_relevance.__version__ == newest
    assert project["license"] == citation["license"]


def test_changes_that_are_not_released_stand_above_those_that_are():
    assert re.findall(r"^## \[(.+?)\]", CHANGELOG, re.M)[0] == "Unreleased"


def test_the_catalog_is_told_what_it_asks_for():
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())["usage"]
    assert set(usage) == {"software-stack-deployment", "report"}
    # The catalog links to instructions in this place.
    assert (ROOT / "config/README.md").is_file()
