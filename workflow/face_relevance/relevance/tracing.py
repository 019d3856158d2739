"""From a module to a graph, without touching the module.

Dropout and identity layers vanish, batch norm is folded into the layer before it, and an operation
that relevance is not defined for is refused by name.
"""

from dataclasses import replace
from typing import Any

from torch import fx, nn
from torch.nn import functional as F

from face_relevance.relevance.graph import Graph, Node
from face_relevance.relevance.operations import Convolution, Dense, Rectify
from face_relevance.relevance.translation import (
    FUNCTIONS,
    IDENTITIES,
    IN_PLACE,
    MODULES,
    UnsupportedOperation,
    add,
    rectify,
    unsupported,
)


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
    where there are many batches.
    """
    tracer = fx.Tracer()
    if tracer.is_leaf_module(model, ""):
        model = nn.Sequential(model)
    try:
        traced = tracer.trace(model)
    except (fx.proxy.TraceError, TypeError) as error:
        raise UnsupportedOperation(
            type(model).__name__,
            "a forward pass that depends on the data",
            f"torch.fx: {error}",
        ) from error
    return _Builder(dict(model.named_modules())).build(traced)


class _Builder:
    """Collects one node after another."""

    def __init__(self, modules: dict[str, nn.Module]):
        self.modules = modules
        self.nodes: list[Node] = []
        self.position: dict[fx.Node, int] = {}  # of the node that holds an fx node's value now

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
                return Graph(tuple(self.nodes[: self.position[call.args[0]] + 1]))
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
            self.position[call] = self.position[sources[0]]
        elif kind in (nn.BatchNorm1d, nn.BatchNorm2d):
            self._fold(call, module)
        elif kind in MODULES:
            in_place = getattr(module, "inplace", False)
            self._append(call, name, MODULES[kind](name, module), sources, in_place)
        else:
            raise unsupported(name, kind.__name__)

    def _add_function(self, call: fx.Node) -> None:
        name, kind = call.name, getattr(call.target, "__name__", str(call.target))
        options = dict(call.kwargs)
        arguments = [*call.args]
        if "input" in options:
            arguments.insert(0, options.pop("input"))
        if call.target in (F.dropout, F.dropout2d):
            self.position[call] = self.position[arguments[0]]
            return
        make = FUNCTIONS.get(call.target)
        if make is None:
            raise unsupported(name, kind)
        branches = 2 if make is add else 1
        sources, settings = arguments[:branches], arguments[branches:]
        if len(sources) < branches or not all(isinstance(s, fx.Node) for s in sources):
            raise UnsupportedOperation(name, f"{kind} with a constant", "add two branches")
        try:
            operation = make(*settings, **options)
        except TypeError as error:
            raise UnsupportedOperation(name, kind, f"unknown setting, {error}") from error
        in_place = kind in IN_PLACE or (make is rectify and True in (*settings, *options.values()))
        self._append(call, name, operation, sources, in_place)

    def _append(
        self, call: fx.Node, name: str, operation: Any, sources: Any, in_place: bool
    ) -> None:
        inputs = tuple(self.position[source] for source in sources)
        read = [self.nodes[i] for i in inputs]
        weighted = isinstance(operation, Convolution | Dense)
        repeats = sum(node.name.split(":")[0] == name for node in self.nodes)
        self.nodes.append(
            Node(
                f"{name}:{repeats + 1}" if repeats else name,
                operation,
                inputs,
                nonnegative=isinstance(operation, Rectify)
                or (not weighted and all(node.nonnegative for node in read)),
                first=all(node.first and not node.has_weights for node in read),
            )
        )
        self.position[call] = len(self.nodes) - 1
        if in_place:  # whoever reads the input later finds the new value there
            self.position[sources[0]] = self.position[call]

    def _fold(self, call: fx.Node, norm: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
        """Replace the layer before by one that contains the batch norm, computed in float64."""
        source = call.all_input_nodes[0]
        position = self.position[source]
        layer = self.nodes[position].operation
        expected = Convolution if isinstance(norm, nn.BatchNorm2d) else Dense
        kind = type(norm).__name__
        if norm.running_var is None:
            raise UnsupportedOperation(call.target, kind, "it keeps no running statistics")
        made_here = type(self.modules.get(source.target)) in (nn.Conv2d, nn.Linear)
        if not (made_here and isinstance(layer, expected) and len(source.users) == 1):
            raise UnsupportedOperation(
                call.target,
                kind,
                f"it must follow a {expected.__name__.lower()} layer that nothing else reads",
            )
        scale = (norm.running_var.double() + norm.eps).rsqrt()
        shift = -norm.running_mean.double()
        if layer.bias is not None:
            shift = shift + layer.bias.double()
        if norm.affine:
            scale = scale * norm.weight.detach().double()
        shift = shift * scale
        if norm.affine:
            shift = shift + norm.bias.detach().double()
        weight = layer.weight.double() * scale.view(-1, *[1] * (layer.weight.dim() - 1))
        folded = replace(layer, weight=weight.to(layer.weight), bias=shift.to(layer.weight))
        if isinstance(folded, Dense):
            folded = replace(folded, folded=True)
        self.nodes[position] = replace(self.nodes[position], operation=folded)
        self.position[call] = position
