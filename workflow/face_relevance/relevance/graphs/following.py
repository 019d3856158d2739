"""A forward pass followed by torch.fx, which is kept from changing the module and its meaning."""

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor, fx, nn

from face_relevance.networks.scale_norm import ScaleNorm
from face_relevance.relevance.graphs.translation import UnsupportedOperation


def follow(model: nn.Module) -> tuple[fx.Graph, dict[str, nn.Module], dict[str, Tensor]]:
    """Follow the forward pass of a network in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        The network. It is left as it is, and its hooks are not run.

    Returns
    -------
    calls : torch.fx.Graph
        What the forward pass calls.
    modules : dict of str to torch.nn.Module
        The modules that it calls by name.
    tensors : dict of str to Tensor
        The parameters and other tensors that it uses by itself, by name.

    Raises
    ------
    UnsupportedOperation
        If torch.fx cannot follow it; the error names the innermost module.
    """
    tracer = _Tracer()
    if tracer.is_leaf_module(model, ""):
        model = nn.Sequential(model)
    with _in_evaluation_mode(model), _naming(type(model).__name__):
        calls = tracer.trace(model)
    parameters = {name: tensor.detach() for name, tensor in model.named_parameters()}
    return calls, dict(model.named_modules()), parameters | tracer.constants


@contextmanager
def _in_evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Let a forward pass that asks for the mode take the path of evaluation."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        for module, _ in modes:
            module.training = False
        yield
    finally:
        for module, mode in modes:
            module.training = mode


@contextmanager
def _naming(layer: str) -> Iterator[None]:
    """Say in which layer torch.fx failed."""
    try:
        yield
    except (fx.proxy.TraceError, NameError, RuntimeError, TypeError) as error:
        raise UnsupportedOperation(
            layer, "a forward pass that torch.fx cannot follow", str(error)
        ) from error


class _Proxy(fx.Proxy):
    """Stands for an activation; torch.fx takes ``x += y`` for ``x = x + y``, which it is not."""

    def __iadd__(self, other: Any) -> fx.Proxy:
        return self._change(operator.iadd, other)

    def __isub__(self, other: Any) -> fx.Proxy:
        return self._change(operator.isub, other)

    def __imul__(self, other: Any) -> fx.Proxy:
        return self._change(operator.imul, other)

    def __itruediv__(self, other: Any) -> fx.Proxy:
        return self._change(operator.itruediv, other)

    def _change(self, operation: Callable, other: Any) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operation, (self, other), {})


class _Tracer(fx.Tracer):
    """Keeps the tensors that a forward pass uses by itself, which torch.fx would hang on it."""

    def __init__(self):
        super().__init__()
        self.constants: dict[str, Tensor] = {}

    def create_arg(self, a: Any) -> Any:
        if isinstance(a, Tensor):
            name = f"constant_{len(self.constants)}"
            self.constants[name] = a.detach()
            return self.create_node("get_attr", name, (), {})
        return super().create_arg(a)

    def proxy(self, node: fx.Node) -> fx.Proxy:
        """Return what stands for the value of a node while the forward pass is followed."""
        return _Proxy(node, self)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """Whether a module is not entered: those of torch, and batch norm that only scales."""
        return isinstance(m, ScaleNorm) or super().is_leaf_module(m, module_qualified_name)

    def call_module(self, m: nn.Module, forward: Callable, args: tuple, kwargs: dict) -> Any:
        """Enter a module without its hooks, which `forward` would run."""
        with _naming(self.path_of_module(m)):
            return super().call_module(m, m.forward, args, kwargs)
