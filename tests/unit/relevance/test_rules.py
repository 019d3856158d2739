"""Rules against explicit matrices, published references and the case that libraries get wrong."""

from pathlib import Path

import h5py
import pytest
import torch
from torch import nn

from face_relevance.relevance import AlphaBeta, Box, Epsilon, Flat, Gamma, WSquare, attribute
from face_relevance.relevance.operations import AveragePool, Convolution, Dense, MaxPool

REFERENCES = Path(__file__).parents[2] / "data" / "innvestigate"

RULES = [
    Epsilon(),
    Epsilon(0.1),
    AlphaBeta(1, 0),
    AlphaBeta(2, 1),
    Gamma(),
    WSquare(),
    Flat(),
]

# stride, padding, dilation, groups
CONVOLUTIONS = {
    "plain": ((1, 1), (1, 1), (1, 1), 1),
    "strided": ((2, 3), (0, 2), (1, 1), 1),
    "dilated": ((1, 1), (2, 1), (2, 1), 1),
    "grouped": ((1, 1), (1, 1), (1, 1), 2),
    "depthwise": ((2, 1), (1, 1), (1, 1), 4),
}


def make_layer(kind, generator, dtype, bias=True):
    """A layer of random weights and the shape of its input."""
    if kind == "dense":
        layer = nn.Linear(20, 7).to(dtype)
        shape = (20,)
    else:
        *_, groups = CONVOLUTIONS[kind]
        layer = nn.Conv2d(4, 8, 3, groups=groups).to(dtype)
        shape = (4, 7, 6)
    weight = torch.randn(layer.weight.shape, generator=generator, dtype=dtype)
    offset = torch.randn(layer.bias.shape, generator=generator, dtype=dtype) if bias else None
    if kind == "dense":
        return Dense(weight, offset), shape
    return Convolution(weight, offset, *CONVOLUTIONS[kind]), shape


def propagate(rule, layer, inputs, generator, nonnegative=False):
    """The layer's output, a random relevance of it, and what the rule makes of that."""
    outputs, memory = rule.forward(layer, inputs, nonnegative)
    relevance = torch.randn(outputs.shape, generator=generator, dtype=outputs.dtype)
    return outputs, relevance, rule.backward(layer, memory, relevance)


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "nonnegative"])
@pytest.mark.parametrize("kind", ["dense", *CONVOLUTIONS])
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_rule_agrees_with_explicit_matrices(oracle, rule, kind, signed):
    generator = torch.Generator().manual_seed(1)
    layer, shape = make_layer(kind, generator, torch.float64)
    inputs = torch.randn(3, *shape, generator=generator, dtype=torch.float64)
    if not signed:
        inputs = inputs.relu()
    outputs, relevance, shared = propagate(rule, layer, inputs, generator, not signed)
    expected = oracle(rule, layer, inputs, relevance)
    torch.testing.assert_close(shared, expected, rtol=1e-10, atol=1e-10)
    torch.testing.assert_close(outputs, layer.linear(inputs, layer.weight, layer.bias))


