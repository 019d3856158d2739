"""What a schema cannot say about a study of remedies."""

from collections.abc import Mapping

from face_relevance.study.errors import ConfigError, require_whole_blocks

SOURCE = "objects"


def check_remedies(config: Mapping) -> None:
    """Check that the keys of a study of remedies agree with one another.

    Parameters
    ----------
    config : mapping
        Completed.

    Raises
    ------
    ConfigError
        For the first thing that is wrong.
    """
    images, remedies = config["images"], config["remedies"]
    if images["source"] != SOURCE:
        raise ConfigError(
            f"config, images.source: a study with 'remedies' needs {SOURCE!r}, whose pictures say "
            f"where the object is, not {images['source']!r}"
        )
    require_whole_blocks(images["size"])
    if remedies["images_per_class"] > images["objects"]["test_views"]:
        raise ConfigError(
            f"config, remedies.images_per_class: {remedies['images_per_class']} are more than "
            f"images.objects.test_views, {images['objects']['test_views']}"
        )
    if not remedies["at_training"] and not remedies["at_explaining"]:
        raise ConfigError("config, remedies: give a remedy in 'at_training' or 'at_explaining'")
