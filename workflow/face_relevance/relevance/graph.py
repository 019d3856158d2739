"""What a network is: a plain list of operations in the order of computation."""

from dataclasses import dataclass

from torch import Tensor

from face_relevance.relevance.operations import (
    AdaptiveAveragePool,
    AveragePool,
    Convolution,
    Dense,
    LinearMap,
    Operation,
)

LINEAR_MAPS = (Convolution, Dense, AveragePool, AdaptiveAveragePool)


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
        """Whether this is a convolution or a dense layer."""
        return isinstance(self.operation, Convolution | Dense)


@dataclass(frozen=True)
class Graph:
    """A traced network: the image is the first node, the output the last."""

    nodes: tuple[Node, ...]

    def __call__(self, images: Tensor) -> Tensor:
        """Return the network's output; gradients flow to the images and to nothing else."""
        values = [images]
        for node in self.nodes[1:]:
            inputs = [values[i] for i in node.inputs]
            operation = node.operation
            if node.is_linear_map:
                values.append(operation.linear(*inputs, operation.weight, operation.bias))
            else:
                values.append(operation.forward(*inputs)[0])
        return values[-1]
