"""Configurations of studies of remedies."""

from pathlib import Path

import pytest
import yaml

from face_relevance.networks import VARIANTS
from face_relevance.relevance import REMEDIES
from face_relevance.study.config import ConfigError, complete_config

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"


@pytest.fixture
def config():
    return yaml.safe_load((ROOT / "config/studies/remedies.yaml").read_text())


def test_the_schema_knows_all_remedies():
    keys = yaml.safe_load(SCHEMA.read_text())["properties"]["remedies"]["properties"]
    for key, known in (("at_training", VARIANTS), ("at_explaining", REMEDIES)):
        assert keys[key]["items"]["enum"] == keys[key]["default"] == list(known)


def test_a_study_of_remedies_needs_neither_pretraining_nor_tasks(config):
    completed = complete_config(config, SCHEMA)
    assert "pretraining" not in completed
    assert completed["remedies"]["networks"] == ["alexnet", "vgg16", "resnet50", "xception"]
    assert completed["remedies"]["at_training"] == list(VARIANTS)
    assert completed["audit"]["thresholds"]["blind"]["fail"] == 0.9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": {"source": "classes", "folder": "a"}}, "'classes' needs the key 'protocol'"),
        ({"images": {"source": "rendered"}}, "a study with 'remedies' needs 'objects', whose pict"),
        ({"images": {"source": "objects", "size": 70}}, "images.size: 70 is not a multiple of 32"),
        ({"remedies": {"images_per_class": 21}}, "images_per_class: 21 are more than images.obj"),
        ({"remedies": {"at_training": [], "at_explaining": []}}, "give a remedy in 'at_training'"),
        ({"remedies": {"at_training": ["no-biases"]}}, "no-biases"),
        ({"tasks": ["gender"]}, "a study with 'remedies' has no use for 'tasks'"),
    ],
)
def test_what_is_wrong_in_a_study_of_remedies_is_named(config, change, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(config | change, SCHEMA)
