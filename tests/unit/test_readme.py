"""Whatever the README and the pages of methods point to is there."""

import re
from pathlib import Path

import pytest
import yaml

from face_relevance.study.config import complete_config

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/README.md")
] + [ROOT / "config/own-faces-and-ratings.md", *(ROOT / "workflow/report/methods").glob("*.md")]


def anchors(text):
    """Names by which headings can be linked to, as on GitHub."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page):
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text()):
        path, _, heading = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not heading or heading in anchors(linked.read_text()), target


def test_every_make_target_is_in_the_makefile():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"run", "setup", "test"} <= named <= made


def test_every_study_that_is_named_has_a_config():
    named = set(re.findall(r"STUDY=([a-z0-9-]+)", README)) - {"mine"}
    assert {"orl", "cues", "advise-small", "synthetic", "enso", "remedies"} <= named
    for study in named:
        assert (ROOT / f"config/studies/{study}.yaml").is_file(), study


def test_the_study_of_own_faces_is_valid():
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    completed = complete_config(yaml.safe_load(text), ROOT / "workflow/schemas/config.schema.yaml")
    assert completed["images"]["source"] == "folder"


def test_every_page_of_methods_can_be_found_from_the_readme():
    for page in (ROOT / "workflow/report/methods").glob("*.md"):
        assert f"(workflow/report/methods/{page.name})" in README