@pytest.mark.parametrize("kind", ["dense", *CONVOLUTIONS])
def test_box_rule_agrees_with_explicit_matrices(oracle, kind):
    generator = torch.Generator().manual_seed(2)
    layer, shape = make_layer(kind, generator, torch.float64)
    rule = Box(tuple(-2.0 - i for i in range(shape[0])), tuple(1.0 + i for i in range(shape[0])))
    inputs = torch.rand(3, *shape, generator=generator, dtype=torch.float64)
    _, relevance, shared = propagate(rule, layer, inputs, generator)
    expected = oracle(rule, layer, inputs, relevance)
    torch.testing.assert_close(shared, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_single_precision_is_enough(oracle, rule):
    generator = torch.Generator().manual_seed(3)
    layer, shape = make_layer("plain", generator, torch.float32)
    inputs = torch.rand(3, *shape, generator=generator)
    outputs, memory = rule.forward(layer, inputs, True)
    relevance = outputs.where(outputs > 0.01, 0)  # away from the step of the ε rule at zero
    shared = rule.backward(layer, memory, relevance)
    expected = oracle(rule, layer, inputs, relevance)
    error = (shared - expected).abs().max() / expected.abs().max()
    assert error < 1e-5


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(AlphaBeta(1, 0), (-1.0, 0.0)), (AlphaBeta(2, 1), (-2.0, 0.5))],
    ids=["alpha1-beta0", "alpha2-beta1"],
)
def test_bias_takes_part_in_the_denominator_of_its_sign(rule, expected):
    # z = 1·1 − 1·1 − 1 = −1 is the relevance that starts. Above zero there is the 1 of the first
    # input alone; below zero there are the −1 of the second input and the −1 of the bias.
    layer = Dense(torch.tensor([[1.0, -1.0]]), torch.tensor([-1.0]))
    for nonnegative in (True, False):
        outputs, memory = rule.forward(layer, torch.tensor([[1.0, 1.0]]), nonnegative)
        shared = rule.backward(layer, memory, outputs)
        torch.testing.assert_close(shared, torch.tensor([expected]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("fill", [0.0, 1.0, 1e-20, 1e12])
def test_relevance_stays_finite_on_constant_inputs(rule, fill):
    generator = torch.Generator().manual_seed(4)
    for bias in (True, False):
        layer, shape = make_layer("plain", generator, torch.float32, bias)
        outputs, memory = rule.forward(layer, torch.full((2, *shape), fill), True)
        assert rule.backward(layer, memory, outputs).isfinite().all()


def test_negative_share_stays_bounded_where_it_is_lost_in_rounding():
    # Contributions of 1e8 beside −1: the output less the positive part is rounding.
    generator = torch.Generator().manual_seed(5)
    weight = torch.rand(16, 64, generator=generator)
    weight[:, :3] = -1e-8
    layer = Dense(weight, None)
    inputs = torch.full((4, 64), 1e8)
    outputs, memory = AlphaBeta(2, 1).forward(layer, inputs, True)
    shared = AlphaBeta(2, 1).backward(layer, memory, outputs)
    assert shared[:, :3].sum().abs() <= 1.01 * outputs.sum()


@pytest.mark.parametrize("parameters", [(2, 0), (1.5, 1), (0, -1)])
def test_alpha_and_beta_that_cannot_conserve_are_refused(parameters):
    with pytest.raises(ValueError, match="α = β \\+ 1"):
        AlphaBeta(*parameters)


def read_reference(file, name):
    """Layer, input (channels first for images), output and relevances of one reference."""
    with h5py.File(REFERENCES / f"{file}.hdf5") as references:
        inputs = torch.from_numpy(references["input"][:]).double()
        group = references[name]
        weights = [torch.from_numpy(group["weights"][k][:]).double() for k in group["weights"]]
        output, relevance = (
            torch.from_numpy(group[key][:]).double() for key in ("output", "attribution")
        )
    if name.startswith("Dense"):
        return Dense(weights[0].T, weights[1]), inputs, output, relevance
    if name.startswith("Conv2D"):
        kernel = weights[0].permute(3, 2, 0, 1)
        layer = Convolution(kernel, weights[1], (1, 1), (0, 0), (1, 1), 1)
    elif name == "AveragePooling2D":
        layer = AveragePool(2, 2, 0, False, True, None)
    else:
        layer = MaxPool(2, 2, 0, 1, False)
    return layer, inputs.permute(0, 3, 1, 2), output, relevance.permute(0, 3, 1, 2)


LAYERS = ["Conv2D", "Conv2D_relu", "Dense", "Dense_relu"]


@pytest.mark.parametrize(
    ("file", "rule", "name"),
    [("LRPEpsilon", Epsilon(1e-7), name) for name in (*LAYERS, "AveragePooling2D", "MaxPooling2D")]
    + [("LRPAlpha1Beta0", AlphaBeta(1, 0, 1e-7), name) for name in LAYERS]
    + [("LRPFlat", Flat(1e-7), name) for name in LAYERS],
    ids=str,
)
def test_rule_agrees_with_innvestigate(file, rule, name):
    layer, inputs, expected_output, expected = read_reference(file, name)
    pools_maxima = isinstance(layer, MaxPool)
    outputs, memory = layer.forward(inputs) if pools_maxima else rule.forward(layer, inputs, False)
    # The references flatten channels last; dense layers act on the last axis already.
    to_reference, back = ((0, 1, 2, 3),) * 2
    if not isinstance(layer, Dense):
        to_reference, back = (0, 2, 3, 1), (0, 3, 1, 2)
    flat = outputs.permute(to_reference).flatten(1)
    if name.endswith("relu"):
        flat = flat.relu()
    torch.testing.assert_close(flat, expected_output, rtol=0, atol=1e-6)
    score, winner = flat.max(1, keepdim=True)
    relevance = torch.zeros_like(flat).scatter(1, winner, score)
    relevance = relevance.view(outputs.permute(to_reference).shape).permute(back).contiguous()
    backward = layer.backward if pools_maxima else lambda *rest: (rule.backward(layer, *rest),)
    torch.testing.assert_close(backward(memory, relevance)[0], expected, rtol=0, atol=1e-6)


def test_whole_network_agrees_with_layer_after_layer_of_the_oracle(oracle, randomise):
    network = randomise(
        nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 5, 3, stride=2), nn.ReLU(),
            nn.Flatten(), nn.Linear(20, 3),
        ),
        seed=6,
    ).double()  # fmt: skip
    images = torch.randn(2, 3, 6, 6, dtype=torch.float64)
    result = attribute(network, images, 1, "epsilon-alpha2-beta1-flat", sum_channels=False)
    first, _, second, _, flatten, last = network
    hidden = first(images).relu().detach()
    deep = second(hidden).relu().detach()
    logits = last(flatten(deep)).detach()
    relevance = torch.zeros_like(logits)
    relevance[:, 1] = logits[:, 1]
    dense = Dense(last.weight.detach(), last.bias.detach())
    relevance = oracle(Epsilon(), dense, flatten(deep), relevance).view(deep.shape)
    for rule, module, inputs in ((AlphaBeta(2, 1), second, hidden), (Flat(), first, images)):
        weights = module.weight.detach(), module.bias.detach()
        layer = Convolution(*weights, module.stride, module.padding, (1, 1), 1)
        relevance = oracle(rule, layer, inputs, relevance)
    torch.testing.assert_close(result.maps, relevance, rtol=1e-10, atol=1e-10)
