"""What is wrong with a configuration, said in one sentence that names the key."""

import difflib
from collections.abc import Iterable, Sequence

import jsonschema


class ConfigError(ValueError):
    """A configuration that cannot be run; the message names key, value and remedy."""


def explain(error: jsonschema.ValidationError) -> str:
    """One sentence for what jsonschema says in a page."""
    place = ".".join(map(str, error.absolute_path)) or "top level"
    if error.validator == "additionalProperties":
        known = sorted(error.schema["properties"])
        unknown = min(set(error.instance) - set(known))
        near = difflib.get_close_matches(str(unknown), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(known)}"
        return f"config, {place}: unknown key {unknown!r}; {hint}"
    if error.validator == "minItems":
        return (
            f"config, {place}: needs at least {error.validator_value} entries, not {error.instance}"
        )
    if error.validator == "enum" and isinstance(error.instance, str):
        near = difflib.get_close_matches(error.instance, map(str, error.validator_value), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"config, {place}: {error.message}{hint}"
    return f"config, {place}: {error.message}"


def require_known(key: str, names: Iterable[str], known: Sequence[str], what: str) -> None:
    """Raise a ConfigError for the first name that is not known."""
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
            raise ConfigError(f"config, {key}: {what} {name!r}; {hint}")


def require_whole_blocks(size: int) -> None:
    """Raise a ConfigError unless networks can halve images of this size five times."""
    if size % 32:
        raise ConfigError(f"config, images.size: {size} is not a multiple of 32")


def require_curve(key: str, fractions: Sequence[float]) -> None:
    """Raise a ConfigError unless fractions ascend from 0 to 1."""
    if fractions != sorted(fractions) or fractions[0] != 0 or fractions[-1] != 1:
        raise ConfigError(f"config, {key}: must ascend from 0 to 1")
