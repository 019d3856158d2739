"""The ledger: what arrives at every layer, what each absorbs, and that it all adds up."""

import pytest
import torch
from torch import nn

from face_relevance.relevance import (
    CAUSES,
    COMPOSITES,
    METHODS,
    AlphaBeta,
    Composite,
    Epsilon,
    Flat,
    Gamma,
    WSquare,
    attribute,
)

BIAS, PADDING, STABILISER = (CAUSES.index(cause) for cause in ("bias", "padding", "stabiliser"))


def relative_loss(result):
    return ((result.ledger[:, 0] - result.ledger[:, -1]) / result.ledger[:, 0]).abs().max()


@pytest.mark.parametrize("composite", COMPOSITES)
def test_every_lost_share_of_the_score_is_in_the_ledger(
    small_network, draw_images, explain, composite
):
    images = draw_images(dtype=torch.float64)
    result = explain(small_network, images, composite=composite)
    size = result.score.abs().max().item()
    torch.testing.assert_close(result.ledger[:, 0], result.score, rtol=0, atol=1e-10 * size)
    torch.testing.assert_close(
        result.ledger[:, -1], result.maps.sum((1, 2)), rtol=0, atol=1e-10 * size
    )
    found = result.ledger[:, -1] + result.absorbed.sum((1, 2))
    torch.testing.assert_close(found, result.score, rtol=0, atol=1e-10 * size)
    assert result.absorbed.shape == (*result.ledger.shape, len(CAUSES))


def test_ledger_names_every_layer_from_output_to_input(small_vgg, draw_images):
    result = attribute(small_vgg(), draw_images())
    assert result.layers == (
        "output", "classifier.fc8", "classifier.fc6", "features.pool3", "features.conv3_1",
        "features.pool2", "features.conv2_2", "features.conv2_1", "features.pool1",
        "features.conv1_2", "features.conv1_1", "input",
    )  # fmt: skip
    assert result.ledger.shape == (4, len(result.layers))
    assert result.ledger.dtype == result.absorbed.dtype == torch.float64


def test_each_entry_is_the_one_before_it_less_what_was_absorbed(small_vgg, draw_images):
    images = draw_images(dtype=torch.float64)
    result = attribute(small_vgg().double(), images, composite="epsilon-plus")
    passed_on = result.ledger - result.absorbed.sum(-1)
    torch.testing.assert_close(passed_on[:, :-1], result.ledger[:, 1:], rtol=1e-10, atol=1e-12)


