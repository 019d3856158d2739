"""Layers without weights against explicit matrices and loops over their definitions."""

import itertools

import pytest
import torch
from explicit_matrices import share_one, stabilise, unfold
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import Epsilon, trace
from face_relevance.relevance.graphs.operations import Add, Concatenate

SHAPE = (3, 7, 6)


class Apply(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


AVERAGES = {
    "plain": nn.AvgPool2d(2),
    "padded": nn.AvgPool2d(3, stride=2, padding=1),
    "padding-not-counted": nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False),
    "ceiling": nn.AvgPool2d((3, 2), stride=2, ceil_mode=True),
    "ceiling-padded": nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
    "divisor": nn.AvgPool2d(2, divisor_override=3),
    "adaptive": nn.AdaptiveAvgPool2d((2, 4)),
    "adaptive-rows": nn.AdaptiveAvgPool2d((None, 1)),
    "global": nn.AdaptiveAvgPool2d(1),
    "mean": Apply(lambda x: x.mean((2, 3))),
    "mean-kept": Apply(lambda x: torch.mean(x, dim=[-1, 2], keepdim=True)),
    "mean-of-channels": Apply(lambda x: x.mean(1)),
}
REARRANGEMENTS = {
    "zero-pad": nn.ZeroPad2d((1, 2, 0, 3)),
    "constant-pad": nn.ConstantPad2d((2, 0, 1, 1), -1.5),
    "cropped": nn.ConstantPad2d((-1, 2, 1, -2), 0.5),
    "channel-pad": Apply(lambda x: F.pad(x, (0, 0, 1, 0, 2, 1), value=2.0)),
    "reflect": nn.ReflectionPad2d((3, 1, 2, 0)),
    "replicate": nn.ReplicationPad2d((3, 1, 2, 4)),
    "circular": nn.CircularPad2d((3, 1, 0, 2)),
    "reflect-function": Apply(lambda x: F.pad(x, (1, 2, 3, 4), mode="reflect")),
    "channel": Apply(lambda x: x[:, 1]),
    "slice": Apply(lambda x: x[:, 1:, ::2, -3]),
    "flatten": nn.Flatten(),
    "flatten-some": nn.Flatten(1, 2),
    "view": Apply(lambda x: x.view(x.size(0), -1)),
    "reshape": Apply(lambda x: x.reshape(x.shape[0], 7, x.shape[1], 6)),
    "unsqueeze": Apply(lambda x: torch.unsqueeze(x, 1)),
    "squeeze": Apply(lambda x: x.squeeze(2)),
}


def read(module):
    """The one operation that the engine reads from a module."""
    _, node = trace(module).nodes
    return node.operation


def draw(*shape, seed=1, signed=True):
    values = torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return values if signed else values.relu()


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "nonnegative"])
@pytest.mark.parametrize("epsilon", [1e-6, 0])
@pytest.mark.parametrize("kind", AVERAGES)
def test_average_is_shared_in_proportion_to_the_inputs(kind, epsilon, signed):
    inputs, rule = draw(2, *SHAPE, signed=signed), Epsilon(epsilon)
    operation = read(AVERAGES[kind])
    outputs, memory = rule.forward(operation, inputs, not signed)
    torch.testing.assert_close(outputs, AVERAGES[kind](inputs), rtol=1e-12, atol=1e-12)
    relevance = draw(3, *outputs.shape, seed=2)
    shares, absorbed = rule.backward(operation, memory, relevance.clone())
    matrix, bias = unfold(AVERAGES[kind], SHAPE)
    for k, i in itertools.product(range(3), range(2)):
        expected, _ = share_one(
            rule, matrix, None, bias, inputs[i].flatten(), relevance[k, i].flatten()
        )
        torch.testing.assert_close(shares[k, i].flatten(), expected, rtol=1e-10, atol=1e-10)
    assert absorbed.tolist() == [[0.0] * 2] * 3


@pytest.mark.parametrize("kind", REARRANGEMENTS)
def test_relevance_returns_to_where_a_value_came_from(kind):
    module, inputs = REARRANGEMENTS[kind], draw(2, *SHAPE)
    operation = read(module)
    outputs, memory = operation.forward(inputs)
    torch.testing.assert_close(outputs, module(inputs), rtol=0, atol=0)
    relevance = draw(3, *outputs.shape, seed=2)
    (shares,) = operation.backward(memory, relevance.clone())
    matrix, _ = unfold(module, SHAPE)
    expected = (relevance.flatten(2) @ matrix).view(3, *inputs.shape)
    torch.testing.assert_close(shares, expected, rtol=1e-12, atol=1e-12)


