"""The operations of a network that pass relevance back without a rule.

Relevance has one axis more than the activations: (K, N, …) for K explained classes of N images.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.graphs.linear_maps import blank, pair

aten = torch.ops.aten


class Operation(Protocol):
    """An operation that passes relevance back by itself."""

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Any]:
        """Return the output and what `backward` has to remember."""

    def backward(self, memory: Any, relevance: Tensor) -> tuple[Tensor, ...]:
        """Return the relevance (K, N, …) of every input."""


@dataclass(frozen=True)
class Rectify:
    """ReLU, or ReLU6 where there is a ceiling: relevance passes unchanged."""

    ceiling: float | None = None

    def forward(self, inputs: Tensor) -> tuple[Tensor, None]:
        """Clip."""
        return inputs.relu() if self.ceiling is None else inputs.clamp(0, self.ceiling), None

    def clip_(self, inputs: Tensor) -> Tensor:
        """Clip in place, which saves a tensor where nobody needs the input any more."""
        return inputs.relu_() if self.ceiling is None else inputs.clamp_(0, self.ceiling)

    def backward(self, memory: None, relevance: Tensor) -> tuple[Tensor]:
        """Pass."""
        return (relevance,)


@dataclass(frozen=True)
class Reshape:
    """Flatten, reshape, squeeze or unsqueeze: relevance keeps its values and gets its shape back.

    Parameters
    ----------
    method : str
        Name of the tensor's method.
    arguments : tuple
        What it takes; an `Extent` stands for a size that is known only when there are images.
    """

    method: str
    arguments: tuple

    def forward(self, inputs: Tensor) -> tuple[Tensor, torch.Size]:
        """Change the shape."""
        arguments = [
            inputs.shape[argument.axis] if isinstance(argument, Extent) else argument
            for argument in self.arguments
        ]
        outputs = getattr(inputs, self.method)(*arguments)
        if outputs.shape[:1] != inputs.shape[:1]:
            raise ValueError(
                f"{self.method} from {tuple(inputs.shape)} to {tuple(outputs.shape)}: "
                "the first axis, that of the images, must stay"
            )
        return outputs, inputs.shape

    def backward(self, memory: torch.Size, relevance: Tensor) -> tuple[Tensor]:
        """Restore the shape."""
        return (relevance.reshape(len(relevance), *memory),)


@dataclass(frozen=True)
class Extent:
    """Size of the input along an axis."""

    axis: int


@dataclass(frozen=True)
class Select:
    """Indexing by numbers and slices; what is not selected has no relevance."""

    index: tuple

    def forward(self, inputs: Tensor) -> tuple[Tensor, torch.Size]:
        """Select."""
        return inputs[self.index], inputs.shape

    def backward(self, memory: torch.Size, relevance: Tensor) -> tuple[Tensor]:
        """Put the relevance back in its place."""
        whole = relevance.new_zeros(len(relevance), *memory)
        whole[(slice(None), *self.index)] = relevance
        return (whole,)


@dataclass(frozen=True)
class ConstantPad:
    """Padding with a constant, whose relevance is lost to it: (left, right, top, bottom)."""

    amounts: tuple[int, ...]
    value: float

    def forward(self, inputs: Tensor) -> tuple[Tensor, None]:
        """Add the margin."""
        return F.pad(inputs, self.amounts, value=self.value), None

    def backward(self, memory: None, relevance: Tensor) -> tuple[Tensor]:
        """Cut the margin off."""
        return (F.pad(relevance, [-amount for amount in self.amounts]),)


@dataclass(frozen=True)
class CopyPad:
    """Padding with copies of pixels: the relevance of a copy goes to the pixel it was taken from.

    Parameters
    ----------
    amounts : tuple of int
        (left, right, top, bottom).
    mode : {"reflect", "replicate", "circular"}
        As in torch.
    """

    amounts: tuple[int, int, int, int]
    mode: str

    def forward(self, inputs: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """Add the margin."""
        return F.pad(inputs, self.amounts, mode=self.mode), inputs.shape[-2:]

    def backward(self, memory: tuple[int, int], relevance: Tensor) -> tuple[Tensor]:
        """Add the relevance of every copy to that of its original."""
        left, right, top, bottom = self.amounts
        for axis, before, after in ((-2, top, bottom), (-1, left, right)):
            size = memory[axis]
            origin = self._origins(size, before, after).to(relevance.device)
            shape = list(relevance.shape)
            shape[axis] = size
            relevance = relevance.new_zeros(shape).index_add_(axis, origin, relevance)
        return (relevance,)

    def _origins(self, size: int, before: int, after: int) -> Tensor:
        """Place that every padded row or column was copied from."""
        place = torch.arange(-before, size + after)
        if self.mode == "replicate":
            return place.clamp(0, size - 1)
        if self.mode == "circular":
            return place % size
        return size - 1 - (size - 1 - place.abs()).abs()


@dataclass(frozen=True)
class MaxPool:
    """Max pooling, winner takes all: of equal maxima the first in scan order (row by row).

    With `last` it is the last one, for those who want to know what this choice does to a map.
    """

    kernel: Any
    stride: Any
    padding: Any
    dilation: Any
    ceil: bool
    last: bool = False

    def forward(self, inputs: Tensor) -> tuple[Tensor, tuple[Tensor, torch.Size]]:
        """Return the maxima and remember where they were."""
        if self.last:
            outputs, winners = self._take_last(inputs)
        else:
            outputs, winners = F.max_pool2d(inputs, *self._window(), return_indices=True)
        return outputs, (winners, inputs.shape)

    def _take_last(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Pool the image turned by 180°, where the last maximum comes first, and turn it back."""
        kernel, stride, padding, dilation, _ = self._window()
        # On a device without memory only the shape is computed.
        counts = F.max_pool2d(inputs.detach().to("meta"), *self._window()).shape[-2:]
        sizes = inputs.shape[-2:]
        # Windows cover all of what is padded or cut to these sizes, so that it can be turned.
        covered = [
            (n - 1) * step + gap * (length - 1) + 1
            for n, step, gap, length in zip(counts, stride, dilation, kernel, strict=True)
        ]
        (top, left), (rows, columns) = padding, covered
        margins = (left, columns - left - sizes[1], top, rows - top - sizes[0])
        turned = F.pad(inputs, margins, value=-torch.inf).flip(-2, -1)
        outputs, places = F.max_pool2d(turned, kernel, stride, 0, dilation, return_indices=True)
        places = rows * columns - 1 - places.flip(-2, -1)
        row, column = places // columns - top, places % columns - left
        return outputs.flip(-2, -1), row * sizes[1] + column

    def backward(self, memory: tuple[Tensor, torch.Size], relevance: Tensor) -> tuple[Tensor]:
        """Give every window's relevance to its winner."""
        winners, (images, *rest) = memory
        classes = len(relevance)
        if classes > 1:
            winners = winners.repeat(classes, 1, 1, 1)
        shares = aten.max_pool2d_with_indices_backward(
            relevance.flatten(0, 1),
            blank((classes * images, *rest), relevance),
            *self._window(),
            winners,
        )
        return (shares.unflatten(0, (classes, images)),)

    def _window(self) -> tuple:
        return (
            pair(self.kernel),
            pair(self.stride or self.kernel),
            pair(self.padding),
            pair(self.dilation),
            self.ceil,
        )


@dataclass(frozen=True)
class Concatenate:
    """Concatenation of branches along an axis; each takes the relevance of its part."""

    axis: int

    def forward(self, *inputs: Tensor) -> tuple[Tensor, list[int]]:
        """Join the branches and remember how long each was."""
        axis = self.axis % inputs[0].dim()
        if axis == 0:
            raise ValueError("concatenation along the axis of the images is not one network")
        return torch.cat(inputs, axis), (axis, [branch.shape[axis] for branch in inputs])

    def backward(self, memory: tuple[int, list[int]], relevance: Tensor) -> tuple[Tensor, ...]:
        """Cut the relevance at the seams."""
        axis, sizes = memory
        return relevance.split(sizes, axis + 1)


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
        return left * share, share.mul_(right)


def stabilise(values: Tensor, epsilon: float) -> Tensor:
    """Move `values` away from zero by `epsilon`; zero itself counts as positive.

    Without ε an exact zero becomes infinite, so that nothing is shared where there is nothing to
    share in proportion to.
    """
    if epsilon == 0:
        return values.masked_fill(values == 0, torch.inf)
    return torch.copysign(values.new_tensor(epsilon), values).add_(values)
