"""Whole networks against zennit and captum, which are partners in tests only."""

import pytest
import torch
from captum.attr import LRP
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torchvision.models import vgg11_bn
from zennit.attribution import Gradient
from zennit.composites import (
    EpsilonAlpha2Beta1Flat,
    EpsilonPlus,
    EpsilonPlusFlat,
    LayerMapComposite,
)
from zennit.rules import Epsilon as ZennitEpsilon
from zennit.rules import Gamma as ZennitGamma
from zennit.rules import Norm, Pass, ZBox
from zennit.rules import WSquare as ZennitWSquare

from face_relevance.relevance import Box, Composite, Epsilon, Gamma, WSquare, attribute

LOW, HIGH = (-2.0, -3.0, -2.0), (2.0, 2.0, 4.0)


def epsilon_everywhere():
    return everywhere(ZennitEpsilon())


def everywhere(convolution):
    return LayerMapComposite(
        [
            (nn.ReLU, Pass()),
            (nn.AvgPool2d, Norm()),
            (nn.Conv2d, convolution),
            (nn.Linear, ZennitEpsilon()),
        ]
    )


PARTNERS = {
    "epsilon": epsilon_everywhere,
    "epsilon-plus": EpsilonPlus,
    "epsilon-plus-flat": EpsilonPlusFlat,
    "epsilon-alpha2-beta1-flat": EpsilonAlpha2Beta1Flat,
}


def explain_by_zennit(network, images, result, composite):
    """Maps by zennit of the same targets, from the same logits."""
    logits = network(images).detach()
    start = torch.zeros_like(logits).scatter(1, result.target[:, None], result.score[:, None])
    with Gradient(network, composite) as attributor:
        return attributor(images, start)[1].sum(1)


def largest_difference(maps, expected):
    return ((maps - expected).abs().amax((1, 2)) / expected.abs().amax((1, 2))).max().item()


@pytest.mark.parametrize("pool", [nn.MaxPool2d, nn.AvgPool2d])
@pytest.mark.parametrize("composite", PARTNERS)
def test_maps_are_zennits_in_double_precision(small_vgg, draw_images, composite, pool):
    network, images = small_vgg(pool=pool).double(), draw_images(dtype=torch.float64)
    result = attribute(network, images, composite=composite)
    expected = explain_by_zennit(network, images, result, PARTNERS[composite]())
    assert largest_difference(result.maps, expected) < 1e-10


@pytest.mark.parametrize("composite", PARTNERS)
def test_maps_are_zennits_in_single_precision(small_vgg, draw_images, composite):
    network, images = small_vgg(), draw_images()
    result = attribute(network, images, composite=composite)
    expected = explain_by_zennit(network, images, result, PARTNERS[composite]())
    assert largest_difference(result.maps, expected) < 1e-4


@pytest.mark.parametrize(
    ("rules", "partner"),
    [
        (Composite(Gamma(0.25), Epsilon()), lambda: everywhere(ZennitGamma(0.25))),
        # zennit's w² counts the squared bias unless it is told not to
        (Composite(WSquare(), Epsilon()), lambda: everywhere(ZennitWSquare(zero_params="bias"))),
    ],
    ids=["gamma", "w-square"],
)
def test_other_rules_are_zennits(small_vgg, draw_images, rules, partner):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    result = attribute(network, images, composite=rules)
    expected = explain_by_zennit(network, images, result, partner())
    assert largest_difference(result.maps, expected) < 1e-8


def test_box_rule_is_zennits(randomise, draw_images):
    network = randomise(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten()), 1).double()
    images = draw_images(dtype=torch.float64).clamp(-2, 2)
    box = Composite(Box(LOW, HIGH), Epsilon())
    result = attribute(network, images, composite=box)
    bounds = (
        torch.tensor(b, dtype=torch.float64).view(1, 3, 1, 1) for b in ((-2, -3, -2), (2, 2, 4))
    )
    expected = explain_by_zennit(network, images, result, everywhere(ZBox(*bounds)))
    assert largest_difference(result.maps, expected) < 1e-10


@pytest.mark.parametrize("composite", ["epsilon-plus-flat", "epsilon-alpha2-beta1-flat"])
def test_vgg11_with_batch_norm_is_zennits_after_folding(randomise, draw_images, composite):
    # zennit's own canonizer leaves the ε of the batch norm behind (1e-5 per layer), so the layers
    # are folded by torch before zennit sees them.
    network = vgg11_bn(init_weights=False)
    network.classifier = nn.Linear(25088, 7)
    network = randomise(network, seed=2).double()
    images = draw_images(count=2, size=64, dtype=torch.float64)
    result = attribute(network, images, composite=composite)
    features = []
    for module in network.features:
        if isinstance(module, nn.BatchNorm2d):
            features[-1] = fuse_conv_bn_eval(features[-1], module)
        else:
            features.append(module)
    network.features = nn.Sequential(*features)
    expected = explain_by_zennit(network, images, result, PARTNERS[composite]())
    assert largest_difference(result.maps, expected) < 1e-8


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
    result = attribute(network, images, composite=Composite(Epsilon(1e-9), Epsilon(1e-9)))
    images.requires_grad_()  # captum warns otherwise
    expected = LRP(network).attribute(images, target=result.target).detach().sum(1)
    assert largest_difference(result.maps, expected) < 1e-6
