"""Blocks of model pairs: which factors source and target share."""

import re
from collections.abc import Iterable
from typing import NamedTuple

MODEL_BLOCKS = (
    "same model",
    "other seed",
    "other task",
    "other pretraining",
    "other task and pretraining",
)
CONTROL_BLOCKS = (
    "random",
    "inverse",
    "centre-prior",
    "mean-map",
    "edge-energy",
    "other-image",
    "untrained-network",
)
BLOCKS = MODEL_BLOCKS + CONTROL_BLOCKS

_IDENTIFIER = re.compile(r"(?P<pretraining>[^/]+)/(?P<task>[^/]+)/seed-(?P<seed>\d+)")


class Model(NamedTuple):
    """Factors of a model; models sort by pretraining, task and seed."""

    pretraining: str
    task: str
    seed: int


def parse_model(identifier: str) -> Model:
    """Read the factors of a model from its identifier.

    Parameters
    ----------
    identifier : str
        ``pretraining/task/seed-1``.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        If the identifier has another form.
    """
    match = _IDENTIFIER.fullmatch(identifier)
    if match is None:
        raise ValueError(
            f"{identifier!r} is no model identifier; write it as 'pretraining/task/seed-1'"
        )
    return Model(match["pretraining"], match["task"], int(match["seed"]))


def sort_models(identifiers: Iterable[str]) -> list[str]:
    """Put model identifiers in model order: pretraining, task, then seed as a number.

    Parameters
    ----------
    identifiers : iterable of str

    Returns
    -------
    list of str
    """
    return sorted(identifiers, key=parse_model)


def name_cell(model: str) -> str:
    """Name the cell of a model: what its seeds have in common.

    Parameters
    ----------
    model : str
        Model identifier.

    Returns
    -------
    str
        ``pretraining/task``.
    """
    return "/".join(parse_model(model)[:2])


def name_block(source: str, target: str) -> str:
    """Name the block of a pair of models, or of a control and a model.

    Parameters
    ----------
    source : str
        Model identifier or the name of a control in `CONTROL_BLOCKS`.
    target : str
        Model identifier.

    Returns
    -------
    str
        A name in `BLOCKS`. A pair that differs in task or pretraining counts there whatever its
        seeds are.
    """
    if source in CONTROL_BLOCKS:
        return source
    one, other = parse_model(source), parse_model(target)
    if one.pretraining != other.pretraining:
        same_task = one.task == other.task
        return "other pretraining" if same_task else "other task and pretraining"
    if one.task != other.task:
        return "other task"
    return "same model" if one.seed == other.seed else "other seed"
