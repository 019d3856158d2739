"""Captions of the report are valid with and without results, and quote what was found."""

import re
from pathlib import Path
from types import SimpleNamespace

import docutils.core
import jinja2
import pytest

WORKFLOW = Path(__file__).parents[2] / "workflow"
RULES = "\n".join(path.read_text() for path in sorted((WORKFLOW / "rules").glob("*.smk")))
CAPTIONS = sorted(set(re.findall(r'/figures/[^"/]+\.svg",\s+caption="\.\./report/(\w+)', RULES)))
FOUND = "of 8 models 0.92 (0.90 to 0.94), −0.05 (−0.10 to 0.00) and 84 % (72 to 92)."


class Captions(dict):
    """Findings that have a sentence for any figure."""

    def __missing__(self, key):
        return f"{key} {FOUND}"


def render(name, captions):
    """Render a caption as Snakemake does; docutils stops at anything that it would complain of."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    wildcards = SimpleNamespace(network="vgg16", page="1", kind="faces")
    snakemake = SimpleNamespace(config={"findings": {"captions": captions}}, wildcards=wildcards)
    template = environment.from_string((WORKFLOW / "report" / f"{name}.rst").read_text())
    text = template.render(snakemake=snakemake)
    return docutils.core.publish_doctree(text, settings_overrides={"halt_level": 2}).astext()


def test_all_figures_have_captions():
    assert len(CAPTIONS) >= 40


@pytest.mark.parametrize("name", CAPTIONS)
def test_a_caption_says_how_to_read_a_figure_and_what_was_found(name):
    without = render(name, {})
    assert "In this study" not in without
    assert len(without) > 60
    assert f"In this study: {name}" in render(name, Captions())