def test_squeezed_axis_of_one_comes_back():
    module, inputs = Apply(lambda x: x.squeeze(2)), draw(2, 3, 1, 6)
    operation = read(module)
    outputs, memory = operation.forward(inputs)
    assert outputs.shape == (2, 3, 6)
    (shares,) = operation.backward(memory, outputs[None].clone())
    assert torch.equal(shares[0], inputs)


@pytest.mark.parametrize("axis", [1, -1, -2])
def test_every_branch_of_a_concatenation_takes_its_own_part(axis):
    sizes = [list(SHAPE) for _ in range(3)]
    for i, size in enumerate(sizes):
        size[axis if axis < 0 else axis - 1] = i + 1
    branches = [draw(2, *size, seed=i) for i, size in enumerate(sizes)]
    outputs, memory = Concatenate(axis).forward(*branches)
    assert torch.equal(outputs, torch.cat(branches, axis))
    relevance = draw(2, *outputs.shape, seed=7)
    shares = Concatenate(axis).backward(memory, relevance)
    for i, branch in enumerate(branches):

        def embed(x, i=i):  # the concatenation as a function of one branch
            others = [torch.zeros(len(x), *size, dtype=x.dtype) for size in sizes]
            return torch.cat([*others[:i], x, *others[i + 1 :]], axis)

        expected = relevance.flatten(2) @ unfold(embed, sizes[i])[0]
        torch.testing.assert_close(shares[i].flatten(2), expected, rtol=0, atol=0)
        assert shares[i].shape == (2, *branch.shape)


@pytest.mark.parametrize("epsilon", [1e-6, 0.1])
def test_addition_is_shared_in_proportion_to_the_summands(epsilon):
    left, right = draw(2, *SHAPE), draw(2, *SHAPE, seed=2)
    left[0, 0, 0, 0] = -right[0, 0, 0, 0]  # a sum of zero counts as positive
    outputs, memory = Add(epsilon).forward(left, right)
    assert torch.equal(outputs, left + right)
    relevance = draw(3, 2, *SHAPE, seed=3)
    shares = Add(epsilon).backward(memory, relevance.clone())
    for share, summand in zip(shares, (left, right), strict=True):
        expected = summand * relevance / stabilise(left + right, epsilon)
        torch.testing.assert_close(share, expected, rtol=1e-10, atol=1e-10)


def find_winner(image, row, column, kernel, stride, padding, dilation):
    """First of the largest values in a window, row by row."""
    best, place = -torch.inf, None
    for u, v in itertools.product(range(kernel), repeat=2):
        y = row * stride + u * dilation - padding
        x = column * stride + v * dilation - padding
        if 0 <= y < image.shape[0] and 0 <= x < image.shape[1] and image[y, x] > best:
            best, place = image[y, x], (y, x)
    return place


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=str)
@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "dilation", "ceil"),
    [(2, 2, 0, 1, False), (3, 2, 1, 1, False), (3, 1, 0, 1, False), (3, 2, 0, 1, True),
     (3, 2, 1, 1, True), (2, 1, 0, 2, False)],
)  # fmt: skip
def test_winner_takes_all_and_the_first_of_equals_wins(
    kernel, stride, padding, dilation, ceil, layout
):
    window = (kernel, stride, padding, dilation)
    module = nn.MaxPool2d(*window, ceil_mode=ceil)
    inputs = draw(2, *SHAPE).mul(2).round().contiguous(memory_format=layout)  # with many ties
    operation = read(module)
    outputs, memory = operation.forward(inputs)
    assert torch.equal(outputs, module(inputs))
    relevance = draw(2, *outputs.shape, seed=2)
    (shares,) = operation.backward(memory, relevance.clone())
    expected = torch.zeros_like(shares)
    for place in itertools.product(*(range(n) for n in relevance.shape)):
        k, i, c, row, column = place
        y, x = find_winner(inputs[i, c], row, column, *window)
        expected[k, i, c, y, x] += relevance[place]
    torch.testing.assert_close(shares, expected, rtol=1e-12, atol=1e-12)
