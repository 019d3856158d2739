"""The page of guidance says what the tables say."""

from html.parser import HTMLParser

import pandas as pd
import pytest

from face_relevance.pages.findings import (
    count_verdicts,
    find_help,
    list_unhelped,
    pool_artifacts,
)
from face_relevance.pages.guidance import write_guidance
from face_relevance.pages.study_tables import StudyTables


def audit(method, name, value, verdict, model="all", pretraining="all", network="vgg16"):
    return {
        "network": network,
        "pretraining": pretraining,
        "model": model,
        "explained_by": method,
        "audit": name,
        "value": value,
        "low": value - 0.1,
        "high": value + 0.1,
        "verdict": verdict,
    }


def remedy(name, measure, value, change, verdict="pass", stage="training"):
    return {
        "network": "vgg16",
        "remedy": name,
        "stage": "none" if name == "none" else stage,
        "measure": measure,
        "value": value,
        "change": change,
        "change_low": change - 0.2,
        "change_high": change + 0.2,
        "verdict": verdict,
    }


@pytest.fixture
def artifacts():
    return pd.DataFrame(
        [
            audit("epsilon", "border", 3.25, "fail"),
            audit("epsilon", "noise", 0.5, "warn"),
            audit("grad-cam", "border", 1.125, "pass"),
            audit("grad-cam", "noise", float("nan"), "none"),
            audit("epsilon", "border", 4.0, "fail", model="objects/gender/seed-1"),
            audit("epsilon", "border", 2.5, "warn", pretraining="objects"),
            audit("epsilon", "border", 1.0, "pass", network="cnn"),
        ]
    )


@pytest.fixture
def remedies():
    return pd.DataFrame(
        [
            remedy("none", "border", 3.0, 0.0, "fail"),
            remedy("none", "noise", 0.9, 0.0, "warn"),
            remedy("none", "ties", 0.0, 0.0, "pass"),
            remedy("reflect-padding", "border", 1.0, -2.0),
            remedy("flat-first", "border", 2.5, -0.5, "fail", stage="explaining"),
            remedy("flat-first", "noise", 0.8, -0.1, "warn", stage="explaining"),
            remedy("reflect-padding", "noise", 1.5, 0.6, "fail"),
            *(remedy(name, "accuracy", 0.8, -0.05) for name in ("reflect-padding", "flat-first")),
            *(remedy(name, "seconds", 1.5, 0.0) for name in ("reflect-padding", "flat-first")),
        ]
    )


def test_estimates_of_single_models_and_pretrainings_are_left_out(artifacts):
    pooled = pool_artifacts(artifacts, "vgg16")
    assert pooled["value"].tolist()[:3] == [3.25, 0.5, 1.125]
    assert len(pooled) == 4


def test_methods_are_counted_by_verdict(artifacts):
    counts = count_verdicts(pool_artifacts(artifacts, "vgg16"))
    assert counts.loc["border"].tolist() == [1, 0, 1]
    assert counts.loc["noise"].tolist() == [0, 1, 0]


def test_a_remedy_helps_where_its_whole_interval_is_below_zero(remedies):
    found = [(help.audit, help.remedy) for help in find_help(remedies, "vgg16")]
    assert found == [("border", "reflect-padding"), ("border", "flat-first")]
    assert (find_help(remedies, "vgg16")[0].before, find_help(remedies, "vgg16")[0].after) == (3, 1)


def test_less_relevance_on_the_object_is_no_help(remedies):
    lost = pd.DataFrame(
        [remedy("none", "localisation", 0.7, 0), remedy("flat-first", "localisation", 0.3, -0.4)]
    )
    found = find_help(pd.concat([remedies, lost], ignore_index=True), "vgg16")
    assert found == find_help(remedies, "vgg16")


def test_an_artifact_without_remedy_is_named_and_one_that_passes_is_not(remedies):
    assert list_unhelped(remedies, "vgg16") == ["noise"]


class Texts(HTMLParser):
    """Texts of the cells of a page, and whether its tags are closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data.strip())


def test_the_page_shows_values_intervals_verdicts_help_and_costs(artifacts, remedies):
    page = write_guidance([StudyTables("faces", "Faces <b>", True, artifacts, remedies)])
    read = Texts(page)
    assert not read.open
    text = " ".join(read.texts)
    assert "✗ 3.25 3.15 to 3.35" in text
    assert "Faces <b>" in text
    assert "(simulated)" in text
    assert "reflect-padding ✓ 3.00 → 1.00 (change −2.20 to −1.80), accuracy −0.05" in text
    assert "flat-first ✗ 3.00 → 2.50 (change −0.70 to −0.30), 1.5 × the time" in text
    assert "noise : no remedy was seen to lessen it" in text


def test_without_any_study_the_page_says_what_to_run():
    with pytest.raises(ValueError, match="run one first"):
        write_guidance([])
