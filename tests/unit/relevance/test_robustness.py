"""No image, however extreme, and no denominator makes relevance infinite or undefined."""

import pytest
import torch
from explicit_matrices import draw_weights
from small_networks import SMALL_NETWORKS
from torch import nn

from face_relevance.relevance import METHODS, AlphaBeta, Composite, Epsilon, Gamma, attribute

IMAGES = {
    "zero": lambda x: torch.zeros_like(x),
    "constant": lambda x: torch.full_like(x, 0.7),
    "negative": lambda x: torch.full_like(x, -3.0),
    "tiny": lambda x: x * 1e-30,
    "huge": lambda x: x * 1e12,
    "one pixel": lambda x: torch.zeros_like(x).index_fill(3, torch.tensor([5]), 1e6),
}

# Methods whose maps are not 0 where nothing depends on the image.
BLIND = ("rise", "centre-prior", "random")


def assert_finite(result):
    for values in (result.maps, result.ledger, result.absorbed, result.score):
        assert values.isfinite().all()


@pytest.fixture(scope="module", params=SMALL_NETWORKS)
def network(request):
    return draw_weights(SMALL_NETWORKS[request.param](), seed=2)


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("method", METHODS)
def test_relevance_of_extreme_images_is_finite(network, draw_images, explain, method, image):
    result = explain(network, IMAGES[image](draw_images(2)), composite=method)
    assert_finite(result)
    assert result.maps.shape == (2, 16, 16)


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize(
    "rule",
    [Gamma(1e-6), Gamma(0), Gamma(1e-3, 0), Epsilon(0), AlphaBeta(2, 1, 0), AlphaBeta(1, 0, 0)],
    ids=str,
)
def test_low_gamma_and_no_stabiliser_stay_finite(network, draw_images, rule, image):
    images = IMAGES[image](draw_images(2))
    assert_finite(attribute(network, images, composite=Composite(rule, rule)))


def test_low_gamma_approaches_lrp_0_and_conserves(randomise, draw_images):
    network = randomise(SMALL_NETWORKS["vgg-without-bias"](), 2).double()
    images = draw_images(dtype=torch.float64)
    low = attribute(network, images, composite=Composite(Gamma(1e-9, 1e-14), Epsilon(0)))
    zero = attribute(network, images, composite="lrp-0")
    torch.testing.assert_close(low.maps, zero.maps, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(low.ledger[:, -1], low.score, rtol=1e-6, atol=0)


def test_a_sum_of_branches_that_cancel_stays_finite(draw_images, explain):
    class Cancelling(nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.other = (nn.Conv2d(3, 4, 3, bias=False) for _ in range(2))
            self.other.weight.data = -self.one.weight.data
            self.norm, self.dense = nn.BatchNorm2d(4), nn.Linear(4, 3)

        def forward(self, x):
            return self.dense(self.norm(self.one(x) + self.other(x)).mean((2, 3)))

    for method in METHODS:
        assert_finite(explain(Cancelling(), draw_images(), composite=method))


def test_a_batch_norm_that_silences_channels_stays_finite(randomise, draw_images, explain):
    network = randomise(SMALL_NETWORKS["branched"](), 1)
    network.norm.weight.data[:] = torch.tensor([0, 0, 1e-20, 1e-3, 1, 0, 0])
    network.norm.running_var[:3] = 0
    for method in METHODS:
        assert_finite(explain(network, draw_images(), composite=method))


def test_channels_without_weights_stay_finite(small_vgg, draw_images, explain):
    network = small_vgg()
    network.features.conv1_1.weight.data[:3] = 0
    network.features.conv2_1.weight.data[:] = 0
    for method in METHODS:
        assert_finite(explain(network, draw_images(), composite=method))


def test_dead_networks_have_no_relevance(small_vgg, draw_images, explain):
    network = small_vgg()
    network.classifier.fc6.bias.data[:] = -1e6  # no unit is ever active
    for method in METHODS:
        result = explain(network, draw_images(), composite=method)
        assert_finite(result)
        assert method in BLIND or result.maps.abs().max() == 0
