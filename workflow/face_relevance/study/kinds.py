"""The kinds of study: what each is about is told by one key, and each has its own other keys."""

import difflib
from collections.abc import Mapping

from face_relevance.study.errors import ConfigError
from face_relevance.study.unused_keys import keep_read

FACES = "faces"
"""The kind of studies with pretraining, tasks and seeds, which no single key tells."""

COMMON_KEYS = ("study", "title", "seeds", "audit", "comparison")
KEYS = {
    "protocol": ("images", "protocol", *COMMON_KEYS),
    "remedies": ("images", "remedies", *COMMON_KEYS),
    "fields": ("fields", *COMMON_KEYS),
}
"""What a study may have at the top level, by the key that tells its kind."""

AUDIT_KEYS = ("artifact_images", "ring", "thresholds")
"""Keys of ``audit`` that every kind of study has; the others are those of faces."""

SOURCES = {"objects": ("protocol", "remedies"), "classes": ("protocol",)}
"""Images that only some kinds of study have."""

SIMULATED_SOURCES = ("rendered", "cues", "objects", "planted")
"""Sources whose images or fields are simulated."""


def find_source(config: Mapping) -> str:
    """Return where the images of a study, or its fields, come from.

    Parameters
    ----------
    config : mapping
        Completed, or as given.
    """
    return config["fields" if "fields" in config else "images"]["source"]


def find_kind(config: Mapping) -> str:
    """Return the kind of a study.

    Parameters
    ----------
    config : mapping
        As given, before defaults are filled in.

    Returns
    -------
    str
        Key of `KEYS`, or `FACES`.

    Raises
    ------
    ConfigError
        If the study is of two kinds, has a key that its kind has no use for, or images of another
        kind.
    """
    kinds = [key for key in KEYS if key in config] or [FACES]
    if len(kinds) > 1:
        raise ConfigError(
            f"config, top level: {kinds[0]!r} and {kinds[1]!r} are different kinds of study; make "
            "two studies of them"
        )
    kind = kinds[0]
    if kind != FACES:
        _refuse_other_keys(config, kind)
    images = config.get("images")
    source = images.get("source") if isinstance(images, Mapping) else None
    if source in SOURCES and kind not in SOURCES[source]:
        needed = " or ".join(map(repr, SOURCES[source]))
        raise ConfigError(f"config, images.source: {source!r} needs the key {needed}")
    return kind


def keep_used(config: Mapping) -> dict:
    """Leave out the defaults that a study of this kind has no use for, so that it runs as it is.

    Parameters
    ----------
    config : mapping
        Completed.

    Returns
    -------
    dict
        What may be given as a configuration, with the same meaning.
    """
    kind = next((key for key in KEYS if key in config), FACES)
    if kind == FACES:
        return keep_read(config)
    used = {key: value for key, value in config.items() if key in KEYS[kind]}
    return keep_read(used | {"audit": {key: config["audit"][key] for key in AUDIT_KEYS}})


def _refuse_other_keys(config: Mapping, kind: str) -> None:
    """Raise a ConfigError for the first key that such a study has no use for."""
    audit = config.get("audit")
    audited = audit if isinstance(audit, Mapping) else ()
    for place, given, known in (
        ("top level", config, KEYS[kind]),
        ("audit", audited, AUDIT_KEYS),
    ):
        for key in given:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"its keys are {', '.join(known)}"
                raise ConfigError(
                    f"config, {place}: a study with {kind!r} has no use for {key!r}; {hint}"
                )
