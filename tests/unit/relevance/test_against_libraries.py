"""Whole networks against zennit and captum, which are partners in tests only."""

import pytest
import torch
from captum.attr import LRP
from explicit_matrices import largest_difference
from large_networks import build
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from zennit import composites as zennit
from zennit.attribution import Gradient
from zennit.rules import AlphaBeta as ZennitAlphaBeta
from zennit.rules import Epsilon as ZennitEpsilon
from zennit.rules import Flat as ZennitFlat
from zennit.rules import Gamma as ZennitGamma
from zennit.rules import Norm, Pass, ZPlus
from zennit.rules import WSquare as ZennitWSquare
from zennit.torchvision import ResNetCanonizer

from face_relevance.relevance import (
    AlphaBeta,
    Composite,
    Epsilon,
    Flat,
    Gamma,
    WSquare,
    attribute,
)

LOW, HIGH = (-5.0, -6.0, -5.5), (5.0, 5.5, 6.0)


def box(canonizers=None):
    low, high = (torch.tensor(b, dtype=torch.float64).view(1, 3, 1, 1) for b in (LOW, HIGH))
    return zennit.EpsilonGammaBox(low, high, canonizers=canonizers)


PARTNERS = {
    "epsilon-plus": zennit.EpsilonPlus,
    "epsilon-plus-flat": zennit.EpsilonPlusFlat,
    "epsilon-alpha2-beta1": zennit.EpsilonAlpha2Beta1,
    "epsilon-alpha2-beta1-flat": zennit.EpsilonAlpha2Beta1Flat,
    "epsilon-gamma-box": box,
}


def everywhere(convolution, **options):
    """A composite of zennit with one rule for all convolutions, ε for the dense layers."""
    rules = [
        (nn.ReLU, Pass()),
        (nn.AvgPool2d, Norm()),
        (nn.Conv2d, convolution),
        (nn.Linear, ZennitEpsilon(**options)),
    ]
    return zennit.LayerMapComposite(rules)


def compare(network, images, composite, partner, partner_network=None):
    """Largest difference to zennit's maps of the same targets, from the same logits."""
    result = attribute(network, images, composite=composite, bounds=(LOW, HIGH), sum_channels=False)
    start = torch.nn.functional.one_hot(result.target, network(images).shape[1])
    with Gradient(partner_network or network, partner) as attributor:
        expected = attributor(images, start * result.score[:, None])[1]
    return largest_difference(result.maps, expected)


@pytest.mark.parametrize("pool", [nn.MaxPool2d, nn.AvgPool2d])
@pytest.mark.parametrize("composite", PARTNERS)
def test_maps_are_zennits_in_double_precision(small_vgg, draw_images, composite, pool):
    network, images = small_vgg(pool=pool).double(), draw_images(dtype=torch.float64)
    assert compare(network, images, composite, PARTNERS[composite]()) < 1e-10


@pytest.mark.parametrize("composite", [name for name in PARTNERS if "box" not in name])
def test_maps_are_zennits_in_single_precision(small_vgg, draw_images, composite):
    assert compare(small_vgg(), draw_images(), composite, PARTNERS[composite]()) < 1e-4


@pytest.mark.parametrize(
    ("rule", "partner"),
    [
        (Epsilon(), ZennitEpsilon()),
        (Epsilon(bias="ignored"), ZennitEpsilon(zero_params="bias")),
        (AlphaBeta(1, 0, bias="ignored"), ZPlus(zero_params="bias")),
        (AlphaBeta(2, 1, bias="ignored"), ZennitAlphaBeta(zero_params="bias")),
        (Gamma(0.25), ZennitGamma(0.25)),
        # zennit's w² and flat count the bias as an input unless they are told not to
        (WSquare(), ZennitWSquare(zero_params="bias")),
        (Flat(), ZennitFlat(zero_params="bias")),
    ],
    ids=str,
)
def test_rule_on_all_convolutions_is_zennits(small_vgg, draw_images, rule, partner):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    assert compare(network, images, Composite(rule, Epsilon()), everywhere(partner)) < 1e-8


def fold(module):
    """Fold every batch norm of a sequence of layers by torch, in place.

    zennit's own canonizer leaves the ε of the norm behind, 1e-5 for every layer.
    """
    features = []
    for layer in module:
        if isinstance(layer, nn.BatchNorm2d):
            features[-1] = fuse_conv_bn_eval(features[-1], layer)
        else:
            features.append(layer)
    return nn.Sequential(*features)


def fold_residuals(network):
    """Fold every batch norm of a ResNet by torch, in place; identities stay behind."""
    for block in network.modules():
        for i in (1, 2, 3):
            if isinstance(norm := getattr(block, f"bn{i}", None), nn.BatchNorm2d):
                convolution = getattr(block, f"conv{i}")
                setattr(block, f"conv{i}", fuse_conv_bn_eval(convolution, norm))
                setattr(block, f"bn{i}", nn.Identity())
        if getattr(block, "downsample", None) is not None:
            block.downsample = fold(block.downsample)
    return network


@pytest.mark.parametrize("composite", PARTNERS)
def test_vgg11_with_batch_norm_is_zennits_after_folding(draw_images, composite):
    network, images = build("vgg11_bn"), draw_images(2, size=32, dtype=torch.float64)
    folded = build("vgg11_bn")
    folded.features = fold(folded.features)
    assert compare(network, images, composite, PARTNERS[composite](), folded) < 1e-8


@pytest.mark.parametrize("composite", PARTNERS)
@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_residual_networks_are_zennits_with_its_canonizer(draw_images, name, composite):
    network, images = build(name), draw_images(1, size=32, dtype=torch.float64)
    partner = PARTNERS[composite](canonizers=[ResNetCanonizer()])
    difference = compare(network, images, composite, partner, fold_residuals(build(name)))
    assert difference < 1e-8


class Unrolled(nn.Module):
    """The same network as captum can read it: no flatten module, no ReLU in place."""

    def __init__(self, network):
        super().__init__()
        self.features, self.classifier = network.features, network.classifier
        for module in self.modules():
            if isinstance(module, nn.ReLU):
                module.inplace = False

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


def test_epsilon_maps_are_captums(small_vgg, draw_images):
    network, images = Unrolled(small_vgg()).double(), draw_images(dtype=torch.float64)
    rules = Composite(Epsilon(1e-9), Epsilon(1e-9))
    result = attribute(network, images, composite=rules, sum_channels=False)
    images.requires_grad_()  # captum warns otherwise
    expected = LRP(network).attribute(images, target=result.target).detach()
    assert largest_difference(result.maps, expected) < 1e-6
