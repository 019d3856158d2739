"""What every method is asked and what it answers: the interface of all methods.

Relevance has the shape (K, N, …) for K explained classes of N images.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

from face_relevance.relevance.graphs import Graph

CAUSES = ("bias", "padding", "stabiliser")
"""What can absorb relevance on its way to the image; rounding counts as stabiliser."""


@dataclass(frozen=True)
class Target:
    """What is explained of every image.

    Parameters
    ----------
    classes : Tensor (N, K) int64
        Explained classes.
    selection : Tensor (K, N, class)
        Weights of the logits in the explained score: 1 for the class, −1 for its rival, if any.
    """

    classes: Tensor
    selection: Tensor

    def score(self, logits: Tensor) -> Tensor:
        """Return the explained score (K, N) of logits (N, class)."""
        return (self.selection * logits).sum(-1)

    def clone(self) -> "Target":
        """Return a copy that does not belong to inference mode."""
        return Target(self.classes.clone(), self.selection.clone())


ChooseTarget = Callable[[Tensor], Target]


class Ledger:
    """Sums of relevance (K, N) after every layer, and what each layer absorbed."""

    def __init__(self):
        self._sums: dict[str, Tensor] = {}
        self._absorbed: dict[str, Tensor] = {}

    def enter(self, name: str, total: Tensor, **absorbed: Tensor | float) -> None:
        """Enter the relevance at a layer's output, and what the layer absorbed by cause."""
        self._sums[name] = total
        self._absorbed[name] = torch.stack(
            [torch.zeros_like(total) + absorbed.get(cause, 0) for cause in CAUSES], dim=-1
        )

    @property
    def layers(self) -> tuple[str, ...]:
        """Names in the order of entry, from the output to the input."""
        return tuple(self._sums)

    @property
    def sums(self) -> Tensor:
        """Relevance (K, N, layer) at the output of every layer."""
        return torch.stack(list(self._sums.values()), dim=-1)

    @property
    def absorbed(self) -> Tensor:
        """Relevance (K, N, layer, cause) that every layer absorbed, causes as in `CAUSES`."""
        return torch.stack(list(self._absorbed.values()), dim=-2)


@dataclass(frozen=True)
class Explanation:
    """Answer of a method.

    Parameters
    ----------
    relevance : Tensor (K, N, …)
        Relevance of the input; methods without a value per channel have one channel.
    target : Target
        What was explained.
    score : Tensor (K, N)
        Explained score.
    ledger : Ledger
        From "output" to "input".
    hidden : dict of str to Tensor (K, N, …)
        Relevance at the output of the layers that were asked for.
    details : dict of str to Tensor (K, N)
        What a method chose for every image and class, by names of its own.
    """

    relevance: Tensor
    target: Target
    score: Tensor
    ledger: Ledger
    hidden: dict[str, Tensor] = field(default_factory=dict)
    details: dict[str, Tensor] = field(default_factory=dict)


class Method(Protocol):
    """A way to explain a network."""

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Explain the chosen scores of images (N, …)."""


def sum_relevance(relevance: Tensor) -> Tensor:
    """Sum (K, N, …) to (K, N): over channels as in the maps, over pixels in float64."""
    per_pixel = relevance.sum(2, keepdim=True)
    return per_pixel.flatten(2).sum(2, dtype=torch.float64)


def enter_ends(score: Tensor, relevance: Tensor) -> Ledger:
    """Return the ledger of a method that does not pass through layers."""
    ledger = Ledger()
    ledger.enter("output", score.double())
    ledger.enter("input", sum_relevance(relevance))
    return ledger
