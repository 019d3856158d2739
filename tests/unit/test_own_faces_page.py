"""Whatever the page on own faces and ratings shows can be used as it stands."""

import csv
import re
from pathlib import Path

import pytest
import yaml
from PIL import Image

from face_relevance.faces import read_manifest
from face_relevance.observers import read_judgements, require_known_faces
from face_relevance.study.config import complete_config

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "config/own-faces-and-ratings.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
STUDIES = [yaml.safe_load(text) for language, text in BLOCKS if language == "yaml"]
TABLES = {}
for language, text in BLOCKS:
    if language == "csv":
        TABLES.setdefault(text.splitlines()[0], text)
KINDS = {
    "subject,first,second,rating": "pairs",
    "subject,first,second,third,odd": "triplets",
    ",anna,bert,cleo": "rdms",
    ",similarity,response_time": "facesim3d",
}


def write_manifest(folder, header):
    """Write a manifest of the page and a picture for each of its lines."""
    (folder / "manifest.csv").write_text(TABLES[header])
    for row in csv.DictReader(TABLES[header].splitlines()):
        Image.new("RGB", (8, 8)).save(folder / row["file"])
    return folder / "manifest.csv"


def test_every_block_is_looked_at():
    assert {language for language, _ in BLOCKS} == {"yaml", "csv"}
    manifests = {header for header in TABLES if header.startswith("file,")}
    assert len(manifests) == 2
    assert set(TABLES) == manifests | set(KINDS)
    assert len(TABLES) == sum(language == "csv" for language, _ in BLOCKS)


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study["study"])
def test_every_study_is_valid(study):
    completed = complete_config(study, ROOT / "workflow/schemas/config.schema.yaml")
    assert completed["images"]["source"] == "folder"


def test_every_manifest_is_valid(tmp_path):
    table = read_manifest(write_manifest(tmp_path, "file,identity,gender,split"), ["gender"])
    assert set(table["split"]) == {"train", "validation", "test"}
    across = next(study for study in STUDIES if "split" in study["images"])
    header = "file,identity,gender,expression,age"
    split = across["images"]["split"]
    table = read_manifest(write_manifest(tmp_path, header), across["tasks"], split)
    assert set(table["age"]) == {"31", ""}


@pytest.mark.parametrize("header", list(KINDS))
def test_every_table_of_judgements_can_be_read(tmp_path, header):
    (tmp_path / "judgements.csv").write_text(TABLES[header])
    judgements, choices = read_judgements(
        KINDS[header], tmp_path / "judgements.csv", "shown", "similarity", pooled=True
    )
    assert judgements.sizes["condition"] == (4 if choices is not None else 3)
    assert not judgements["dissimilarity"].isnull().any()


def test_the_ratings_are_about_test_faces_of_the_manifest(tmp_path):
    (tmp_path / "ratings.csv").write_text(TABLES["subject,first,second,rating"])
    judgements, _ = read_judgements("pairs", tmp_path / "ratings.csv", "r", "similarity", False)
    table = read_manifest(write_manifest(tmp_path, "file,identity,gender,split"), ["gender"])
    tested = table.loc[table["split"] == "test", "identity"]
    require_known_faces(judgements, tested, "test identity")


def test_every_message_of_the_page_is_one_of_the_library():
    explained = re.findall(r"^\| (.+?) \| .+ \|$", PAGE.split("## What the messages mean")[1], re.M)
    assert len(explained) > 20
    library = "".join(
        path.read_text() for path in sorted((ROOT / "workflow/face_relevance").rglob("*.py"))
    )
    # Literals that follow one another are one text; what is filled in, the page writes as …
    library = re.sub(r'"\s*\+?\s*f?"', "", library)
    library = re.sub(r"\{[^{}]*\}", "…", library)
    for message in explained[2:]:
        for words in filter(None, map(str.strip, message.split("…"))):
            assert words in library, message
