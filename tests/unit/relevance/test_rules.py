"""Rules against explicit matrices, and at the edges of what numbers can do."""

import pytest
import torch
from explicit_matrices import draw_weights, share
from torch import nn

from face_relevance.relevance import AlphaBeta, Box, Epsilon, Flat, Gamma, WSquare, trace

# torch's own convolution warns of this once.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

CONVENTIONS = ("absorbed", "ignored", "distributed")
RULES = [
    *(Epsilon(bias=bias) for bias in CONVENTIONS),
    *(Epsilon(0, bias) for bias in CONVENTIONS),
    *(AlphaBeta(1, 0, bias=bias) for bias in CONVENTIONS),
    *(AlphaBeta(2, 1, bias=bias) for bias in CONVENTIONS),
    *(Gamma(bias=bias) for bias in CONVENTIONS),
    WSquare(),
    Flat(),
]
LAYERS = {
    "dense": (lambda: nn.Linear(20, 7), (20,)),
    "dense-over-rows": (lambda: nn.Linear(5, 7), (3, 5)),
    "plain": (lambda: nn.Conv2d(4, 6, 3, padding=1), (4, 7, 6)),
    "pointwise": (lambda: nn.Conv2d(4, 6, 1), (4, 5, 6)),
    "strided": (lambda: nn.Conv2d(4, 6, 3, stride=(2, 3), padding=(0, 2)), (4, 7, 6)),
    "dilated": (lambda: nn.Conv2d(4, 6, 3, padding=(2, 1), dilation=(2, 1)), (4, 7, 6)),
    "grouped": (lambda: nn.Conv2d(4, 6, 3, padding=1, groups=2), (4, 7, 6)),
    "depthwise": (lambda: nn.Conv2d(4, 8, 3, stride=(2, 1), padding=1, groups=4), (4, 7, 6)),
    "uneven": (lambda: nn.Conv2d(4, 6, (2, 4), padding="same", dilation=(3, 1)), (4, 7, 6)),
    "scale": (lambda: nn.BatchNorm2d(4), (4, 5, 6)),
    "scale-of-vectors": (lambda: nn.BatchNorm1d(20), (20,)),
}


def make_layer(kind, dtype=torch.float64, seed=1):
    """A module of torch, what the engine reads from it, and the shape of its input."""
    build, shape = LAYERS[kind]
    module = draw_weights(build(), seed).to(dtype)
    generator = torch.Generator().manual_seed(seed)
    module.weight.data.copy_(torch.randn(module.weight.shape, generator=generator))
    module.bias.data.copy_(torch.randn(module.bias.shape, generator=generator))
    *_, node = trace(module).nodes
    return module, node.operation, shape


def draw_inputs(shape, signed=True, dtype=torch.float64):
    inputs = torch.randn(3, *shape, generator=torch.Generator().manual_seed(2), dtype=dtype)
    return inputs if signed else inputs.relu()


def propagate(rule, operation, inputs, nonnegative=False, classes=2):
    """Output, random relevance of it for some classes, its shares, and what the bias took."""
    outputs, memory = rule.forward(operation, inputs, nonnegative)
    generator = torch.Generator().manual_seed(3)
    shape = (classes, *outputs.shape)
    relevance = torch.randn(shape, generator=generator, dtype=outputs.dtype)
    return outputs, relevance, *rule.backward(operation, memory, relevance.clone())


