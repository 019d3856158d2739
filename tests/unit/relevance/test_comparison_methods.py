"""Comparison methods against gradients of torch itself, and against captum."""

import pytest
import torch
from captum import attr as captum
from explicit_matrices import largest_difference
from large_networks import build
from small_networks import SMALL_NETWORKS
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import (
    METHODS,
    GradCAM,
    Gradient,
    GuidedBackprop,
    IntegratedGradients,
    RandomMap,
    SmoothGrad,
    attribute,
)
from face_relevance.relevance.comparison_methods.noise import draw_noise

TARGET = 3


@pytest.fixture
def network(small_vgg):
    return separate(small_vgg().double())


@pytest.fixture
def images(draw_images):
    return draw_images(dtype=torch.float64)


def separate(network):
    """No ReLU in place, which the hooks of captum could not follow."""
    for module in network.modules():
        if isinstance(module, nn.ReLU | nn.ReLU6):
            module.inplace = False
    return network


def differentiate(network, images, target=TARGET):
    leaf = images.clone().requires_grad_()
    return torch.autograd.grad(network(leaf)[:, target].sum(), leaf)[0]


def explain(network, images, method, target=TARGET):
    return attribute(network, images, target, method, sum_channels=False).maps


@pytest.mark.parametrize("kind", SMALL_NETWORKS)
def test_gradient_is_autograds(randomise, images, kind):
    network = randomise(SMALL_NETWORKS[kind](), 1).double()
    expected = differentiate(network, images)
    assert largest_difference(explain(network, images, "gradient"), expected) < 1e-10
    found = explain(network, images, "gradient-x-input")
    assert largest_difference(found, expected * images) < 1e-10


def test_gradient_times_input_is_lrp_0_in_a_network_of_relus_and_max_pools(network, images):
    by_rules = explain(network, images, "lrp-0")
    assert largest_difference(by_rules, explain(network, images, "gradient-x-input")) < 1e-10


@pytest.mark.parametrize("steps", [2, 9])
def test_integrated_gradients_are_captums(network, images, steps):
    expected = captum.IntegratedGradients(network).attribute(
        images, target=TARGET, n_steps=steps, method="riemann_middle"
    )
    found = explain(network, images, IntegratedGradients(steps))
    assert largest_difference(found, expected) < 1e-7
    shifted = captum.IntegratedGradients(network).attribute(
        images, baselines=0.5, target=TARGET, n_steps=steps, method="riemann_middle"
    )
    found = explain(network, images, IntegratedGradients(steps, baseline=0.5))
    assert largest_difference(found, shifted) < 1e-7


def test_integrated_gradients_add_up_to_the_score_less_that_of_the_baseline(network, images):
    expected = (network(images) - network(torch.zeros_like(images)))[:, TARGET].detach()
    errors = []
    for steps in (4, 32, 256):
        result = attribute(network, images, TARGET, IntegratedGradients(steps))
        errors.append((result.ledger[:, -1] - expected).abs().max().item())
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-2 * expected.abs().max()


def test_smoothgrad_is_the_mean_gradient_of_noisy_images(network, images):
    method = SmoothGrad(samples=3, noise=0.2, seed=7)
    spread = 0.2 * (images.flatten(1).amax(1) - images.flatten(1).amin(1)).view(-1, 1, 1, 1)
    gradients = [
        differentiate(network, images + spread * draw_noise(images, [f"7-{sample}"] * 4))
        for sample in range(3)
    ]
    expected = torch.stack(gradients).mean(0)
    assert largest_difference(explain(network, images, method), expected) < 1e-10


def test_smoothgrad_without_noise_is_the_gradient(network, images):
    found = explain(network, images, SmoothGrad(samples=2, noise=0.0))
    assert largest_difference(found, explain(network, images, Gradient())) < 1e-12


def test_noise_is_standard_normal_and_belongs_to_the_image(draw_images):
    images = draw_images(3, size=64)
    noise = draw_noise(images, ["a"] * 3)
    for image in noise:
        assert abs(image.mean()) < 0.03
        assert image.std() == pytest.approx(1, abs=0.03)
    assert torch.equal(draw_noise(images[1:2], ["a"]), noise[1:2])
    layout = images.contiguous(memory_format=torch.channels_last)
    assert torch.equal(draw_noise(layout, ["a"] * 3), noise)
    for other in (noise[1], draw_noise(images[:1], ["b"])[0], draw_noise(images[:1] + 1, ["a"])[0]):
        assert abs(torch.corrcoef(torch.stack([noise[0], other]).flatten(1))[0, 1]) < 0.05


