"""What a network is: a plain list of operations in the order of computation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from face_relevance.relevance.graphs.linear_maps import (
    AdaptiveAveragePool,
    AveragePool,
    Convolution,
    Dense,
    LinearMap,
    Mean,
    Scale,
    pair,
)
from face_relevance.relevance.graphs.operations import (
    CopyPad,
    MaxPool,
    Operation,
    Rectify,
    Reshape,
)

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

    def apply(self, inputs: list[Tensor]) -> Tensor:
        """Return what the operation makes of its inputs."""
        if self.is_linear_map:
            return self.operation.linear(*inputs, self.operation.weight, self.operation.bias)
        return self.operation.forward(*inputs)[0]

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
        if torch.is_grad_enabled():
            return self.evaluate(images)[-1]
        # Memory that is given back and used again at once is most of the cost of a ReLU.
        values: dict[int, Tensor] = {0: images}
        for position, node in enumerate(self.nodes[1:], start=1):
            inputs = [values[i] for i in node.inputs]
            over = [i for i in set(node.inputs) if self.last_uses[i] == position]
            fresh = bool(over) and self.nodes[over[0]].is_linear_map
            if isinstance(node.operation, Rectify) and fresh:
                values[position] = node.operation.clip_(*inputs)
            else:
                values[position] = node.apply(inputs)
            for i in over:
                del values[i]
        return values[len(self.nodes) - 1]

    @cached_property
    def last_uses(self) -> dict[int, int]:
        """For the position of every node that others read, that of the last one that does."""
        return {i: position for position, node in enumerate(self.nodes) for i in node.inputs}

    def evaluate(self, images: Tensor) -> list[Tensor]:
        """Return the output of every node."""
        values = [images]
        for node in self.nodes[1:]:
            values.append(node.apply([values[i] for i in node.inputs]))
        return values

    @property
    def has_max_pooling(self) -> bool:
        """Whether equal maxima may have to be told apart."""
        return any(isinstance(node.operation, MaxPool) for node in self.nodes)

    def with_last_maxima(self) -> "Graph":
        """Return the same network in which of equal maxima the last in scan order wins."""
        return Graph(
            tuple(
                replace(node, operation=replace(node.operation, last=True))
                if isinstance(node.operation, MaxPool)
                else node
                for node in self.nodes
            )
        )

    @property
    def strides(self) -> tuple[int, ...]:
        """Distances in pixels between neighbouring units of the layers, above 1, ascending.

        Where rows and columns differ, the larger of the two.
        """
        steps = [(1, 1)]
        for node in self.nodes[1:]:
            read = [steps[i] for i in node.inputs]
            # Only convolutions and pooling over windows have a stride.
            own = pair(
                getattr(node.operation, "stride", None) or getattr(node.operation, "kernel", 1)
            )
            steps.append(tuple(max(s[axis] for s in read) * own[axis] for axis in (0, 1)))
        return tuple(sorted({max(step) for step in steps} - {1}))

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
