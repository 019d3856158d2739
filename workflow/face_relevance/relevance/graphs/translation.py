"""Which operation stands for which module and function of torch.

A kind of layer is added here: a function that takes the settings by torch's names and returns the
operation, and its entries in the tables.
"""

import inspect
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from face_relevance.relevance.graphs.linear_maps import (
    AdaptiveAveragePool,
    AveragePool,
    Convolution,
    Dense,
    LinearMap,
    Mean,
)
from face_relevance.relevance.graphs.operations import (
    Concatenate,
    ConstantPad,
    CopyPad,
    MaxPool,
    Operation,
    Rectify,
    Reshape,
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


def convolution(module: nn.Conv2d) -> list[CopyPad | Convolution]:
    """Read a convolution and, if it does not pad with zeros, its padding as a step of its own.

    The weights are copied to channels-last, the fast layout.
    """
    margins = _margins(module)
    padding, steps = margins, []
    if module.padding_mode != "zeros":
        (top, bottom), (left, right) = margins
        steps.append(CopyPad((left, right, top, bottom), module.padding_mode))
        padding = ((0, 0), (0, 0))
    steps.append(
        Convolution(
            module.weight.detach().contiguous(memory_format=torch.channels_last),
            _detached(module.bias),
            module.stride,
            tuple(before for before, _ in padding),
            module.dilation,
            module.groups,
            tuple(after - before for before, after in padding),
        )
    )
    return steps


def _margins(module: nn.Conv2d) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows and columns that a convolution adds (before, after) the image."""
    if module.padding == "valid":
        return (0, 0), (0, 0)
    if module.padding == "same":  # torch puts the odd one after the image
        reach = [d * (k - 1) for d, k in zip(module.dilation, module.kernel_size, strict=True)]
        return tuple((r // 2, r - r // 2) for r in reach)
    return tuple((p, p) for p in module.padding)


def dense(module: nn.Linear) -> list[Dense]:
    """Read a linear layer."""
    return [Dense(module.weight.detach(), _detached(module.bias))]


def _detached(bias: Tensor | None) -> Tensor | None:
    return None if bias is None else bias.detach()


def rectify(inplace=False) -> Rectify:
    """Read a ReLU; that it works in place is the tracer's concern."""
    return Rectify()


def rectify_to_six(inplace=False) -> Rectify:
    """Read a ReLU6."""
    return Rectify(6.0)


def flatten(start_dim=0, end_dim=-1) -> Reshape:
    """Read a flattening."""
    return Reshape("flatten", (start_dim, end_dim))


def reshape(*shape) -> Reshape:
    """Read a view or reshape; a view of a copy is none, so both are a reshape here."""
    return Reshape("reshape", tuple(_spread(shape)))


def squeeze(*dim) -> Reshape:
    """Read a squeeze, which must name its axes."""
    if not dim:
        raise TypeError("the axis must be given, or a single image would lose its own")
    return Reshape("squeeze", dim)


def unsqueeze(dim) -> Reshape:
    """Read an unsqueeze."""
    return Reshape("unsqueeze", (dim,))


def mean(dim, keepdim=False) -> Mean:
    """Read a mean over axes."""
    return Mean(tuple(_spread((dim,))), keepdim)


def _spread(values: Sequence) -> Sequence:
    """Return the values of ``f((a, b))`` and ``f(a, b)`` alike."""
    return values[0] if len(values) == 1 and isinstance(values[0], Sequence) else values


def concatenate(dim=0) -> Concatenate:
    """Read a concatenation."""
    return Concatenate(dim)


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


def pad(pad, mode="constant", value=None) -> ConstantPad | CopyPad:
    """Read a padding of images."""
    if mode == "constant":
        return ConstantPad(tuple(pad), value or 0.0)
    if len(pad) != 4:
        raise TypeError(f"{mode} padding needs (left, right, top, bottom), not {tuple(pad)}")
    return CopyPad(tuple(pad), mode)


def padding_layer(mode: str) -> Callable[[nn.Module], list[ConstantPad | CopyPad]]:
    """Read a padding module of one mode."""
    return lambda module: [pad(module.padding, mode, getattr(module, "value", None))]


def from_settings(
    make: Callable[..., LinearMap | Operation],
) -> Callable[[nn.Module], list[LinearMap | Operation]]:
    """Read a module's settings by the names that the function of the same kind takes."""
    names = inspect.signature(make).parameters
    return lambda module: [make(**{name: getattr(module, name) for name in names})]


IDENTITIES = (
    nn.Identity,
    nn.Dropout,
    nn.Dropout1d,
    nn.Dropout2d,
    nn.AlphaDropout,
    nn.FeatureAlphaDropout,
    F.dropout,
    F.dropout1d,
    F.dropout2d,
    F.alpha_dropout,
    F.feature_alpha_dropout,
    "contiguous",
)
MODULES = {
    nn.Conv2d: convolution,
    nn.Linear: dense,
    nn.ReLU: from_settings(rectify),
    nn.ReLU6: from_settings(rectify_to_six),
    nn.Flatten: from_settings(flatten),
    nn.MaxPool2d: from_settings(max_pool),
    nn.AvgPool2d: from_settings(average_pool),
    nn.AdaptiveAvgPool2d: from_settings(adaptive_average_pool),
    nn.ZeroPad2d: padding_layer("constant"),
    nn.ConstantPad2d: padding_layer("constant"),
    nn.ReflectionPad2d: padding_layer("reflect"),
    nn.ReplicationPad2d: padding_layer("replicate"),
    nn.CircularPad2d: padding_layer("circular"),
}
# What torch.fx puts into the graph for a call of a function or of a tensor's method.
FUNCTIONS = {
    F.relu: rectify,
    F.relu_: rectify,
    torch.relu: rectify,
    torch.relu_: rectify,
    "relu": rectify,
    "relu_": rectify,
    F.relu6: rectify_to_six,
    torch.flatten: flatten,
    "flatten": flatten,
    torch.reshape: reshape,
    "reshape": reshape,
    "view": reshape,
    torch.squeeze: squeeze,
    "squeeze": squeeze,
    torch.unsqueeze: unsqueeze,
    "unsqueeze": unsqueeze,
    torch.mean: mean,
    "mean": mean,
    torch.cat: concatenate,
    torch.concat: concatenate,
    torch.concatenate: concatenate,
    F.max_pool2d: max_pool,
    torch.max_pool2d: max_pool,
    F.avg_pool2d: average_pool,
    F.adaptive_avg_pool2d: adaptive_average_pool,
    F.pad: pad,
}
IN_PLACE = ("relu_", "iadd", "add_", "isub", "sub_", "imul", "mul_", "itruediv", "div_")
