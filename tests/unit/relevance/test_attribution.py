"""The call `attribute`: what it returns, what it leaves alone and what it refuses."""

import copy

import pytest
import torch
from torch import nn

from face_relevance.relevance import (
    COMPOSITES,
    METHODS,
    Composite,
    Epsilon,
    Gamma,
    attribute,
    trace,
)


def test_predicted_class_is_the_default_target(small_vgg, draw_images):
    network, images = small_vgg(), draw_images()
    logits = network(images).detach()
    result = attribute(network, images)
    assert torch.equal(result.target, logits.argmax(1))
    torch.testing.assert_close(result.score, logits.amax(1))
    assert result.maps.shape == (4, 16, 16)
    assert result.maps.dtype == torch.float32
    assert result.target.dtype == torch.int64
    assert result.ledger.dtype == torch.float64


@pytest.mark.parametrize("target", [2, torch.tensor(2), torch.full((4,), 2, dtype=torch.int32)])
def test_a_given_class_is_explained(small_vgg, draw_images, target):
    network, images = small_vgg(), draw_images()
    result = attribute(network, images, target)
    assert result.target.tolist() == [2] * 4
    torch.testing.assert_close(result.score, network(images)[:, 2].detach())


def test_each_image_can_have_its_own_class(small_vgg, draw_images):
    network, images = small_vgg(), draw_images()
    both = attribute(network, images, torch.tensor([0, 1, 2, 3]))
    for i in range(4):
        alone = attribute(network, images[i : i + 1], i)
        torch.testing.assert_close(both.maps[i], alone.maps[0], rtol=1e-4, atol=1e-6)


def test_channels_can_be_kept(small_vgg, draw_images):
    network, images = small_vgg(), draw_images()
    kept = attribute(network, images, composite="epsilon", sum_channels=False)
    summed = attribute(network, images, composite="epsilon")
    assert kept.maps.shape == images.shape
    torch.testing.assert_close(kept.maps.sum(1), summed.maps)


def test_ledger_names_every_layer_from_output_to_input(small_vgg, draw_images):
    result = attribute(small_vgg(), draw_images())
    assert result.layers == (
        "output", "classifier.fc6", "features.pool3", "features.conv3_1", "features.pool2",
        "features.conv2_2", "features.conv2_1", "features.pool1", "features.conv1_2",
        "features.conv1_1", "input",
    )  # fmt: skip
    assert result.ledger.shape == (4, len(result.layers))
    torch.testing.assert_close(result.ledger[:, 0], result.score.double())
    torch.testing.assert_close(result.ledger[:, -1], result.maps.double().sum((1, 2)))


@pytest.mark.parametrize("composite", [*COMPOSITES, "gradient-x-input"])
@pytest.mark.parametrize("pool", [nn.MaxPool2d, nn.AvgPool2d])
def test_relevance_is_conserved_without_bias(small_vgg, draw_images, composite, pool):
    network = small_vgg(bias=False, pool=pool).double()
    result = attribute(network, draw_images(dtype=torch.float64), composite=composite)
    start = result.score[:, None].expand_as(result.ledger)
    torch.testing.assert_close(result.ledger, start, rtol=1e-3, atol=0)


def test_gradient_x_input_equals_lrp_0_in_a_relu_network(small_vgg, draw_images):
    network, images = small_vgg().double(), draw_images(dtype=torch.float64)
    zero = Composite(convolution=Epsilon(1e-14), dense=Epsilon(1e-14))
    by_rules = attribute(network, images, composite=zero)
    by_gradient = attribute(network, images, composite="gradient-x-input")
    torch.testing.assert_close(by_rules.maps, by_gradient.maps, rtol=1e-8, atol=1e-10)
    leaf = images.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(network(leaf).amax(1).sum(), leaf)
    torch.testing.assert_close(by_gradient.maps, (gradient * images).sum(1))


@pytest.mark.parametrize("composite", METHODS)
def test_map_does_not_depend_on_the_batch(small_vgg, draw_images, composite):
    network, images = small_vgg(), draw_images(count=8)
    together = attribute(network, images, composite=composite).maps
    scale = together.abs().amax((1, 2), keepdim=True)
    for i in (0, 5):
        alone = attribute(network, images[i : i + 1], composite=composite).maps
        assert ((together[i] - alone[0]).abs() / scale[i]).max() < 1e-4


@pytest.mark.parametrize("composite", METHODS)
def test_same_call_gives_the_same_bits(small_vgg, draw_images, composite):
    network, images = small_vgg(), draw_images()
    once, again = (attribute(network, images, composite=composite) for _ in range(2))
    assert torch.equal(once.maps, again.maps)
    assert torch.equal(once.ledger, again.ledger)


