"""What a study of fields may ask for."""

from pathlib import Path

import pytest
import yaml

from face_relevance.study.config import ConfigError, complete_config

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
STUDY = yaml.safe_load((ROOT / "config/studies/synthetic.yaml").read_text())


def change(**fields):
    return STUDY | {"fields": STUDY["fields"] | fields}


def test_a_study_of_planted_squares_gets_the_design_of_the_paper():
    fields = complete_config(STUDY, SCHEMA)["fields"]
    assert fields["planted"] | {"size": 100, "square": 10, "per_class": 250} == fields["planted"]
    assert fields["echo_state"]["units"] == 300
    assert fields["leaks"] == [0.005, 0.05, 0.2, 0.3]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"planted": {"size": 20}}, "3 squares of 10 cells may find no room in a field of 20"),
        ({"planted": {"explained": 101}}, "101 is more than the test fields, 100"),
        ({"planted": {"sqare": 5}}, "unknown key 'sqare'; did you mean 'square'"),
        ({"networks": ["cnm"]}, "did you mean 'cnn'"),
        ({"methods": ["grad-cam"]}, "'grad-cam' is not one of"),
        ({"leaks": [0]}, "fields.leaks.0: 0 is less than or equal to the minimum of 0"),
    ],
)
def test_what_a_study_of_fields_cannot_be_is_said(fields, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(change(**fields), SCHEMA)
