"""Grad-CAM++ and Score-CAM against their definitions, computed place by place and mask by mask."""

import pytest
import torch
from explicit_matrices import largest_difference
from small_networks import SMALL_NETWORKS
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import GradCAMPlusPlus, ScoreCAM, attribute

TARGET = 3


@pytest.fixture
def network(small_vgg):
    return small_vgg().double()


@pytest.fixture
def images(draw_images):
    return draw_images(2, dtype=torch.float64)


def differentiate_thrice(score, values):
    """First, second and third derivative of a score by every single value, one at a time."""
    (first,) = torch.autograd.grad(score, values, create_graph=True)
    derivatives = torch.zeros(3, values.numel(), dtype=torch.float64)
    for place, slope in enumerate(first.flatten()):
        (bend,) = torch.autograd.grad(slope, values, create_graph=True)
        (twist,) = torch.autograd.grad(bend.flatten()[place], values, retain_graph=True)
        derivatives[:, place] = torch.stack([g.flatten()[place] for g in (first, bend, twist)])
    return derivatives.detach().view(3, *values.shape)


@pytest.mark.parametrize("layer", ["features.relu3_1", "features.conv3_1"])
def test_grad_cam_plus_plus_follows_the_derivatives_of_the_exponential_score(
    network, images, layer
):
    end = list(dict(network.features.named_children())).index(layer.removeprefix("features.")) + 1
    found = attribute(network, images, TARGET, GradCAMPlusPlus(layer)).maps
    for image, map_ in zip(images, found, strict=True):
        # Cloned: the ReLU that follows works in place.
        values = network.features[:end](image[None]).detach().clone().requires_grad_()
        logits = network.classifier(network.features[end:](values.clone()).flatten(1))
        score = logits[0, TARGET]
        first, second, third = differentiate_thrice(score.exp(), values)
        divisor = 2 * second + values.detach().sum((2, 3), keepdim=True) * third
        alpha = torch.where(divisor != 0, second / divisor, 0)
        weights = (alpha * first.relu()).sum((2, 3), keepdim=True)
        expected = (weights * values.detach()).sum(1, keepdim=True).relu() / score.detach().exp()
        expected = F.interpolate(expected, (16, 16), mode="bilinear", align_corners=False)[0, 0]
        assert expected.abs().max() > 0
        assert largest_difference(map_, expected) < 1e-10


def test_grad_cam_plus_plus_ignores_places_that_speak_against_the_class(randomise, draw_images):
    """Of one channel with two places, one for and one against, only the first has a weight."""
    network = nn.Sequential(nn.Conv2d(3, 1, 1), nn.ReLU(), nn.Flatten(), nn.Linear(2, 2)).double()
    network[0].weight.data[:], network[0].bias.data[:] = 1 / 3, 0
    network[3].weight.data = torch.tensor([[3.0, -5.0], [0.0, 0.0]]).double()
    image = torch.tensor([2.0, 1.0]).double().expand(1, 3, 1, 2).contiguous()
    found = attribute(network, image, 0, "grad-cam-plus-plus").maps
    # α = 1 / (2 + 3 · (2 + 1)) for the first place, whose gradient is 3.
    expected = torch.tensor([[[2.0, 1.0]]]).double() * 3 / 11
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize(
    ("kind", "layer"),
    [("vgg", "features.relu3_1"), ("residual", "second"), ("branched", "branch")],
)
def test_score_cam_weighs_channels_by_the_confidence_they_leave(randomise, images, kind, layer):
    network = randomise(SMALL_NETWORKS[kind](), 1).double().eval()
    values = {}
    # Cloned: what follows works in place.
    network.get_submodule(layer).register_forward_hook(
        lambda _, __, output: values.update(a=output.detach().clone())
    )
    classes = torch.tensor([[TARGET, 0], [1, TARGET]])
    found = attribute(network, images, classes, ScoreCAM(layer)).maps
    with torch.no_grad():
        for n, image in enumerate(images):
            network(image[None])
            channels = values["a"][0]
            empty = network(torch.zeros_like(image)[None]).softmax(1)[0]
            for k, target in enumerate(classes[n]):
                total = torch.zeros(channels.shape[1:]).double()
                for channel in channels:
                    mask = F.interpolate(channel[None, None], (16, 16), mode="bilinear")[0, 0]
                    if mask.max() == mask.min():
                        continue
                    mask = (mask - mask.min()) / (mask.max() - mask.min())
                    shown = network((image * mask)[None]).softmax(1)[0, target]
                    total += (shown - empty[target]) * channel
                expected = F.interpolate(total.relu()[None, None], (16, 16), mode="bilinear")[0, 0]
                torch.testing.assert_close(found[n, k], expected, rtol=1e-9, atol=1e-12)


def test_score_cam_against_a_rival_takes_the_difference_of_their_probabilities(network, images):
    """Two classes with equal weights in the last layer do not differ under any mask."""
    network.classifier.fc8.weight.data[1] = network.classifier.fc8.weight.data[TARGET]
    network.classifier.fc8.bias.data[1] = network.classifier.fc8.bias.data[TARGET]
    found = attribute(network, images, TARGET, "score-cam", against=1).maps
    assert found.abs().max() < 1e-12
    assert attribute(network, images, TARGET, "score-cam", against=0).maps.abs().max() > 1e-6


@pytest.mark.parametrize(
    ("method", "name"), [(GradCAMPlusPlus, "Grad-CAM\\+\\+"), (ScoreCAM, "Score-CAM")]
)
def test_layers_and_vectors_without_maps_are_refused(network, images, method, name):
    with pytest.raises(ValueError, match=f"{name}: layer 'classifier.fc6' has no rows"):
        attribute(network, images, TARGET, method("classifier.fc6"))
    with pytest.raises(ValueError, match=f"{name} needs images"):
        attribute(nn.Linear(3, 2), torch.rand(1, 3), composite=method())
