"""From a module to a graph, without touching the module.

Dropout and identity layers vanish, batch norm is folded into the layer before it, and an operation
that relevance is not defined for is refused by name.
"""

import itertools
import operator
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, fx, nn

from face_relevance.networks.scale_norm import ScaleNorm
from face_relevance.relevance.graphs.folding import read_batch_norm, take_in
from face_relevance.relevance.graphs.following import follow
from face_relevance.relevance.graphs.graph import WEIGHTED, Graph, Node
from face_relevance.relevance.graphs.linear_maps import Convolution, Dense, LinearMap, Scale
from face_relevance.relevance.graphs.operations import (
    Add,
    ConstantPad,
    Extent,
    Operation,
    Rectify,
    Reshape,
    Select,
)
from face_relevance.relevance.graphs.translation import (
    FUNCTIONS,
    IDENTITIES,
    IN_PLACE,
    MODULES,
    UnsupportedOperation,
    concatenate,
    rectify,
    rectify_to_six,
    reshape,
    unsupported,
)

BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, ScaleNorm)
# A sum of two branches is an addition; with a constant each of these is a scaling of channels.
ARITHMETIC = {
    **dict.fromkeys((operator.add, operator.iadd, torch.add, "add", "add_"), "add"),
    **dict.fromkeys((operator.sub, operator.isub, torch.sub, "sub", "sub_"), "subtract"),
    **dict.fromkeys((operator.mul, operator.imul, torch.mul, "mul", "mul_"), "multiply"),
    **dict.fromkeys((operator.truediv, operator.itruediv, torch.div, "div", "div_"), "divide"),
}


@torch.inference_mode(False)  # the weights must serve gradients too, wherever it is called
def trace(model: nn.Module) -> Graph:
    """Trace a network to a list of operations.

    Parameters
    ----------
    model : torch.nn.Module
        Network with one input. It is read, never changed. Whether it is in training mode plays no
        part: dropout is off and batch norm uses its running statistics. Hooks on it are not run.

    Returns
    -------
    Graph
        The network as it is now; after a change of the weights, trace again.

    Raises
    ------
    UnsupportedOperation
        If an operation has no relevance rule; the error names layer and operation.

    Notes
    -----
    A traced network can be given to `attribute` in place of the model, which saves the tracing
    where there are many batches. Batch norm after a convolution or linear layer becomes part of it;
    anywhere else it is a scaling of channels with a rule of its own.
    """
    traced, modules, tensors = follow(model)
    return _Builder(modules, tensors).build(traced)


