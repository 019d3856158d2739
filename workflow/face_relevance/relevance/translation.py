"""Which operation stands for which module and function of torch.

A kind of layer is added here: a function that takes the settings by torch's names and returns the
operation, and its entries in the tables.
"""

import inspect
import operator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from face_relevance.relevance.operations import (
    AdaptiveAveragePool,
    Add,
    AveragePool,
    Convolution,
    Dense,
    Flatten,
    MaxPool,
    Rectify,
)


class UnsupportedOperation(ValueError):
    """A network contains an operation that relevance is not defined for."""

    def __init__(self, layer: str, operation: str, reason: str = "it has no relevance rule"):
        super().__init__(f"layer '{layer}': {operation} is not supported: {reason}")


def unsupported(name: str, kind: str) -> UnsupportedOperation:
    """Return the error for a layer that stands in no table, with a hint where there is one."""
    if "softmax" in kind.lower() or "sigmoid" in kind.lower():
        return UnsupportedOperation(name, kind, "relevance starts from the logit, remove it")
    return UnsupportedOperation(name, kind)


def convolution(name: str, module: nn.Conv2d) -> Convolution:
    """Read a convolution; its weights are copied to channels-last, the fast layout."""
    if module.padding_mode != "zeros":
        raise UnsupportedOperation(
            name, f"Conv2d with {module.padding_mode} padding", "only zeros are"
        )
    padding = module.padding
    if padding == "valid":
        padding = (0, 0)
    elif padding == "same":
        reach = [d * (k - 1) for d, k in zip(module.dilation, module.kernel_size, strict=True)]
        if any(r % 2 for r in reach):
            raise UnsupportedOperation(name, "Conv2d with asymmetric padding", "pad evenly")
        padding = (reach[0] // 2, reach[1] // 2)
    return Convolution(
        module.weight.detach().contiguous(memory_format=torch.channels_last),
        _detached(module.bias),
        module.stride,
        padding,
        module.dilation,
        module.groups,
    )


def dense(name: str, module: nn.Linear) -> Dense:
    """Read a linear layer."""
    return Dense(module.weight.detach(), _detached(module.bias))


def _detached(bias: Tensor | None) -> Tensor | None:
    return None if bias is None else bias.detach()


def rectify(inplace=False) -> Rectify:
    """Read a ReLU; that it works in place is the tracer's concern."""
    return Rectify()


def flatten(start_dim=0, end_dim=-1) -> Flatten:
    """Read a flattening."""
    return Flatten(start_dim, end_dim)


def add() -> Add:
    """Read an addition of two branches."""
    return Add()


def max_pool(
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
) -> MaxPool:
    """Read a max pooling; indices it may return have no relevance."""
    return MaxPool(kernel_size, stride, padding, dilation, ceil_mode)


def average_pool(
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
) -> AveragePool:
    """Read an average pooling."""
    return AveragePool(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def adaptive_average_pool(output_size) -> AdaptiveAveragePool:
    """Read an adaptive average pooling."""
    return AdaptiveAveragePool(output_size)


def from_settings(make):
    """Read a module's settings by the names that the function of the same kind takes."""
    names = inspect.signature(make).parameters
    return lambda _, module: make(**{name: getattr(module, name) for name in names})


IDENTITIES = (nn.Identity, nn.Dropout, nn.Dropout2d)
MODULES = {
    nn.Conv2d: convolution,
    nn.Linear: dense,
    nn.ReLU: from_settings(rectify),
    nn.Flatten: from_settings(flatten),
    nn.MaxPool2d: from_settings(max_pool),
    nn.AvgPool2d: from_settings(average_pool),
    nn.AdaptiveAvgPool2d: from_settings(adaptive_average_pool),
}
# What torch.fx puts into the graph for a call of a function or of a tensor's method.
FUNCTIONS = {
    F.relu: rectify,
    F.relu_: rectify,
    torch.relu: rectify,
    torch.relu_: rectify,
    "relu": rectify,
    "relu_": rectify,
    torch.flatten: flatten,
    "flatten": flatten,
    F.max_pool2d: max_pool,
    torch.max_pool2d: max_pool,
    F.avg_pool2d: average_pool,
    F.adaptive_avg_pool2d: adaptive_average_pool,
    operator.add: add,
    operator.iadd: add,
    torch.add: add,
    "add": add,
    "add_": add,
}
IN_PLACE = ("relu_", "iadd", "add_")
