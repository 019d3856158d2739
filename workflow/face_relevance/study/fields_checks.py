"""What a schema cannot say about a study of fields."""

from collections.abc import Mapping

from face_relevance.fields.planted import read_planting
from face_relevance.study.errors import ConfigError


def check_fields(config: Mapping) -> None:
    """Check that the keys of a study of fields agree with one another.

    Parameters
    ----------
    config : mapping
        Completed.

    Raises
    ------
    ConfigError
        For the first thing that is wrong.
    """
    if config["fields"]["source"] == "planted":
        _check_planted(config["fields"]["planted"])
    else:
        _check_sst(config["fields"]["sst"])


def _check_planted(planted: Mapping) -> None:
    """Check that squares find room and that there are as many test fields as are explained."""
    try:
        read_planting(planted)
    except ValueError as error:
        raise ConfigError(f"config, fields.planted.square: {error}") from None
    if planted["explained"] > 2 * planted["test_per_class"]:
        raise ConfigError(
            f"config, fields.planted.explained: {planted['explained']} is more than the test "
            f"fields, {2 * planted['test_per_class']}"
        )


def _check_sst(sst: Mapping) -> None:
    """Check that ranges of years and latitudes ascend, and that keys have a file to be about."""
    for key, (first, last) in (
        ("climatology", sst["climatology"]), ("region.latitude", sst["region"]["latitude"])
    ):  # fmt: skip
        if first > last:
            raise ConfigError(f"config, fields.sst.{key}: {first} is above {last}; turn them round")
    if sst["samples"] == "months" and "file" not in sst:
        raise ConfigError(
            "config, fields.sst.samples: 'months' needs the key 'file'; the winters that a wheel "
            "carries are means"
        )