class _Builder:
    """Collects one node after another."""

    def __init__(self, modules: dict[str, nn.Module], tensors: dict[str, Tensor]):
        self.modules, self.tensors = modules, tensors
        self.nodes: list[Node] = []
        self.position: dict[fx.Node, int] = {}  # of the node that holds an fx node's value now
        self.constants: dict[fx.Node, Tensor] = {}
        self.sizes: dict[fx.Node, tuple[int, int | None]] = {}  # position of what it measures, axis

    def build(self, traced: fx.Graph) -> Graph:
        """Return the graph of everything that was traced."""
        for call in traced.nodes:
            if call.op == "placeholder":
                if self.nodes:
                    raise UnsupportedOperation(call.name, "a second input", "explain one image")
                self.position[call] = 0
                self.nodes.append(Node("input", None, (), nonnegative=False, first=True))
            elif call.op == "output":
                if not isinstance(call.args[0], fx.Node):
                    raise UnsupportedOperation("output", "more than one output", "return a tensor")
                return Graph(tuple(self.nodes[: self._find(call, call.args[0]) + 1]))
            elif call.op == "get_attr":
                self.constants[call] = self.tensors[call.target]
            elif call.op == "call_module":
                self._add_module(call)
            else:
                self._add_function(call)
        raise AssertionError("torch.fx ends every graph with an output")

    def _add_module(self, call: fx.Node) -> None:
        module, name = self.modules[call.target], call.target
        kind = type(module)
        sources = call.all_input_nodes
        if kind in IDENTITIES:
            self.position[call] = self._find(call, sources[0])
        elif kind in BATCH_NORMS:
            self._add_batch_norm(call, module)
        elif kind in MODULES:
            *before, operation = MODULES[kind](module)
            for step in before:
                self._append(call, f"{name} {step.mode} padding", step, sources)
                sources = [call]
            self._append(call, name, operation, sources, getattr(module, "inplace", False))
        else:
            raise unsupported(name, kind.__name__)

    def _add_function(self, call: fx.Node) -> None:
        kind = getattr(call.target, "__name__", str(call.target))
        options = dict(call.kwargs)
        arguments = [*call.args]
        for key in ("input", "tensors"):
            if key in options:
                arguments.insert(0, options.pop(key))
        source, *settings = arguments
        if kind == "size" or (kind == "getattr" and settings == ["shape"]):
            axis = settings[0] if kind == "size" and settings else options.get("dim")
            self.sizes[call] = self._find(call, source), axis
        elif call.target is operator.getitem and source in self.sizes:
            self.sizes[call] = self.sizes[source][0], settings[0]
        elif call.target is operator.getitem:
            self._append(call, call.name, self._select(call, settings[0]), [source])
        elif call.target in IDENTITIES:
            self.position[call] = self._find(call, source)
        elif call.target in ARITHMETIC:
            self._add_arithmetic(call, kind, arguments, options)
        elif call.target in FUNCTIONS:
            make = FUNCTIONS[call.target]
            if make is reshape:
                settings = [self._read_shape(call, kind, source, settings)]
            try:
                operation = make(*settings, **options)
            except TypeError as error:
                raise UnsupportedOperation(call.name, kind, f"its settings: {error}") from error
            in_place = kind in IN_PLACE or (
                make in (rectify, rectify_to_six) and True in (*settings, *options.values())
            )
            sources = source if make is concatenate else [source]
            self._append(call, call.name, operation, sources, in_place)
        else:
            raise unsupported(call.name, kind)

    def _append(
        self,
        call: fx.Node,
        name: str,
        operation: LinearMap | Operation,
        sources: Sequence[fx.Node],
        in_place: bool = False,
    ) -> None:
        inputs = tuple(self._find(call, source) for source in sources)
        read = [self.nodes[i] for i in inputs]
        below_zero = isinstance(operation, WEIGHTED) or (
            isinstance(operation, ConstantPad) and operation.value < 0
        )
        taken = ["output", *(node.name.split(":")[0] for node in self.nodes)]
        repeats = taken.count(name)
        self.nodes.append(
            Node(
                f"{name}:{repeats + 1}" if repeats else name,
                operation,
                inputs,
                nonnegative=isinstance(operation, Rectify)
                or (not below_zero and all(node.nonnegative for node in read)),
                first=all(
                    node.first and not isinstance(node.operation, Convolution | Dense)
                    for node in read
                ),
            )
        )
        self.position[call] = len(self.nodes) - 1
        if in_place:
            self._overwrite(call, inputs[0])

    def _overwrite(self, call: fx.Node, changed: int) -> None:
        """Let whoever reads the value at a position later find what a call in place made of it."""
        for value, position in self.position.items():
            if position == changed:
                self.position[value] = self.position[call]
            elif (
                value is not call
                and self._storage(position) == self._storage(changed)
                and any(reader > call for reader in value.users)
            ):
                raise UnsupportedOperation(
                    call.name,
                    f"a change in place of '{value}'",
                    "it is read again in another shape",
                )

    def _storage(self, position: int) -> int:
        """Position of the node whose memory a node shares."""
        while isinstance(self.nodes[position].operation, Reshape | Select):
            (position,) = self.nodes[position].inputs
        return position

    def _find(self, call: fx.Node, source: Any) -> int:
        """Position of the node that holds the value of a source."""
        if not isinstance(source, fx.Node) or source not in self.position:
            kind = getattr(call.target, "__name__", str(call.target))
            raise UnsupportedOperation(call.name, f"{kind} of '{source}'", "it is no activation")
        return self.position[source]

    def _select(self, call: fx.Node, index: Any) -> Select:
        index = index if isinstance(index, tuple) else (index,)
        whole, *rest = index
        bounds = [(i.start, i.stop, i.step) if isinstance(i, slice) else (i,) for i in rest]
        numbers = all(isinstance(b, int | None) for b in itertools.chain(*bounds))
        if whole != slice(None) or not numbers or (None,) in bounds:
            raise UnsupportedOperation(
                call.name, f"indexing by {index}", "keep all images: x[:, …] by numbers and slices"
            )
        return Select(index)

    def _read_shape(self, call: fx.Node, kind: str, source: fx.Node, shape: Sequence) -> list:
        """Sizes of a new shape; those that were read from the images are left open."""
        if len(shape) == 1 and isinstance(shape[0], Sequence):
            (shape,) = shape
        read = []
        for size in shape:
            if isinstance(size, fx.Node):
                position, axis = self.sizes.get(size, (None, None))
                # The axis of the images is as long everywhere, the others only in one place.
                if axis is None or (axis != 0 and position != self._find(call, source)):
                    raise UnsupportedOperation(
                        call.name, f"{kind} to a size '{size}'", "it is computed from another one"
                    )
                size = Extent(axis)
            read.append(size)
        return read

    def _add_arithmetic(self, call: fx.Node, kind: str, operands: list, options: dict) -> None:
        """Add an addition of two branches, or the scaling that a constant makes."""
        verb = ARITHMETIC[call.target]
        activations = [o for o in operands if isinstance(o, fx.Node) and o not in self.constants]
        if options or len(operands) != 2:
            raise UnsupportedOperation(call.name, kind, f"unknown settings {options or operands}")
        if not activations:
            raise UnsupportedOperation(call.name, f"{kind} of two constants", "make it one")
        if len(activations) == 2:
            if verb != "add":
                raise UnsupportedOperation(call.name, f"{kind} of two branches", "only addition is")
            operation = Add()
        else:
            (constant,) = (o for o in operands if o not in activations)
            if operands[0] is constant and verb in ("subtract", "divide"):
                raise UnsupportedOperation(call.name, f"{kind} from a constant", "turn it round")
            value = self._read_constant(call, kind, constant)
            one = torch.ones_like(value)
            operation = {
                "add": lambda: Scale(one, value),
                "subtract": lambda: Scale(one, -value),
                "multiply": lambda: Scale(value, None),
                "divide": lambda: Scale(1 / value, None),
            }[verb]()
        self._append(call, call.name, operation, activations, kind in IN_PLACE)

    def _read_constant(self, call: fx.Node, kind: str, constant: Any) -> Tensor:
        """Value per channel (C,), or one for all (1,)."""
        value = self.constants[constant] if isinstance(constant, fx.Node) else constant
        value = torch.as_tensor(value, dtype=self._precision())
        per_channel = value.dim() in (3, 4) and value.numel() == value.shape[-3]
        if value.numel() != 1 and not per_channel:
            raise UnsupportedOperation(
                call.name,
                f"{kind} with a constant of shape {tuple(value.shape)}",
                "one number for all or one per channel (C, 1, 1) is",
            )
        return value.flatten()

    def _precision(self) -> torch.dtype:
        return next((t.dtype for t in self.tensors.values() if t.is_floating_point()), None)

    def _add_batch_norm(self, call: fx.Node, norm: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
        """Fold a batch norm into the layer before it; without one it is a scaling."""
        if norm.running_var is None:
            raise UnsupportedOperation(
                call.target, type(norm).__name__, "it keeps no running statistics"
            )
        scale, shift = read_batch_norm(norm)
        source = call.all_input_nodes[0]
        position = self._find(call, source)
        layer = self.nodes[position].operation
        expected = Convolution if isinstance(norm, nn.BatchNorm2d) else Dense
        made_here = type(self.modules.get(source.target)) in (nn.Conv2d, nn.Linear)
        if made_here and isinstance(layer, expected) and len(source.users) == 1:
            self.nodes[position] = replace(
                self.nodes[position], operation=take_in(layer, scale, shift)
            )
            self.position[call] = position
        else:
            precision = norm.running_var.dtype
            operation = Scale(scale.to(precision), shift.to(precision))
            self._append(call, call.target, operation, [source])