def test_traced_graph_gives_the_same_maps_as_the_model(small_vgg, draw_images):
    network, images = small_vgg(norm=True), draw_images()
    assert torch.equal(attribute(trace(network), images).maps, attribute(network, images).maps)


def describe(model):
    """All about a model that a call must not change."""
    return [
        (
            name,
            type(module),
            module.training,
            list(module._forward_hooks) + list(module._forward_pre_hooks),
            list(module._backward_hooks) + list(module._backward_pre_hooks),
            [(k, p.requires_grad, p.grad, p.stride(), id(p)) for k, p in module.named_parameters()],
        )
        for name, module in model.named_modules()
    ]  # fmt: skip


@pytest.mark.parametrize("composite", METHODS)
@pytest.mark.parametrize("training", [True, False])
def test_model_is_left_as_it_was(small_vgg, draw_images, composite, training):
    network, images = small_vgg(norm=True).train(training), draw_images()
    network.features.conv1_1.weight.requires_grad_(False)
    state, before = copy.deepcopy(network.state_dict()), describe(network)
    pixels = images.clone()
    attribute(network, images, composite=composite)
    with pytest.raises(ValueError, match="pixels"):
        attribute(network, images * torch.nan, composite=composite)
    assert describe(network) == before
    assert torch.equal(images, pixels)
    assert not images.requires_grad
    for key, value in network.state_dict().items():
        assert torch.equal(value, state[key])


@pytest.mark.parametrize("composite", METHODS)
def test_training_mode_plays_no_part(small_vgg, draw_images, composite):
    network, images = small_vgg(norm=True), draw_images()
    evaluated = attribute(network, images, composite=composite)
    trained = attribute(network.train(), images, composite=composite)
    assert torch.equal(evaluated.maps, trained.maps)


def test_result_can_be_used_under_autograd(small_vgg, draw_images):
    maps = attribute(small_vgg(), draw_images()).maps
    weight = torch.ones(16, requires_grad=True)
    (maps @ weight).sum().backward()
    torch.testing.assert_close(weight.grad, maps.sum((0, 1)))


def test_own_composite_is_accepted(small_vgg, draw_images):
    network, images = small_vgg(), draw_images()
    rules = Composite(convolution=Gamma(0.1), dense=Epsilon())
    maps = attribute(network, images, composite=rules).maps
    assert maps.isfinite().all()
    assert not torch.allclose(maps, attribute(network, images, composite="epsilon").maps)


@pytest.mark.parametrize("composite", METHODS)
def test_relevance_of_an_empty_image_is_finite(small_vgg, composite):
    result = attribute(small_vgg(), torch.zeros(2, 3, 16, 16), composite=composite)
    assert result.maps.isfinite().all()
    assert result.ledger.isfinite().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x.index_fill(0, torch.tensor([2]), torch.inf), "pixels of image 2"),
        (lambda x: x.double(), "torch.float64 .* the model is torch.float32"),
        (lambda x: x[0], "shape \\(3, 16, 16\\)"),
        (lambda x: x.to(torch.uint8), "torch.uint8"),
    ],
)
def test_unusable_images_are_refused(small_vgg, draw_images, change, message):
    with pytest.raises(ValueError, match=message):
        attribute(small_vgg(), change(draw_images()))


def test_logits_that_are_not_finite_are_refused(small_vgg, draw_images):
    network = small_vgg()
    network.classifier.fc8.bias.data[0] = torch.nan
    with pytest.raises(ValueError, match="logits of image 0 are not finite"):
        attribute(network, draw_images())


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (5, "classes 0 to 4"),
        (-1, "classes 0 to 4"),
        (torch.tensor([0, 1]), "one for each of 4 images"),
        (0.5, "torch.float32"),
    ],
)
def test_targets_that_do_not_exist_are_refused(small_vgg, draw_images, target, message):
    with pytest.raises(ValueError, match=message):
        attribute(small_vgg(), draw_images(), target)


def test_unknown_composite_is_refused_with_the_choice(small_vgg, draw_images):
    with pytest.raises(ValueError, match=r"epsilon-plus-flat.*gradient-x-input"):
        attribute(small_vgg(), draw_images(), composite="deconvnet")


def test_network_without_a_class_axis_is_refused(draw_images):
    with pytest.raises(ValueError, match="logits \\(N, class\\)"):
        attribute(nn.Conv2d(3, 2, 3), draw_images())
