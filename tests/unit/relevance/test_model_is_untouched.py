"""The model is bit for bit what it was, after success and after any exception."""

import copy

import pytest
import torch
from small_networks import SMALL_NETWORKS, Called
from torch import nn

from face_relevance.relevance import METHODS, UnsupportedOperation, attribute, trace


def describe(model):
    """All about a model that a call must not change, its values included."""
    return [
        (
            name,
            type(module),
            module.training,
            {key: id(value) for key, value in vars(module).items() if key[0] != "_"},
            {key: list(value) for key, value in vars(module).items() if key.endswith("_hooks")},
            list(module._modules),
            [
                (key, id(t), t.requires_grad, t.grad, t.stride(), t._version, t.flatten().tolist())
                for key, t in (*module._parameters.items(), *module._buffers.items())
                if t is not None
            ],
        )
        for name, module in model.named_modules()
    ]


@pytest.fixture
def untouched():
    """Check models after a call; attributes of torch itself, which torch.fx patches, too."""
    before = []
    torch_itself = (nn.Module.__call__, nn.Module.__getattr__, torch.is_grad_enabled())

    def watch(model):
        before.append((model, describe(model), copy.deepcopy(model.state_dict())))
        return model

    yield watch
    assert (nn.Module.__call__, nn.Module.__getattr__, torch.is_grad_enabled()) == torch_itself
    for model, description, state in before:
        assert describe(model) == description
        assert list(state) == list(model.state_dict())
        assert all(torch.equal(value, state[key]) for key, value in model.state_dict().items())


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("method", METHODS)
def test_after_an_explanation(small_vgg, draw_images, explain, untouched, method, training):
    network, images = small_vgg(norm=True).train(training), draw_images()
    network.features.conv1_1.weight.requires_grad_(False)
    network.features.register_forward_hook(lambda *_: None)
    pixels = images.clone()
    explain(untouched(network), images, composite=method)
    assert torch.equal(images, pixels)
    assert not images.requires_grad


@pytest.mark.parametrize("kind", SMALL_NETWORKS)
def test_every_kind_of_network_in_training_mode(randomise, draw_images, explain, untouched, kind):
    network = randomise(SMALL_NETWORKS[kind](), 1).train()
    evaluated = explain(copy.deepcopy(network).eval(), draw_images())
    trained = explain(untouched(network), draw_images())
    assert torch.equal(evaluated.maps, trained.maps)


def test_a_mixture_of_modes_is_kept(small_vgg, draw_images, untouched):
    network = small_vgg(norm=True).train()
    network.features.eval()
    network.features.norm1_1.train()
    attribute(untouched(network), draw_images())
    assert [m.training for m in (network, network.features, network.features.norm1_1)] == [
        True, False, True,
    ]  # fmt: skip


def test_tensors_of_the_forward_pass_leave_no_attributes(draw_images, untouched):
    model = Called(lambda m, x: (x - m.mean) / torch.tensor([0.2, 0.3, 0.4]).view(3, 1, 1))
    attribute(untouched(model), draw_images())
    assert not [name for name in vars(model) if "constant" in name]


@pytest.mark.parametrize("method", METHODS)
def test_after_pixels_that_are_not_finite(small_vgg, draw_images, explain, untouched, method):
    network = untouched(small_vgg().train())
    with pytest.raises(ValueError, match="pixels of image 0"):
        explain(network, draw_images() * torch.nan, composite=method)


@pytest.mark.parametrize("method", METHODS)
def test_after_logits_that_are_not_finite(small_vgg, draw_images, explain, untouched, method):
    network = small_vgg().train()
    network.classifier.fc8.bias.data[:] = torch.inf
    with pytest.raises(ValueError, match="logits of image 0"):
        explain(untouched(network), draw_images(), composite=method)


@pytest.mark.parametrize("method", METHODS)
def test_after_a_target_that_does_not_exist(small_vgg, draw_images, explain, untouched, method):
    network = untouched(small_vgg().train())
    with pytest.raises(ValueError, match="target outside"):
        explain(network, draw_images(), 99, composite=method)


def test_after_an_operation_without_a_rule(draw_images, untouched):
    model = Called(lambda m, x: torch.tanh(m.convolution(x + torch.ones(3, 1, 1)))).train()
    with pytest.raises(UnsupportedOperation, match="tanh"):
        attribute(untouched(model), draw_images())


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, ZeroDivisionError])
def test_after_an_exception_in_the_forward_pass(draw_images, untouched, error):
    def forward(model, x):
        raise error(str(model.convolution(x - model.mean)))

    model = untouched(nn.Sequential(nn.ReLU(), Called(forward).train()).train())
    expected = UnsupportedOperation if error is RuntimeError else error
    with pytest.raises(expected):
        attribute(model, draw_images())


@pytest.mark.parametrize("method", METHODS)
def test_after_an_interruption_inside_a_layer(
    small_vgg, draw_images, explain, untouched, monkeypatch, method
):
    network = untouched(small_vgg(norm=True).train())
    graph = trace(network)

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(graph.nodes[-1].operation), "linear", interrupt)
    with pytest.raises(KeyboardInterrupt):
        explain(network, draw_images(), composite=method)
    assert not torch.is_inference_mode_enabled()


def test_changes_of_the_model_are_seen_by_the_next_call(small_vgg, draw_images):
    network, images = small_vgg(), draw_images()
    before = attribute(network, images, 0)
    with torch.no_grad():
        network.classifier.fc8.weight.mul_(2)
    after = attribute(network, images, 0)
    torch.testing.assert_close(after.score, network(images)[:, 0].detach())
    assert not torch.equal(before.maps, after.maps)
