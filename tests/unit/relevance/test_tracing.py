"""Tracing: the graph computes what the module computes, and refuses what it cannot explain."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torchvision import models

from face_relevance.relevance import UnsupportedOperation, attribute, trace


class Functional(nn.Module):
    """Functions and methods instead of modules, some of them in place."""

    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(3, 6, 3, padding="same")
        self.grouped = nn.Conv2d(6, 6, 3, groups=3, dilation=2, padding=(2, 1))
        self.dense = nn.Linear(6 * 4, 5)

    def forward(self, x):
        x = F.relu(self.convolution(x), inplace=True)
        x = F.max_pool2d(x, 2, ceil_mode=True)
        x = F.dropout(torch.relu(self.grouped(x)), training=self.training)
        x = F.avg_pool2d(x, kernel_size=2)
        x = F.adaptive_avg_pool2d(x, 2).relu_()
        return self.dense(torch.flatten(x, start_dim=1))


class Residual(nn.Module):
    """A block whose summand is changed in place before it is added."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, padding=1)
        self.second = nn.Conv2d(4, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.dense = nn.Linear(4, 5)

    def forward(self, x):
        x = self.first(x)
        y = self.second(self.relu(x))  # from here on x is rectified
        y += x
        return self.dense(F.adaptive_avg_pool2d(y, 1).flatten(1))


class Perceptron(nn.Sequential):
    """Batch norm over vectors."""

    def __init__(self):
        super().__init__(
            nn.Flatten(), nn.Linear(3 * 16 * 16, 20, bias=False), nn.BatchNorm1d(20), nn.ReLU(),
            nn.Identity(), nn.Linear(20, 5),
        )  # fmt: skip


@pytest.mark.parametrize("build", [Functional, Residual, Perceptron])
def test_graph_computes_what_the_module_computes(randomise, draw_images, build):
    model, images = randomise(build(), seed=3), draw_images()
    torch.testing.assert_close(trace(model)(images), model(images), rtol=1e-4, atol=1e-5)


def test_batch_norm_is_folded_exactly(small_vgg, draw_images):
    network, images = small_vgg(norm=True).double(), draw_images(dtype=torch.float64)
    graph = trace(network)
    assert not any("norm" in node.name for node in graph.nodes)
    torch.testing.assert_close(graph(images), network(images), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["vgg11", "vgg11_bn", "vgg16", "vgg16_bn", "alexnet", "resnet18"])
def test_torchvision_network_is_explained(randomise, draw_images, name):
    with torch.device("meta"):  # skips an initialisation that is drawn again below
        model = getattr(models, name)(num_classes=6)
    model = randomise(model.to_empty(device="cpu"), seed=1)
    images = draw_images(count=1, size=64)
    result = attribute(model, images)
    torch.testing.assert_close(result.score, model(images).amax(1).detach(), rtol=1e-3, atol=1e-4)
    assert result.maps.isfinite().all()
    assert result.maps.abs().max() > 0
    assert result.layers[-1] == "input"


def test_residual_sum_shares_in_proportion_to_the_summands(randomise, draw_images):
    model = randomise(Residual(), seed=2).double()
    for layer in (model.first, model.second, model.dense):
        layer.bias.data.zero_()
    result = attribute(model, draw_images(dtype=torch.float64), composite="epsilon")
    torch.testing.assert_close(result.ledger[:, 0], result.ledger[:, -1], rtol=1e-3, atol=1e-5)
    by_gradient = attribute(model, draw_images(dtype=torch.float64), composite="gradient-x-input")
    torch.testing.assert_close(result.maps, by_gradient.maps, rtol=1e-2, atol=1e-3)


def test_module_used_twice_has_two_names(randomise, draw_images):
    shared = nn.Conv2d(3, 3, 3, padding=1)
    model = nn.Sequential(shared, nn.ReLU(), shared, nn.Flatten(), nn.Linear(768, 2))
    names = [node.name for node in trace(randomise(model, 1)).nodes]
    assert names == ["input", "0", "1", "0:2", "3", "4"]


def test_only_layers_that_see_the_image_are_first(small_vgg):
    first = [node.name for node in trace(small_vgg()).nodes if node.has_weights and node.first]
    assert first == ["features.conv1_1"]


def test_first_of_equal_maxima_wins():
    pool = nn.MaxPool2d(2)
    model = nn.Sequential(pool, nn.Flatten(), nn.Linear(4, 1, bias=False))
    nn.init.ones_(model[2].weight)
    maps = attribute(model, torch.ones(1, 1, 4, 4), composite="epsilon").maps[0]
    expected = torch.zeros(4, 4)
    expected[::2, ::2] = 1
    torch.testing.assert_close(maps, expected, rtol=1e-5, atol=1e-5)


def test_overlapping_windows_add_up():
    model = nn.Sequential(nn.MaxPool2d(3, stride=1), nn.Flatten(), nn.Linear(4, 1, bias=False))
    nn.init.ones_(model[2].weight)
    image = torch.zeros(1, 1, 4, 4)
    image[0, 0, 1, 1] = 2.0
    maps = attribute(model, image, composite="epsilon").maps[0]
    assert maps[1, 1].item() == pytest.approx(8.0, rel=1e-5)
    assert maps.count_nonzero() == 1


def with_head(*layers):
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(768, 2))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (with_head(nn.Conv2d(3, 3, 3, padding=1), nn.Sigmoid()), "layer '1': Sigmoid"),
        (with_head(nn.BatchNorm2d(3)), "layer '0': BatchNorm2d .* must follow a convolution"),
        (
            with_head(nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3, track_running_stats=False)),
            "layer '1': BatchNorm2d .* no running statistics",
        ),
        (
            with_head(nn.Conv2d(3, 3, 3, padding=1, padding_mode="reflect")),
            "layer '0': Conv2d with reflect padding",
        ),
        (nn.Sequential(with_head(), nn.Softmax(1)), "layer '1': Softmax .* logit"),
        (nn.ConvTranspose2d(3, 3, 3), "layer '0': ConvTranspose2d"),
    ],
    ids=["sigmoid", "lone-norm", "norm-without-statistics", "reflect", "softmax", "transposed"],
)
def test_unsupported_layer_is_named(draw_images, model, message):
    with pytest.raises(UnsupportedOperation, match=message):
        attribute(model, draw_images())