def share_output(rule, weight, bias, inputs):
    """Shares of its own output in a dense layer, and that output."""
    module = nn.Linear(len(weight[0]), len(weight))
    module.weight.data, module.bias.data = torch.tensor(weight), torch.tensor(bias)
    *_, node = trace(module).nodes
    outputs, memory = rule.forward(node.operation, torch.tensor(inputs), False)
    return rule.backward(node.operation, memory, torch.ones_like(outputs)[None])[0][0]


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "nonnegative"])
@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_rule_agrees_with_explicit_matrices(rule, kind, signed):
    module, operation, shape = make_layer(kind)
    inputs = draw_inputs(shape, signed)
    outputs, relevance, shares, absorbed = propagate(rule, operation, inputs, not signed)
    expected, lost = share(rule, module, inputs, relevance)
    torch.testing.assert_close(outputs, module(inputs).detach(), rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(shares, expected, rtol=1e-10, atol=1e-10)
    torch.testing.assert_close(absorbed, lost, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kind", LAYERS)
def test_box_rule_agrees_with_explicit_matrices(kind):
    module, operation, shape = make_layer(kind)
    rule = Box(tuple(-6.0 - i for i in range(shape[0])), tuple(5.0 + i for i in range(shape[0])))
    inputs = draw_inputs(shape)
    _, relevance, shares, absorbed = propagate(rule, operation, inputs)
    expected, lost = share(rule, module, inputs, relevance)
    torch.testing.assert_close(shares, expected, rtol=1e-10, atol=1e-10)
    torch.testing.assert_close(absorbed, lost, rtol=0, atol=0)


@pytest.mark.parametrize("rule", [r for r in RULES if "ignored" not in str(r)], ids=str)
def test_single_precision_is_enough(rule):
    module, operation, shape = make_layer("plain", torch.float32)
    inputs = draw_inputs(shape, signed=False, dtype=torch.float32)
    outputs, memory = rule.forward(operation, inputs, True)
    relevance = outputs.where(outputs > 0.01, 0)[None]  # away from the step of the ε rule at zero
    shares = rule.backward(operation, memory, relevance.clone())[0]
    expected = share(rule, module.double(), inputs.double(), relevance.double())[0]
    assert (shares - expected).abs().max() / expected.abs().max() < 1e-5


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(AlphaBeta(1, 0), (-1.0, 0.0)), (AlphaBeta(2, 1), (-2.0, 0.5))],
    ids=["alpha1-beta0", "alpha2-beta1"],
)
@pytest.mark.parametrize("nonnegative", [True, False])
def test_bias_takes_part_in_the_denominator_of_its_sign(rule, expected, nonnegative):
    # z = 1·1 − 1·1 − 1 = −1 is the relevance that starts. Above zero there is the 1 of the first
    # input alone; below zero there are the −1 of the second input and the −1 of the bias.
    module = nn.Linear(2, 1)
    module.weight.data, module.bias.data = torch.tensor([[1.0, -1.0]]), torch.tensor([-1.0])
    operation = trace(module).nodes[-1].operation
    outputs, memory = rule.forward(operation, torch.tensor([[1.0, 1.0]]), nonnegative)
    shares = rule.backward(operation, memory, outputs.clone()[None])[0][0]
    torch.testing.assert_close(shares, torch.tensor([expected]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "rule", [Epsilon(0), AlphaBeta(1, 0, 0), AlphaBeta(2, 1, 0), Gamma(0.25, 0), Gamma()], ids=str
)
@pytest.mark.parametrize(
    ("weight", "bias", "inputs"),
    [
        ([[0.0, 0.0]], [0.0], [[1.0, -1.0]]),
        ([[1.0, 1.0]], [0.0], [[0.0, 0.0]]),
        ([[0.0, 0.0]], [0.0], [[0.0, 0.0]]),
    ],
    ids=["no-weights", "no-inputs", "nothing"],
)
def test_where_there_is_nothing_to_share_by_nothing_is_shared(rule, weight, bias, inputs):
    assert share_output(rule, weight, bias, inputs).tolist() == [[0.0, 0.0]]


def test_contributions_that_cancel_pass_nothing_without_a_stabiliser():
    cancelling = ([[1.0, 1.0]], [0.0], [[1.0, -1.0]])
    assert share_output(Epsilon(0), *cancelling).tolist() == [[0.0, 0.0]]
    assert share_output(Gamma(0.25), *cancelling).tolist() == [[0.0, 0.0]]


def test_a_denominator_of_zero_counts_as_positive():
    shares = share_output(Epsilon(0.5), [[1.0, 1.0]], [0.0], [[1.0, -1.0]])
    assert shares.tolist() == [[2.0, -2.0]]
    cancelled_by_bias = share_output(Epsilon(0.5), [[1.0, 1.0]], [-2.0], [[1.0, 1.0]])
    assert cancelled_by_bias.tolist() == [[2.0, 2.0]]


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("fill", [0.0, 1.0, 1e-30, 1e12])
def test_relevance_stays_finite_on_constant_inputs(rule, fill):
    _, operation, shape = make_layer("plain", torch.float32)
    outputs, memory = rule.forward(operation, torch.full((2, *shape), fill), True)
    shares, absorbed = rule.backward(operation, memory, outputs.clone()[None])
    assert shares.isfinite().all()
    assert absorbed.isfinite().all()


def test_negative_share_stays_bounded_where_it_is_lost_in_rounding():
    # Contributions of 1e8 beside −1: the output less the positive part is rounding.
    module = nn.Linear(64, 16, bias=False)
    nn.init.uniform_(module.weight, generator=torch.Generator().manual_seed(5))
    module.weight.data[:, :3] = -1e-8
    operation = trace(module).nodes[-1].operation
    outputs, memory = AlphaBeta(2, 1).forward(operation, torch.full((4, 64), 1e8), True)
    start = outputs.sum()
    shares = AlphaBeta(2, 1).backward(operation, memory, outputs.clone()[None])[0]
    assert shares[..., :3].sum().abs() <= 1.01 * start


@pytest.mark.parametrize("parameters", [(2, 0), (1.5, 1), (0, -1)])
def test_alpha_and_beta_that_cannot_conserve_are_refused(parameters):
    with pytest.raises(ValueError, match="α = β \\+ 1"):
        AlphaBeta(*parameters)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Epsilon(-1), "choose ε ≥ 0"),
        (lambda: AlphaBeta(1, 0, -1), "choose ε ≥ 0"),
        (lambda: Gamma(-0.5), "choose γ ≥ 0"),
        (lambda: Epsilon(bias="lost"), "bias 'lost': choose one of absorbed, ignored, distributed"),
    ],
    ids=["epsilon", "alpha-beta", "gamma", "bias"],
)
def test_parameters_without_meaning_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
