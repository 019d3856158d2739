"""What a network is: a plain list of operations in the order of computation."""

from collections.abc import Iterable
from dataclasses import dataclass

from torch import Tensor

from face_relevance.relevance.graphs.linear_maps import (
    AdaptiveAveragePool,
    AveragePool,
    Convolution,
    Dense,
    LinearMap,
    Mean,
    Scale,
)
from face_relevance.relevance.graphs.operations import CopyPad, Operation, Rectify, Reshape

WEIGHTED = (Convolution, Dense, Scale)
LINEAR_MAPS = (*WEIGHTED, AveragePool, AdaptiveAveragePool, Mean)
TRANSPARENT = (Rectify, Reshape, CopyPad)


@dataclass(frozen=True)
class Node:
    """One operation of a network.

    Parameters
    ----------
    name : str
        Name of the module, or of the function call where there is no module.
    operation : LinearMap or Operation, optional
        What it does; the input has none.
    inputs : tuple of int
        Positions of the nodes it reads.
    nonnegative : bool
        Whether its output can never be below zero.
    first : bool
        Whether no convolution or linear layer lies between it and the image.
    """

    name: str
    operation: LinearMap | Operation | None
    inputs: tuple[int, ...]
    nonnegative: bool
    first: bool

    @property
    def is_linear_map(self) -> bool:
        """Whether relevance needs a rule here."""
        return isinstance(self.operation, LINEAR_MAPS)

    @property
    def has_weights(self) -> bool:
        """Whether this is a convolution, a dense layer or a scaling of channels."""
        return isinstance(self.operation, WEIGHTED)

    @property
    def is_transparent(self) -> bool:
        """Whether relevance passes without a loss, so that a ledger would repeat itself."""
        return isinstance(self.operation, TRANSPARENT)


@dataclass(frozen=True)
class Graph:
    """A traced network: the image is the first node, the output the last."""

    nodes: tuple[Node, ...]

    def __call__(self, images: Tensor) -> Tensor:
        """Return the network's output; gradients flow to the images and to nothing else."""
        return self.evaluate(images)[-1]

    def evaluate(self, images: Tensor) -> list[Tensor]:
        """Return the output of every node."""
        values = [images]
        for node in self.nodes[1:]:
            inputs = [values[i] for i in node.inputs]
            operation = node.operation
            if node.is_linear_map:
                values.append(operation.linear(*inputs, operation.weight, operation.bias))
            else:
                values.append(operation.forward(*inputs)[0])
        return values

    def find_layer(self, name: str) -> str:
        """Return the full name of the one layer whose name is this, or ends with it after a dot."""
        found = [n.name for n in self.nodes if name in (n.name, n.name.rpartition(".")[2])]
        if len(found) != 1:
            known = ", ".join(found or (node.name for node in self.nodes))
            raise ValueError(f"the network has {len(found)} layers '{name}', not one: {known}")
        return found[0]

    def require_layers(self, names: Iterable[str]) -> None:
        """Raise a ValueError that names the first name that no layer has."""
        known = [node.name for node in self.nodes]
        for name in names:
            if name not in known:
                raise ValueError(f"the network has no layer '{name}'; it has {', '.join(known)}")
