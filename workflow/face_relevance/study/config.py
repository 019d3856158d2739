"""The configuration of a study: checked whole, completed with defaults, before any work."""

import copy
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import jsonschema
import yaml

from face_relevance.study.audit_checks import check_audit
from face_relevance.study.errors import (
    ConfigError,
    explain,
    require_curve,
    require_known,
    require_whole_blocks,
)
from face_relevance.study.fields_checks import check_fields
from face_relevance.study.kinds import FACES, find_kind
from face_relevance.study.protocol_checks import check_protocol
from face_relevance.study.remedies_checks import check_remedies
from face_relevance.study.unused_keys import refuse_unused

# What a schema cannot say, by kind of study.
CHECKS = {
    "protocol": check_protocol,
    "remedies": check_remedies,
    "fields": check_fields,
}


def complete_config(config: Mapping, schema_path: str | Path) -> dict:
    """Check a configuration and fill in the defaults.

    Parameters
    ----------
    config : mapping
        As read from YAML.
    schema_path : path-like
        JSON schema (draft 2020-12) in YAML.

    Returns
    -------
    dict
        A completed copy.

    Raises
    ------
    ConfigError
        For the first thing that is wrong.
    """
    schema = yaml.safe_load(Path(schema_path).read_text())
    # Before defaults fill in what a study of this kind has no use for.
    kind = find_kind(config)
    completed = _fill_defaults(copy.deepcopy(dict(config)), schema, schema)
    errors = sorted(
        jsonschema.Draft202012Validator(schema).iter_errors(completed),
        # Of several errors in one place, an unknown key has the most helpful message.
        key=lambda error: (
            len(error.absolute_path),
            error.validator != "additionalProperties",
            error.message,
        ),
    )
    if errors:
        raise ConfigError(explain(errors[0]))
    check_audit(completed)
    if kind == FACES:
        _check_consistency(completed)
        _check_relevance(completed, schema["$defs"]["method"]["enum"])
    elif kind in CHECKS:
        CHECKS[kind](completed)
    # Of the config as it was given: a default is no wish.
    refuse_unused(config)
    return completed


def resolve(schema: Mapping, root: Mapping) -> dict:
    """Replace the reference of a schema, if it has one, by what it refers to.

    Parameters
    ----------
    schema, root : mapping
        Part of a schema, and the whole; references are of the form ``#/$defs/name``.

    Returns
    -------
    dict
        Keys beside the reference win.
    """
    if "$ref" not in schema:
        return dict(schema)
    target = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}


def _fill_defaults(value: object, schema: Mapping, root: Mapping) -> object:
    schema = resolve(schema, root)
    if isinstance(value, dict):
        others = schema.get("additionalProperties")
        free = dict.fromkeys(value, others) if isinstance(others, dict) else {}
        for key, below in (free | schema.get("properties", {})).items():
            below = resolve(below, root)
            if key not in value and "default" in below:
                value[key] = copy.deepcopy(below["default"])
            if key in value:
                value[key] = _fill_defaults(value[key], below, root)
    elif isinstance(value, list):
        value = [_fill_defaults(item, schema.get("items", {}), root) for item in value]
    elif isinstance(value, str):
        value = _read_number(value, schema.get("type"))
    return value


def _read_number(text: str, kind: object) -> object:
    """Read the numbers that Snakemake takes for text, as in ``--config seeds=[1,2]``."""
    try:
        return {"integer": int, "number": float}.get(kind, str)(text)
    except (TypeError, ValueError):
        return text