class Called(nn.Module):
    """Apply a function before a dense layer."""

    def __init__(self, function):
        super().__init__()
        self.function = function
        self.dense = nn.Linear(768, 2)
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.dense(torch.flatten(self.function(self, x), 1))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda self, x: torch.tanh(x), "layer 'tanh': tanh"),
        (lambda self, x: x * 2, "layer 'mul': mul"),
        (lambda self, x: x + 1, "layer 'add': add with a constant"),
        (lambda self, x: x.sigmoid(), "layer 'sigmoid': sigmoid"),
        (lambda self, x: torch.add(x, x, alpha=2), "layer 'add': add .*alpha"),
        (lambda self, x: x + self.scale, "layer 'scale': scale"),
        (lambda self, x: x if x.sum() > 0 else -x, "Called.*depends on the data"),
    ],
    ids=["tanh", "scaled", "shifted", "method", "weighted-sum", "parameter", "branch"],
)
def test_unsupported_call_is_named(draw_images, function, message):
    with pytest.raises(UnsupportedOperation, match=message):
        attribute(Called(function), draw_images())


def test_batch_norm_of_a_shared_result_is_not_folded():
    class Shared(nn.Module):
        def __init__(self):
            super().__init__()
            self.convolution, self.norm = nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)

        def forward(self, x):
            x = self.convolution(x)
            return self.norm(x) + x

    with pytest.raises(UnsupportedOperation, match=r"'norm': BatchNorm2d .* nothing else"):
        trace(Shared().eval())