def test_shares_of_parallel_branches_add_up(draw_images):
    class Fork(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem, self.left = nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 1)
            self.right, self.dense = nn.Conv2d(4, 5, 1), nn.Linear(9, 3)

        def forward(self, x):
            x = self.stem(x).relu()
            return self.dense(torch.cat([self.left(x), self.right(x)], 1).mean((2, 3)))

    torch.manual_seed(0)
    result = attribute(Fork().double(), draw_images(dtype=torch.float64), composite="epsilon")
    at = {name: i for i, name in enumerate(result.layers)}
    both = result.ledger[:, at["left"]] + result.ledger[:, at["right"]]
    torch.testing.assert_close(both, result.ledger[:, at["cat"]], rtol=1e-10, atol=1e-12)
    left_over = both - result.absorbed[:, [at["left"], at["right"]]].sum((1, 2))
    torch.testing.assert_close(left_over, result.ledger[:, at["stem"]], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("composite", [*COMPOSITES, "gradient-x-input"])
@pytest.mark.parametrize("pool", [nn.MaxPool2d, nn.AvgPool2d])
def test_relevance_is_conserved_without_bias(small_vgg, draw_images, explain, composite, pool):
    network = small_vgg(bias=False, pool=pool).double()
    result = explain(network, draw_images(dtype=torch.float64), composite=composite)
    # What is left to lose is ε: 0.1 in the dense layers of the presets, 1e-6 in all others.
    assert relative_loss(result) < (0.5 if composite.startswith("preset") else 1e-4)
    assert result.absorbed[..., [BIAS, PADDING]].abs().max() == 0


@pytest.mark.parametrize("rule", [Epsilon, lambda **o: AlphaBeta(2, 1, **o), Gamma, Flat, WSquare])
def test_relevance_is_conserved_exactly_without_bias_and_stabiliser(small_vgg, draw_images, rule):
    network = small_vgg(bias=False).double()
    rules = Composite(rule(epsilon=1e-13), Epsilon(1e-13))
    result = attribute(network, draw_images(dtype=torch.float64), composite=rules)
    assert relative_loss(result) < 1e-9


@pytest.mark.parametrize("bias", ["ignored", "distributed"])
@pytest.mark.parametrize("rule", [Epsilon, lambda **o: AlphaBeta(2, 1, **o), Gamma])
def test_relevance_is_conserved_where_no_bias_absorbs(small_vgg, draw_images, rule, bias):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    rules = Composite(rule(epsilon=1e-10, bias=bias), Epsilon(1e-10, bias=bias))
    result = attribute(network, images, composite=rules)
    assert result.absorbed[..., BIAS].abs().max() == 0
    assert relative_loss(result) < 1e-5
    absorbing = attribute(network, images, composite=Composite(rule(), Epsilon()))
    assert absorbing.absorbed[..., BIAS].abs().max() > 1e-3


def test_what_a_constant_margin_takes_is_booked_as_padding(draw_images):
    frame = nn.ConstantPad2d(2, 0.8)
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), frame, nn.Conv2d(4, 4, 3, bias=False))
    model.extend([nn.ReLU(), nn.Flatten(), nn.Linear(4 * 16 * 16, 3)])
    torch.manual_seed(1)
    model = model.double().eval()
    images = draw_images(dtype=torch.float64)
    result = attribute(model, images, composite="epsilon", layers=["2"])
    at = result.layers.index("2")
    margin = result.hidden["2"].clone()
    margin[..., 2:-2, 2:-2] = 0
    assert margin.abs().sum() > 1e-3
    expected = margin.sum((1, 2, 3))
    torch.testing.assert_close(result.absorbed[:, at, PADDING], expected, rtol=1e-9, atol=1e-12)
    elsewhere = result.absorbed[..., PADDING].index_fill(1, torch.tensor([at]), 0)
    assert elsewhere.abs().max() == 0


def test_padding_that_copies_pixels_absorbs_nothing(draw_images):
    layers = [nn.Conv2d(3, 4, 3, padding=2, padding_mode=m) for m in ("reflect", "circular")]
    layers[1] = nn.Conv2d(4, 4, 3, padding=1, padding_mode="circular", bias=False)
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(4 * 18 * 18, 3)).double()
    result = attribute(model, draw_images(dtype=torch.float64), composite="epsilon")
    assert not any("padding" in name for name in result.layers)
    assert result.absorbed[..., PADDING].abs().max() == 0


def test_a_large_stabiliser_is_booked_as_stabiliser(small_vgg, draw_images):
    network = small_vgg(bias=False).double()
    rules = Composite(AlphaBeta(1, 0), Epsilon(0.5))
    result = attribute(network, draw_images(dtype=torch.float64), composite=rules)
    taken = result.absorbed.sum((0, 1))
    assert taken[STABILISER].abs() > 1e-2
    assert taken[BIAS] == taken[PADDING] == 0


@pytest.mark.parametrize("method", [m for m in METHODS if m not in COMPOSITES])
def test_methods_without_layers_have_two_entries(small_vgg, draw_images, explain, method):
    result = explain(small_vgg(), draw_images(), composite=method)
    assert result.layers == ("output", "input")
    torch.testing.assert_close(result.ledger[:, 0], result.score.double())
    torch.testing.assert_close(result.ledger[:, 1], result.maps.double().sum((1, 2)))
    assert result.absorbed.abs().max() == 0


def test_ledger_has_a_row_for_every_class(small_vgg, draw_images):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    classes = torch.tensor([[0, 1, 2]]).repeat(4, 1)
    result = attribute(network, images, classes)
    assert result.ledger.shape == (4, 3, len(result.layers))
    assert result.absorbed.shape == (4, 3, len(result.layers), len(CAUSES))
    found = result.ledger[..., -1] + result.absorbed.sum((-2, -1))
    torch.testing.assert_close(found, result.score, rtol=1e-10, atol=1e-10)