def _check_consistency(config: Mapping) -> None:
    """Check what a schema cannot say: keys that must agree with one another."""
    source, arms = config["images"]["source"], config["pretraining"]["arms"]
    require_whole_blocks(config["images"]["size"])
    if source == "folder" and "manifest" not in config["images"]:
        raise ConfigError("config, images: source 'folder' needs the key 'manifest'")
    split = config["images"]["split"]
    if ("across" in split) != ("held_out" in split):
        raise ConfigError("config, images.split: give both 'across' and 'held_out', or neither")
    if "across" in split and source != "folder":
        raise ConfigError("config, images.split.across: needs images.source 'folder'")
    if source == "orl" and "gender" in config["tasks"]:
        raise ConfigError("config, tasks: the ORL faces have no gender labels; use [identity]")
    planted = [task for task in config["tasks"] if task not in ("gender", "identity")]
    if source != "cues" and planted:
        raise ConfigError(f"config, tasks: {planted[0]!r} needs images.source 'cues'")
    if source == "cues" and len(planted) < len(config["tasks"]):
        raise ConfigError(
            "config, tasks: with images.source 'cues' they are experiments such as "
            "'gender-in-brows'; 'gender' and 'identity' need other images"
        )
    for arm in sorted({"objects", "faces"} & set(arms)):
        if source != "rendered":
            raise ConfigError(f"config, pretraining.arms: {arm!r} needs images.source 'rendered'")
    _check_observers(config)
    if "imagenet" in arms and config["network"]["width"] != 1:
        raise ConfigError("config, network.width: must be 1 for the arm 'imagenet'")
    require_layers = partial(
        require_known, known=name_layers(config), what="the network has no layer"
    )
    require_layers("similarity.layers", config["similarity"]["layers"])
    for key in dict.fromkeys("cues" if task in planted else task for task in config["tasks"]):
        frozen = config["finetuning"][key]["frozen_through"]
        require_layers(f"finetuning.{key}.frozen_through", [frozen] if frozen else [])
    require_layers("relevance.channel_layers", config["relevance"]["channel_layers"])
    require_curve("masking.fractions", config["masking"]["fractions"])
    if "keep-most-relevant" not in config["masking"]["orders"]:
        raise ConfigError(
            "config, masking.orders: must have 'keep-most-relevant', which transfer is measured by"
        )
    unit, size = config["masking"]["unit"], config["images"]["size"]
    if unit.startswith("patch-") and int(unit.removeprefix("patch-")) > size // 2:
        raise ConfigError(
            f"config, masking.unit: {unit!r} leaves too few patches of an image of {size} px; "
            f"use at most 'patch-{size // 2}'"
        )


def _check_observers(config: Mapping) -> None:
    """Check that the source of judgements goes with images and files."""
    observers, source = config["observers"], config["images"]["source"]
    if observers["source"] == "simulated" and source != "rendered":
        raise ConfigError("config, observers.source: 'simulated' needs images.source 'rendered'")
    if source == "cues" and observers["source"] != "none":
        raise ConfigError("config, observers.source: must be 'none' with images.source 'cues'")
    given = observers["source"] not in ("none", "simulated")
    if given and not observers["files"]:
        raise ConfigError(
            f"config, observers.files: the source {observers['source']!r} needs a file, such as "
            "{ratings: data/ratings.csv}"
        )
    if observers["files"] and not given:
        raise ConfigError(
            f"config, observers.files: the source {observers['source']!r} reads no files; say what "
            "they hold with observers.source"
        )


def _check_relevance(config: Mapping, known: Sequence[str]) -> None:
    """Check that methods and composites exist and can be used."""
    methods, composites = config["relevance"]["methods"], config["relevance"]["composites"]
    require_known("relevance.methods", methods, [*composites, *known], "there is no method")
    require_known(
        "audit.methods", config["audit"]["methods"], [*composites, *known], "there is no method"
    )
    require_known(
        "similarity.methods",
        config["similarity"]["methods"],
        [*composites, *known],
        "there is no method",
    )
    require_known(
        "masking.method", [config["masking"]["method"]], methods, "relevance.methods lacks"
    )
    weighted = [name for name in name_layers(config) if name.startswith(("conv", "fc"))]
    for name, composite in composites.items():
        key = f"relevance.composites.{name}"
        if name in known:
            raise ConfigError(f"config, {key}: a method has this name; choose another one")
        layers = composite.get("layers", {})
        require_known(f"{key}.layers", layers, weighted, "there are no rules for")
        for place, rule in {**composite, **layers}.items():
            if rule.get("rule") == "box" and place not in ("first", "conv1_1"):
                raise ConfigError(f"config, {key}: {place} sees no image, so 'box' is not for it")
            if rule.get("rule") == "alpha-beta" and rule["alpha"] - rule["beta"] != 1:
                raise ConfigError(f"config, {key}: alpha of {place} must be its beta + 1")


def name_layers(config: Mapping) -> list[str]:
    """List the layers of the folded VGG-16 of a study.

    Parameters
    ----------
    config : mapping
        Completed.

    Returns
    -------
    list of str
        In the order of depth.
    """
    hidden = len(config["network"]["dense"])
    layers = []
    for block, repeats in enumerate((2, 2, 3, 3, 3), start=1):
        for i in range(1, repeats + 1):
            layers += [f"conv{block}_{i}", f"relu{block}_{i}"]
        layers.append(f"pool{block}")
    for i in range(6, 6 + hidden):
        layers += [f"fc{i}", f"relu{i}"]
    return [*layers, "fc8"]
