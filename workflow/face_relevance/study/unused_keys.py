"""Keys that a study of one source has no use for: given all the same, they would change nothing."""

from collections.abc import Mapping

from face_relevance.study.errors import ConfigError

OF_SOURCES = {
    "images": {
        "manifest": ("folder", "classes"),
        "folder": ("classes",),
        "split": ("orl", "folder", "classes"),
        "faces": ("rendered",),
        "objects": ("rendered", "objects"),
        "cues": ("cues",),
    },
    "fields": {
        "methods": ("planted",),
        "echo_state": ("planted",),
        "leaks": ("planted",),
        "planted": ("planted",),
        "sst": ("sst",),
    },
}
"""Of each section that has a ``source``, the keys that only some sources read."""

OF_SHARED_IMAGES = {"masking": ("method",), "similarity": ()}
"""Sections that compare models of different tasks on the same images, and what else is read."""


def keep_read(config: Mapping) -> dict:
    """Leave out the keys that :func:`refuse_unused` refuses.

    Parameters
    ----------
    config : mapping
        Completed.

    Returns
    -------
    dict
    """
    kept = dict(config)
    for section, keys in OF_SOURCES.items():
        if section in kept:
            source = kept[section]["source"]
            unread = {key for key, sources in keys.items() if source not in sources}
            kept[section] = {k: value for k, value in kept[section].items() if k not in unread}
    if "images" in kept and kept["images"]["source"] == "cues":
        for section, used in OF_SHARED_IMAGES.items():
            kept[section] = {key: kept[section][key] for key in used}
    return kept


def refuse_unused(config: Mapping) -> None:
    """Refuse keys that were given and that the source of the study never reads.

    Parameters
    ----------
    config : mapping
        As given, before defaults are filled in; afterwards it cannot be told what was given.

    Raises
    ------
    ConfigError
        For the first such key.
    """
    for section, keys in OF_SOURCES.items():
        given = config.get(section)
        if not isinstance(given, Mapping) or "source" not in given:
            continue
        source = given["source"]
        for key in given:
            if key in keys and source not in keys[key]:
                needed = " or ".join(map(repr, keys[key]))
                raise ConfigError(
                    f"config, {section}.{key}: with {section}.source {source!r} it changes "
                    f"nothing; it is for {needed}: take it out, or change the source"
                )
    images = config.get("images")
    if isinstance(images, Mapping) and images.get("source") == "cues":
        for section, used in OF_SHARED_IMAGES.items():
            given = config.get(section)
            for key in given if isinstance(given, Mapping) else ():
                if key not in used:
                    raise ConfigError(
                        f"config, {section}.{key}: with images.source 'cues' it changes nothing, "
                        "for tasks with planted cues see different images, which nothing is "
                        "compared on; take it out"
                    )
