"""The linear maps of a network: layers whose relevance is shared by a rule.

Each offers ``linear`` and its ``adjoint`` for any weights of its shape, so that a rule can put
other weights in the place of the layer's own.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

aten = torch.ops.aten


class LinearMap(Protocol):
    """A map ``z = W a + b`` whose relevance is shared by a rule."""

    weight: Tensor | None
    bias: Tensor | None
    channel_axis: ClassVar[int]  # of the output, along which the bias lies

    def linear(self, inputs: Tensor, weight: Tensor | None, bias: Tensor | None = None) -> Tensor:
        """Return ``W a + b`` for the given weights, which replace the layer's own."""

    def adjoint(self, outputs: Tensor, weight: Tensor | None, shape: torch.Size) -> Tensor:
        """Return ``Wᵀ s`` for the given weights, in the shape of the map's input."""


@dataclass(frozen=True, eq=False)
class Convolution:
    """Two-dimensional convolution with zero padding.

    `padding` is added on both sides of (rows, columns), `surplus` below and to the right of it.
    """

    weight: Tensor
    bias: Tensor | None
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    groups: int
    surplus: tuple[int, int] = (0, 0)
    channel_axis: ClassVar[int] = 1

    def linear(self, inputs: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        """Convolve `inputs` (N, C, H, W)."""
        if any(self.surplus):
            inputs = F.pad(inputs, (0, self.surplus[1], 0, self.surplus[0]))
        return F.conv2d(inputs, weight, bias, self.stride, self.padding, self.dilation, self.groups)

    def adjoint(self, outputs: Tensor, weight: Tensor, shape: torch.Size) -> Tensor:
        """Convolve back with the kernel that autograd uses for the gradient of the input."""
        *batch, rows, columns = shape
        inputs = aten.convolution_backward(
            outputs,
            blank((*batch, rows + self.surplus[0], columns + self.surplus[1]), outputs),
            weight,
            None,
            self.stride,
            self.padding,
            self.dilation,
            False,
            (0, 0),
            self.groups,
            (True, False, False),
        )[0]
        return inputs[..., :rows, :columns]


@dataclass(frozen=True, eq=False)
class Dense:
    """Linear layer over the last axis; `folded` says that it holds a batch norm over axis 1."""

    weight: Tensor
    bias: Tensor | None
    folded: bool = False
    channel_axis: ClassVar[int] = -1

    def linear(self, inputs: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        """Multiply by the weights."""
        if self.folded and inputs.dim() != 2:
            raise ValueError(
                f"batch norm after a linear layer needs vectors (N, F), not {tuple(inputs.shape)}"
            )
        return F.linear(inputs, weight, bias)

    def adjoint(self, outputs: Tensor, weight: Tensor, shape: torch.Size) -> Tensor:
        """Multiply by the transposed weights."""
        return outputs @ weight


@dataclass(frozen=True, eq=False)
class Scale:
    """One weight and bias per channel, or one for all: batch norm that no layer can take in.

    The same as a depthwise convolution with a kernel of one pixel.
    """

    weight: Tensor
    bias: Tensor | None
    channel_axis: ClassVar[int] = 1

    def linear(self, inputs: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        """Multiply every channel by its weight."""
        outputs = inputs * along(1, weight, inputs)
        return outputs if bias is None else outputs.add_(along(1, bias, inputs))

    def adjoint(self, outputs: Tensor, weight: Tensor, shape: torch.Size) -> Tensor:
        """Multiply every channel by its weight."""
        return outputs * along(1, weight, outputs)


@dataclass(frozen=True)
class AveragePool:
    """Average pooling: a linear map without weights of its own."""

    kernel: Any
    stride: Any
    padding: Any
    ceil: bool
    count_padding: bool
    divisor: int | None
    weight: None = None
    bias: None = None
    channel_axis: ClassVar[int] = 1

    def linear(self, inputs: Tensor, weight: None, bias: None = None) -> Tensor:
        """Average over windows."""
        return F.avg_pool2d(inputs, *self._window())

    def adjoint(self, outputs: Tensor, weight: None, shape: torch.Size) -> Tensor:
        """Spread every value evenly over its window."""
        return aten.avg_pool2d_backward(outputs, blank(shape, outputs), *self._window())

    def _window(self) -> tuple:
        return (
            pair(self.kernel),
            pair(self.stride or self.kernel),
            pair(self.padding),
            self.ceil,
            self.count_padding,
            self.divisor,
        )


@dataclass(frozen=True)
class AdaptiveAveragePool:
    """Average pooling to a fixed output size."""

    size: Any
    weight: None = None
    bias: None = None
    channel_axis: ClassVar[int] = 1

    def linear(self, inputs: Tensor, weight: None, bias: None = None) -> Tensor:
        """Average over windows that tile the input."""
        return F.adaptive_avg_pool2d(inputs, self.size)

    def adjoint(self, outputs: Tensor, weight: None, shape: torch.Size) -> Tensor:
        """Spread every value evenly over its window."""
        return aten._adaptive_avg_pool2d_backward(outputs, blank(shape, outputs))


@dataclass(frozen=True)
class Mean:
    """Mean over whole axes, which cannot be the axis of the images."""

    axes: tuple[int, ...]
    keep: bool
    weight: None = None
    bias: None = None
    channel_axis: ClassVar[int] = 1

    def linear(self, inputs: Tensor, weight: None, bias: None = None) -> Tensor:
        """Average over the axes."""
        if any(axis % inputs.dim() == 0 for axis in self.axes):
            raise ValueError("mean over the axis of the images: their relevance would mix")
        return inputs.mean(self.axes, keepdim=self.keep)

    def adjoint(self, outputs: Tensor, weight: None, shape: torch.Size) -> Tensor:
        """Spread every value evenly over the axes."""
        axes = {axis % len(shape) for axis in self.axes}
        kept = [1 if axis in axes else size for axis, size in enumerate(shape)]
        count = torch.Size(shape[axis] for axis in axes).numel()
        return blank(shape, outputs).copy_(outputs.view(kept) / count)


def blank(shape: Any, like: Tensor) -> Tensor:
    """Return memory without values, channels-last for images.

    The backward kernels of torch ask the input only for its shape and layout.
    """
    layout = torch.channels_last if len(shape) == 4 else torch.contiguous_format
    return torch.empty(shape, dtype=like.dtype, device=like.device, memory_format=layout)


def pair(value: Any) -> tuple[int, int]:
    """Return (rows, columns) of a setting that torch allows to be one number."""
    return (value, value) if isinstance(value, int) else tuple(value)


def along(axis: int, values: Tensor, like: Tensor) -> Tensor:
    """Return a vector in the shape in which it broadcasts along an axis of `like`."""
    shape = [1] * like.dim()
    shape[axis] = -1
    return values.view(shape)