@pytest.mark.filterwarnings("ignore:Setting backward hooks on ReLU")
@pytest.mark.parametrize("kind", ["vgg", "vgg-with-average-pools", "mobilenet_v2"])
def test_guided_backprop_is_captums(randomise, draw_images, kind):
    if kind in SMALL_NETWORKS:
        network = randomise(SMALL_NETWORKS[kind](), 1).double()
    else:
        network = build(kind)
    network, images = separate(network), draw_images(2, size=16, dtype=torch.float64)
    found = explain(network, images, GuidedBackprop())
    assert largest_difference(found, differentiate(network, images)) > 1e-2
    if kind == "mobilenet_v2":  # captum does not know ReLU6: the same rule by hand
        expected = guide(network, images)
    else:
        leaf = images.clone().requires_grad_()
        expected = captum.GuidedBackprop(network).attribute(leaf, target=TARGET)
    assert largest_difference(found, expected) < 1e-10


class GuidedSix(nn.Module):
    """A ReLU6 that passes only gradients above zero."""

    def forward(self, x):
        x = F.relu6(x)
        x.register_hook(lambda gradient: gradient.relu())
        return x


def guide(network, images):
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.ReLU6):
                setattr(module, name, GuidedSix())
    return differentiate(network, images)


LAYERS = {
    "vgg11": lambda m: m.features[-2],
    "resnet18": lambda m: m.layer4,
    "googlenet": lambda m: m.inception5b,
}


def finish(maps, size):
    """What Grad-CAM does to the weighed sum of channels."""
    return F.interpolate(maps.relu(), (size, size), mode="bilinear", align_corners=False)


@pytest.mark.parametrize("name", LAYERS)
def test_grad_cam_is_captums_at_the_last_layer_before_pooling(draw_images, name):
    network, images = build(name), draw_images(2, size=64, dtype=torch.float64)
    for target in range(2):
        leaf = images.clone().requires_grad_()
        maps = captum.LayerGradCam(network, LAYERS[name](network)).attribute(leaf, target=target)
        found = explain(network, images, "grad-cam", target)
        torch.testing.assert_close(found, finish(maps, 64).detach(), rtol=1e-9, atol=1e-12)


def test_grad_cam_of_a_densenet_follows_its_formula(draw_images):
    network, images = build("densenet121"), draw_images(2, size=64, dtype=torch.float64)
    values = network.features(images).relu().detach().requires_grad_()
    logits = network.classifier(F.adaptive_avg_pool2d(values, 1).flatten(1))
    (gradients,) = torch.autograd.grad(logits[:, TARGET].sum(), values)
    maps = (gradients.mean((2, 3), keepdim=True) * values).sum(1, keepdim=True)
    found = explain(network, images, GradCAM())
    torch.testing.assert_close(found, finish(maps, 64).detach(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("layer", "message"), [("conv9", "no layer 'conv9'; it has input"),
                           ("classifier.fc6", "layer 'classifier.fc6' has no rows and columns")],
)  # fmt: skip
def test_grad_cam_of_a_layer_without_maps_is_refused(network, images, layer, message):
    with pytest.raises(ValueError, match=message):
        explain(network, images, GradCAM(layer))


def test_grad_cam_of_vectors_is_refused():
    with pytest.raises(ValueError, match="Grad-CAM needs images"):
        attribute(nn.Linear(3, 2), torch.rand(1, 3), composite="grad-cam")


def test_random_map_belongs_to_seed_image_network_and_class(small_vgg, network, images):
    random = explain(network, images, RandomMap())
    assert random.std() == pytest.approx(1, abs=0.05)
    assert torch.equal(explain(network, images[2:3], RandomMap()), random[2:3])
    others = {
        "seed": explain(network, images, RandomMap(1)),
        "image": explain(network, images.flip(0), RandomMap()),
        "network": explain(small_vgg(seed=1).double(), images, RandomMap()),
        "class": explain(network, images, RandomMap(), target=2),
    }
    for other in others.values():
        assert abs(torch.corrcoef(torch.stack([random, other]).flatten(1))[0, 1]) < 0.06


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: IntegratedGradients(0), "integrated gradients with 0 steps"),
        (lambda: SmoothGrad(samples=0), "SmoothGrad with 0 samples"),
        (lambda: SmoothGrad(noise=-1), "noise -1"),
    ],
    ids=["steps", "samples", "noise"],
)
def test_parameters_without_meaning_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_every_method_has_a_name():
    assert {type(m) for m in METHODS.values()} >= {Gradient, GradCAM, RandomMap, SmoothGrad}
