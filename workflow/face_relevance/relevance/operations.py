"""The operations a network is made of, as plain functions of tensors.

Two families. A *linear map* (convolution, dense layer, average pooling) offers ``linear`` and its
``adjoint`` for any weights of its shape, and leaves the sharing of relevance to a rule. Every other
operation is an `Operation` that knows by itself how relevance passes back through it.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

aten = torch.ops.aten


class LinearMap(Protocol):
    """A map ``z = W a + b`` whose relevance is shared by a rule."""

    weight: Tensor | None
    bias: Tensor | None

    def linear(self, inputs: Tensor, weight: Tensor | None, bias: Tensor | None = None) -> Tensor:
        """Return ``W a + b`` for the given weights, which replace the layer's own."""

    def adjoint(self, outputs: Tensor, weight: Tensor | None, shape: torch.Size) -> Tensor:
        """Return ``Wᵀ s`` for the given weights, in the shape of the map's input."""


class Operation(Protocol):
    """An operation that passes relevance back without a rule."""

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Any]:
        """Return the output and what `backward` has to remember."""

    def backward(self, memory: Any, relevance: Tensor) -> tuple[Tensor, ...]:
        """Return the relevance of every input."""


@dataclass(frozen=True, eq=False)
class Convolution:
    """Two-dimensional convolution with zero padding."""

    weight: Tensor
    bias: Tensor | None
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    groups: int

    def linear(self, inputs: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        """Convolve `inputs` (N, C, H, W)."""
        return F.conv2d(inputs, weight, bias, self.stride, self.padding, self.dilation, self.groups)

    def adjoint(self, outputs: Tensor, weight: Tensor, shape: torch.Size) -> Tensor:
        """Convolve back with the kernel that autograd uses for the gradient of the input."""
        return aten.convolution_backward(
            outputs,
            _blank(shape, outputs),
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


@dataclass(frozen=True, eq=False)
class Dense:
    """Linear layer over the last axis; `folded` says that it holds a batch norm over axis 1."""

    weight: Tensor
    bias: Tensor | None
    folded: bool = False

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

    def linear(self, inputs: Tensor, weight: None, bias: None = None) -> Tensor:
        """Average over windows."""
        return F.avg_pool2d(inputs, *self._window())

    def adjoint(self, outputs: Tensor, weight: None, shape: torch.Size) -> Tensor:
        """Spread every value evenly over its window."""
        return aten.avg_pool2d_backward(outputs, _blank(shape, outputs), *self._window())

    def _window(self) -> tuple:
        return (
            _pair(self.kernel),
            _pair(self.stride or self.kernel),
            _pair(self.padding),
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

    def linear(self, inputs: Tensor, weight: None, bias: None = None) -> Tensor:
        """Average over windows that tile the input."""
        return F.adaptive_avg_pool2d(inputs, self.size)

    def adjoint(self, outputs: Tensor, weight: None, shape: torch.Size) -> Tensor:
        """Spread every value evenly over its window."""
        return aten._adaptive_avg_pool2d_backward(outputs, _blank(shape, outputs))


@dataclass(frozen=True)
class Rectify:
    """ReLU: relevance passes unchanged."""

    def forward(self, inputs: Tensor) -> tuple[Tensor, None]:
        """Clip at zero."""
        return inputs.relu(), None

    def backward(self, memory: None, relevance: Tensor) -> tuple[Tensor]:
        """Pass."""
        return (relevance,)


@dataclass(frozen=True)
class Flatten:
    """Flattening: relevance keeps its values and gets its shape back."""

    start: int = 0
    end: int = -1

    def forward(self, inputs: Tensor) -> tuple[Tensor, torch.Size]:
        """Merge the axes."""
        return inputs.flatten(self.start, self.end), inputs.shape

    def backward(self, memory: torch.Size, relevance: Tensor) -> tuple[Tensor]:
        """Restore the axes."""
        return (relevance.reshape(memory),)


@dataclass(frozen=True)
class MaxPool:
    """Max pooling, winner takes all: of equal maxima the first in scan order (row by row)."""

    kernel: Any
    stride: Any
    padding: Any
    dilation: Any
    ceil: bool

    def forward(self, inputs: Tensor) -> tuple[Tensor, tuple[Tensor, torch.Size]]:
        """Return the maxima and remember where they were."""
        outputs, winners = F.max_pool2d(inputs, *self._window(), return_indices=True)
        return outputs, (winners, inputs.shape)

    def backward(self, memory: tuple[Tensor, torch.Size], relevance: Tensor) -> tuple[Tensor]:
        """Give every window's relevance to its winner."""
        winners, shape = memory
        return (
            aten.max_pool2d_with_indices_backward(
                relevance, _blank(shape, relevance), *self._window(), winners
            ),
        )

    def _window(self) -> tuple:
        return (
            _pair(self.kernel),
            _pair(self.stride or self.kernel),
            _pair(self.padding),
            _pair(self.dilation),
            self.ceil,
        )


@dataclass(frozen=True)
class Add:
    """Addition of two branches of one shape; relevance is shared in proportion to the summands."""

    epsilon: float = 1e-6

    def forward(self, left: Tensor, right: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Add."""
        if left.shape != right.shape:
            raise ValueError(
                f"addition of {tuple(left.shape)} and {tuple(right.shape)}: shapes must be equal"
            )
        return left + right, (left, right)

    def backward(self, memory: tuple[Tensor, Tensor], relevance: Tensor) -> tuple[Tensor, Tensor]:
        """Share by the ε rule with unit weights."""
        left, right = memory
        share = relevance / stabilise(left + right, self.epsilon)
        return left * share, right * share


def stabilise(values: Tensor, epsilon: float) -> Tensor:
    """Return `values` moved away from zero by `epsilon`; zero itself counts as positive."""
    return torch.copysign(values.new_tensor(epsilon), values).add_(values)


def _blank(shape: torch.Size, like: Tensor) -> Tensor:
    """Memory never written to: the backward kernels ask the input only for shape and layout."""
    layout = torch.channels_last if len(shape) == 4 else torch.contiguous_format
    return torch.empty(shape, dtype=like.dtype, device=like.device, memory_format=layout)


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)
