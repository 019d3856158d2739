from pathlib import Path

import pytest

from face_relevance.study.config import complete_config
from face_relevance.study.errors import ConfigError

SCHEMA = Path(__file__).parents[3] / "workflow/schemas/config.schema.yaml"


def complete(**sst):
    study = {"study": "mine", "fields": {"source": "sst", "sst": sst}, "seeds": [1]}
    return complete_config(study, SCHEMA)["fields"]["sst"]


def test_defaults_are_those_of_the_source():
    completed = complete()
    assert completed["caps"][0] == 5  # Landt-Hayen et al. cut at ±5 °C
    assert completed["threshold"] == 0.5
    assert set(completed["leaks"]) == {0.005, 0.05, 0.2, 0.3}
    assert completed["training"]["batch_size"] == 8


@pytest.mark.parametrize(
    ("sst", "message"),
    [
        ({"climatology": [2010, 1981]}, r"fields\.sst\.climatology: 2010 is above 1981"),
        ({"region": {"latitude": [20, -20]}}, r"fields\.sst\.region\.latitude: 20 is above -20"),
        ({"samples": "months"}, "'months' needs the key 'file'"),
        ({"folds": 1}, r"fields\.sst\.folds"),
        ({"caps": [0]}, r"fields\.sst\.caps"),
    ],
)
def test_what_cannot_be_is_named(sst, message):
    with pytest.raises(ConfigError, match=message):
        complete(**sst)
