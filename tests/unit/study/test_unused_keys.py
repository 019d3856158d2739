"""Keys that would change nothing are refused."""

from pathlib import Path

import pytest
import yaml

from face_relevance.study.config import ConfigError, complete_config

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
FIELDS = {"study": "f", "seeds": [1, 2]}
CUES = yaml.safe_load((ROOT / "config/studies/cues.yaml").read_text())
RENDERED = yaml.safe_load((ROOT / "config/config.yaml").read_text())
ORL = yaml.safe_load((ROOT / "config/studies/orl.yaml").read_text())


@pytest.mark.parametrize(
    ("source", "key", "value"),
    [
        ("sst", "methods", ["epsilon"]),
        ("sst", "echo_state", {"units": 100}),
        ("sst", "leaks", [0.1]),
        ("sst", "planted", {"size": 50}),
        ("planted", "sst", {"folds": 4}),
    ],
)
def test_keys_of_the_other_source_of_fields_are_refused(source, key, value):
    config = FIELDS | {"fields": {"source": source, "networks": ["cnn"], key: value}}
    with pytest.raises(ConfigError, match=rf"fields\.{key}: with fields\.source '{source}'"):
        complete_config(config, SCHEMA)


@pytest.mark.parametrize(
    ("study", "key", "value"),
    [
        (ORL, "faces", {"gender": {"views": 2}}),
        (ORL, "objects", {"train_views": 8}),
        (ORL, "cues", {}),
        (ORL, "manifest", "a.csv"),
        (RENDERED, "folder", "pictures"),
        (RENDERED, "split", {"test": 0.2}),
    ],
)
def test_keys_of_other_images_are_refused(study, key, value):
    config = study | {"images": study["images"] | {key: value}}
    with pytest.raises(ConfigError, match=rf"images\.{key}: .* changes nothing; it is for"):
        complete_config(config, SCHEMA)


@pytest.mark.parametrize(
    ("section", "value"),
    [("similarity", {"layers": ["fc6"]}), ("masking", {"fractions": [0, 0.5, 1]})],
)
def test_cues_have_no_transfer_and_no_similarity_to_set(section, value):
    with pytest.raises(ConfigError, match=rf"{section}\..* changes nothing"):
        complete_config(CUES | {section: value}, SCHEMA)


def test_the_method_of_a_study_of_cues_is_read():
    config = complete_config(CUES | {"masking": {"method": "epsilon"}}, SCHEMA)
    assert config["masking"]["method"] == "epsilon"


@pytest.mark.parametrize(
    "path", [ROOT / "config/config.yaml", *sorted((ROOT / "config/studies").glob("*.yaml"))]
)
def test_every_study_uses_all_its_keys(path):
    complete_config(yaml.safe_load(path.read_text()), SCHEMA)
