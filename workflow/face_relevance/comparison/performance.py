"""The gate: a model may be explained only after it is shown to have learned."""

from collections.abc import Sequence

import numpy as np

from face_relevance.comparison.proportions import proportion_lower_bound

LEVEL = 0.975  # of each bound: together they are a 95 % interval


class BelowChanceError(RuntimeError):
    """A model's held-out accuracy is not shown to be above chance."""


def require_above_chance(
    model: str, truth: Sequence[str], decision: Sequence[str], identity: Sequence[str]
) -> dict:
    """Judge a model by its decisions on the test split.

    Parameters
    ----------
    model : str
        Name of the model, for the message.
    truth, decision, identity : sequence of str
        Of each test image: its class, what the model says, and whom it shows.

    Returns
    -------
    dict
        ``model``, ``accuracy``, ``low``, ``high`` (95 %, with identities as clusters), ``chance``
        (share of the most frequent class), ``images``, ``identities``, ``classes``.

    Raises
    ------
    BelowChanceError
        If the lower bound is not above chance; the message names the model and the figures.
    """
    truth, decision = np.asarray(truth, dtype=str), np.asarray(decision, dtype=str)
    correct = truth == decision
    counts = np.unique(truth, return_counts=True)[1]
    verdict = {
        "model": model,
        "accuracy": float(correct.mean()),
        "low": proportion_lower_bound(correct, identity, LEVEL),
        "high": 1 - proportion_lower_bound(~correct, identity, LEVEL),
        "chance": float(counts.max() / counts.sum()),
        "images": len(truth),
        "identities": len(set(identity)),
        "classes": len(counts),
    }
    if verdict["low"] <= verdict["chance"]:
        raise BelowChanceError(
            f"model {model} has not learned its task: held-out accuracy "
            f"{verdict['accuracy']:.3f} (lower bound {verdict['low']:.3f}) is not above chance "
            f"({verdict['chance']:.3f}); train it longer or give it more images"
        )
    return verdict
