"""The documentation of the configuration, written from its schema."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from face_relevance.study.config import resolve

INTRODUCTION = """\
# Configuration

One study is one file: `config.yaml` is the default study, `studies/` holds others. A study is
complete in itself; keys that it leaves out take the defaults below. Unknown keys are errors.

`carriers.yaml` lists the released wheels that carry data, with versions, hashes and licences.

This file is written by `make docs` from `workflow/schemas/config.schema.yaml`.

| key | what it is | values | default |
| --- | --- | --- | --- |
"""

PART = """
A {} is a mapping of its own:

| key | what it is | values | default |
| --- | --- | --- | --- |
"""


def describe_schema(schema: Mapping) -> str:
    """Write the documentation of a configuration schema.

    Parameters
    ----------
    schema : mapping
        JSON schema whose properties all have a description.

    Returns
    -------
    str
        Markdown with a row for each key.

    Raises
    ------
    ValueError
        If a key has no description; the message names it.
    """
    text = INTRODUCTION + "".join(_rows(schema, schema, ""))
    for below in schema.get("$defs", {}).values():
        if "title" in below:
            text += PART.format(below["title"]) + "".join(_rows(below, schema, ""))
    return text


def _rows(schema: Mapping, root: Mapping, prefix: str) -> Iterator[str]:
    for key, below in schema["properties"].items():
        below = resolve(below, root)
        name = f"{prefix}{key}"
        if "description" not in below:
            raise ValueError(f"{name} has no description in the schema")
        # What has a title is described once, at the end, for all the places where it stands.
        nested = "properties" in below and "title" not in below
        default = "" if nested else _code(below.get("default", ""))
        if key in schema.get("required", ()):
            default = "required"
        for rule in schema.get("allOf", ()):
            if key in rule.get("else", {}).get("required", ()):
                others = [case["required"][0] for case in rule["if"].get("anyOf", [rule["if"]])]
                default = f"required without {' or '.join(map(_code, others))}"
        values = "" if nested else _values(below, root)
        yield f"| {' | '.join((f'`{name}`', below['description'], values, default))} |\n"
        if nested:
            yield from _rows(below, root, f"{name}.")
        elif isinstance(below.get("additionalProperties"), Mapping):
            named = resolve(below["additionalProperties"], root)
            if "title" not in named and "properties" in named:
                yield from _rows(named, root, f"{name}.<name>.")


def _values(schema: Mapping, root: Mapping) -> str:
    """Say in words what a key accepts."""
    schema = resolve(schema, root)
    if "title" in schema:
        return f"a {schema['title']}"
    if "enum" in schema:
        return ", ".join(_code(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_values(choice, root) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_values(schema['items'], root)}"
    if "additionalProperties" in schema:
        named = resolve(schema["additionalProperties"], root)
        return (
            "by name"
            if "properties" in named and "title" not in named
            else (f"by name, {_values(named, root)}")
        )
    kind = schema.get("type", "")
    words = " or ".join(kind) if isinstance(kind, list) else kind
    bounds = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    return " ".join([words, *(f"{sign} {schema[k]}" for k, sign in bounds.items() if k in schema)])


def _code(value: object) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, width=10**6).removesuffix("\n...\n")
    return "" if value == "" else f"`{text.strip()}`"


if __name__ == "__main__":
    source, destination = map(Path, sys.argv[1:])
    destination.write_text(describe_schema(yaml.safe_load(source.read_text())))
