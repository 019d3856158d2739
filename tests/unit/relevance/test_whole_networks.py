"""Whole networks against the oracle, layer after layer from the logit to the pixels."""

import pytest
import torch
from explicit_matrices import draw_weights, share, stabilise
from small_networks import Branched
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import (
    CAUSES,
    AlphaBeta,
    Composite,
    Epsilon,
    Flat,
    Gamma,
    WSquare,
    attribute,
)

EXACT = {"rtol": 1e-9, "atol": 1e-10}


def start_at(logits, classes):
    """Relevance (K, N, class) of the output."""
    chosen = F.one_hot(classes.T, logits.shape[1])
    return chosen * logits


@pytest.mark.parametrize(
    ("convolution", "first"),
    [
        (AlphaBeta(2, 1), Flat()),
        (AlphaBeta(1, 0, bias="distributed"), WSquare()),
        (Gamma(0.1), Flat()),
        (Epsilon(), Epsilon(bias="ignored")),
    ],
    ids=str,
)
def test_chain_of_layers_agrees_with_the_oracle(randomise, convolution, first):
    network = randomise(
        nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 5, 3, stride=2), nn.ReLU(),
            nn.Flatten(), nn.Linear(20, 3),
        ),
        seed=6,
    ).double()  # fmt: skip
    images = torch.randn(2, 3, 6, 6, dtype=torch.float64)
    classes = torch.tensor([[1, 2], [0, 1]])
    rules = Composite(convolution, Epsilon(), first)
    result = attribute(network, images, classes, rules, sum_channels=False)
    stem, _, second, _, flatten, last = network
    with torch.no_grad():
        hidden = stem(images).relu()
        deep = second(hidden).relu()
        logits = last(flatten(deep))
    relevance, by_last = share(Epsilon(), last, flatten(deep), start_at(logits, classes))
    relevance, by_second = share(
        convolution, second, hidden, relevance.unflatten(2, deep.shape[1:])
    )
    relevance, by_stem = share(first, stem, images, relevance)
    torch.testing.assert_close(result.maps, relevance.transpose(0, 1), **EXACT)
    assert result.layers == ("output", "5", "2", "0", "input")
    absorbed = torch.stack([by_last, by_second, by_stem], -1).transpose(0, 1)
    torch.testing.assert_close(result.absorbed[:, :, 1:4, CAUSES.index("bias")], absorbed, **EXACT)


@pytest.mark.parametrize(
    ("convolution", "scale"),
    [
        (AlphaBeta(1, 0), AlphaBeta(1, 0)),
        (AlphaBeta(2, 1), AlphaBeta(1, 0)),  # αβ is z⁺ on a batch norm
        (Gamma(0.25), Gamma(0.25)),
        (Epsilon(), Epsilon()),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_addition_concatenation_and_lone_batch_norm_agree_with_the_oracle(
    draw_images, convolution, scale
):
    network = draw_weights(Branched(), seed=3).double()
    images, classes = draw_images(2, dtype=torch.float64), torch.tensor([[1, 4], [0, 2]])
    result = attribute(
        network, images, classes, Composite(convolution, Epsilon()), sum_channels=False
    )
    with torch.no_grad():
        stem = network.stem(images).relu()
        block = network.block(stem)
        trunk = (block + stem).relu()
        joined = torch.cat([trunk, network.branch(trunk)], 1)
        normed = network.norm(joined).relu()
        pooled = network.pool(normed)
        logits = network.dense(pooled.flatten(1))
    ledger, lost = {}, {}

    def step(name, rule, module, inputs, relevance):
        ledger[name] = relevance.flatten(2).sum(2)
        shares, lost[name] = share(rule, module, inputs, relevance)
        return shares

    relevance = step(
        "dense", Epsilon(), network.dense, pooled.flatten(1), start_at(logits, classes)
    )
    relevance = relevance.view(2, *pooled.shape)
    relevance = step("pool", Epsilon(), network.pool, normed, relevance)
    relevance = step("norm", scale, network.norm, joined, relevance)
    direct, branch = relevance.split([4, 3], 2)
    relevance = direct + step("branch", convolution, network.branch, trunk, branch)
    ratio = relevance / stabilise(block + stem, 1e-6)
    relevance = stem * ratio + step("block", convolution, network.block, stem, block * ratio)
    relevance = step("stem", convolution, network.stem, images, relevance)
    torch.testing.assert_close(result.maps, relevance.transpose(0, 1), **EXACT)
    for name, total in ledger.items():
        at = result.layers.index(name)
        torch.testing.assert_close(result.ledger[..., at].T, total, **EXACT)
        absorbed = result.absorbed[..., at, CAUSES.index("bias")]
        torch.testing.assert_close(absorbed.T, lost[name], **EXACT)
