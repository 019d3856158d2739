from pathlib import Path

import pytest
import yaml

from face_relevance.config_docs import describe_schema
from face_relevance.study import ConfigError, complete_config

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
STUDIES = [ROOT / "config/config.yaml", *sorted((ROOT / "config/studies").glob("*.yaml"))]


def read(path):
    return yaml.safe_load(path.read_text())


@pytest.fixture
def config():
    return read(STUDIES[0])


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_the_studies_that_come_with_the_workflow_are_valid(path):
    completed = complete_config(read(path), SCHEMA)
    assert completed["study"]
    assert completed["comparison"]["draws"] == 1000


def test_defaults_fill_in_at_every_depth(config):
    config["finetuning"] = {"gender": {"training": {"epochs": 3}}}
    completed = complete_config(config, SCHEMA)
    assert completed["finetuning"]["gender"]["training"] == {
        "epochs": 3,
        "batch_size": 16,
        "learning_rate": 0.001,
        "weight_decay": 0.01,
    }
    assert completed["finetuning"]["identity"]["frozen_through"] == "pool3"


def test_numbers_that_snakemake_reads_as_text_are_numbers(config):
    config |= {"seeds": ["1", "2"], "masking": {"fractions": ["0", "1e-1", "1"]}}
    completed = complete_config(config, SCHEMA)
    assert completed["seeds"] == [1, 2]
    assert completed["masking"]["fractions"] == [0, 0.1, 1]


def test_the_given_config_is_not_changed(config):
    before = yaml.safe_dump(config)
    complete_config(config, SCHEMA)
    assert yaml.safe_dump(config) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seedz": [1]}, "top level: unknown key 'seedz'; did you mean 'seeds'"),
        ({"seeds": []}, "seeds: needs at least 1 entries"),
        ({"seeds": ["one"]}, "seeds.0: 'one' is not of type 'integer'"),
        ({"seeds": [1, 1]}, "seeds: .*non-unique"),
        ({"tasks": ["age"]}, "tasks.0: 'age' is not one of"),
        ({"masking": {"fraction": [0, 1]}}, "masking: unknown key 'fraction'; did you mean"),
        ({"masking": {"fractions": [0, 0.5, 0.2, 1]}}, "masking.fractions: must ascend"),
        ({"masking": {"method": "zennit"}}, "masking.method: 'zennit' is not in"),
        ({"images": {"source": "folder"}}, "source 'folder' needs the key 'manifest'"),
        ({"images": {"source": "orl"}}, "ORL faces have no gender"),
        ({"pretraining": {"arms": ["imagenet"]}}, "network.width: must be 1"),
        (
            {
                "images": {"source": "folder", "manifest": "m.csv"},
                "pretraining": {"arms": ["random"]},
                "relevance": {"images_per_identity": 1},
            },
            "relevance.images_per_identity: must be at least 2",
        ),
        ({"comparison": {"layers": ["fc9"]}}, "comparison.layers: .*'fc9'"),
        ({"network": {"dense": [64]}}, "comparison.layers: .*'fc7'"),
        ({"finetuning": {"gender": {"frozen_through": "pool6"}}}, "frozen_through: .*'pool6'"),
    ],
)
def test_what_is_wrong_is_named(config, change, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(config | change, SCHEMA)


def test_the_config_documentation_is_the_one_that_the_schema_gives():
    assert (ROOT / "config/README.md").read_text() == describe_schema(read(SCHEMA)), "run make docs"
