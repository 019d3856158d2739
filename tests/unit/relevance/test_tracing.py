"""Tracing: the graph computes what the module computes, layer by layer and in place."""

import pytest
import torch
from explicit_matrices import draw_weights
from small_networks import SMALL_NETWORKS, Called, Residual
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import attribute, trace

# torch's own convolution warns of this once.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


def build(model, seed=3):
    """Random weights, in float64, for a network whose last layer finds its size by itself."""
    model = model.double().eval()
    with torch.no_grad():
        model(torch.zeros(2, 3, 16, 16, dtype=torch.float64))
    return draw_weights(model, seed)


def assert_same(model, images):
    expected = model(images.clone()).detach()
    scale = expected.abs().max().item()
    torch.testing.assert_close(trace(model)(images), expected, rtol=1e-10, atol=1e-10 * scale)


def chain(*layers):
    return nn.Sequential(*layers, nn.Flatten(), nn.LazyLinear(5))


LAYERS = {
    "same-and-grouped": lambda: chain(
        nn.Conv2d(3, 6, 4, padding="same"), nn.ReLU(),
        nn.Conv2d(6, 6, (3, 2), groups=3, dilation=(2, 3), padding="same"), nn.ReLU6(),
        nn.Conv2d(6, 4, 3, padding="valid", stride=(2, 3)),
    ),
    **{
        f"{mode}-convolution": lambda mode=mode: chain(
            nn.Conv2d(3, 4, 3, padding=(2, 1), stride=2, padding_mode=mode), nn.ReLU(inplace=True),
            nn.Conv2d(4, 4, (2, 4), padding="same", padding_mode=mode), nn.BatchNorm2d(4),
        )
        for mode in ("reflect", "replicate", "circular")
    },
    "padding-modules": lambda: chain(
        nn.ZeroPad2d(1), nn.Conv2d(3, 4, 3), nn.ReflectionPad2d((1, 2, 0, 3)),
        nn.ReplicationPad2d(2), nn.ConstantPad2d((0, 1, 2, 3), -0.5), nn.CircularPad2d(1),
        nn.Conv2d(4, 4, 3),
    ),
    "max-pools": lambda: chain(
        nn.Conv2d(3, 4, 3), nn.MaxPool2d(3, stride=2, ceil_mode=True), nn.ReLU(),
        nn.MaxPool2d(3, 1, padding=1), nn.MaxPool2d(2, 1, dilation=2),
    ),
    "average-pools": lambda: chain(
        nn.Conv2d(3, 4, 3), nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
        nn.AvgPool2d(2, 1, divisor_override=3), nn.AdaptiveAvgPool2d((3, None)),
    ),
    "batch-norms": lambda: chain(
        nn.BatchNorm2d(3), nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4, affine=False),
        nn.ReLU(), nn.Dropout2d(), nn.BatchNorm2d(4), nn.Flatten(), nn.BatchNorm1d(784),
        nn.LazyLinear(8), nn.BatchNorm1d(8), nn.Dropout(), nn.AlphaDropout(), nn.Identity(),
    ),
    "flat-parts": lambda: chain(nn.Flatten(2, 3), nn.Linear(256, 7), nn.ReLU(), nn.Flatten(0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("kind", LAYERS)
def test_graph_computes_what_the_layers_compute(draw_images, kind):
    assert_same(build(LAYERS[kind]()), draw_images(dtype=torch.float64))


@pytest.mark.parametrize("kind", SMALL_NETWORKS)
def test_graph_computes_what_a_small_network_computes(draw_images, kind):
    model = draw_weights(SMALL_NETWORKS[kind](), 4).double()
    assert_same(model, draw_images(dtype=torch.float64))


def unpack(x):
    images, channels, _, _ = x.shape
    return x.view(images, channels, -1)


def change_alias(m, x):
    x = m.convolution(x)
    m.relu(m.dropout(x))  # in evaluation mode dropout hands on the same memory
    return m.second(x) + x


def add_in_place(m, x):
    x = m.convolution(x)
    y = x
    y += m.second(x)
    y *= 2.0
    y -= 0.1
    y /= 3.0
    return x


def clip_at_six_in_place(m, x):
    x = m.convolution(x) * 5
    y = m.second(F.relu6(x, inplace=True))
    return y + x


CALLS = {
    "relu": lambda m, x: F.relu(m.convolution(x)),
    "relu-in-place": lambda m, x: m.second(F.relu(m.convolution(x), inplace=True)),
    "relu-methods": lambda m, x: m.second(m.convolution(x).relu_()).relu(),
    "relu6": lambda m, x: F.relu6(m.convolution(x) * 5),
    "relu6-in-place": clip_at_six_in_place,
    "alias-in-place": change_alias,
    "arithmetic-in-place": add_in_place,
    "dropout": lambda m, x: F.dropout(m.dropout(m.convolution(x)), training=m.training),
    "max-pool": lambda m, x: F.max_pool2d(m.convolution(x), 3, 2, ceil_mode=True),
    "average-pool": lambda m, x: F.avg_pool2d(x, kernel_size=3, stride=1, padding=1),
    "adaptive-pool": lambda m, x: F.adaptive_avg_pool2d(m.convolution(x), (2, 3)),
    "mean": lambda m, x: m.convolution(x).mean([2, 3], keepdim=True).mean(-1),
    "concatenation": lambda m, x: torch.cat([x, m.convolution(x), x.relu()], dim=1),
    "pad": lambda m, x: m.convolution(F.pad(x, (1, 2, 0, 3))),
    "pad-with-value": lambda m, x: F.pad(m.convolution(x), (1, 1), value=0.3),
    "pad-by-reflection": lambda m, x: F.pad(x, (3, 1, 2, 4), mode="reflect"),
    "crop": lambda m, x: F.pad(m.convolution(x), (-1, 0, 2, -3)),
    "view-size": lambda m, x: x.view(x.size(0), -1),
    "view-shape": lambda m, x: x.view(x.shape[0], -1),
    "view-whole-size": lambda m, x: m.convolution(x).view(x.size()[0], -1),
    "view-unpacked": lambda m, x: unpack(x),
    "view-numbers": lambda m, x: x.reshape(-1, 3 * 16 * 16),
    "view-other-size": lambda m, x: x.reshape(x.size(0), x.size(dim=2), x.shape[1], -1),
    "contiguous": lambda m, x: torch.flatten(input=m.convolution(x).contiguous(), start_dim=2),
    "squeeze": lambda m, x: m.convolution(x).mean((2, 3), True).squeeze(3).squeeze(-1),
    "unsqueeze": lambda m, x: torch.cat([torch.unsqueeze(x[:, i], 1) for i in (2, 0, 1)], 1),
    "indexing": lambda m, x: m.convolution(x)[:, 1:5:2, :, -1],
    "normalisation": lambda m, x: m.convolution((x - m.mean) / m.std),
    "constants": lambda m, x: 2 * (x * 0.5 + 1) / 3 - 0.25 + (0.1 + x),
    "parameter": lambda m, x: m.convolution(torch.mul(torch.add(x, m.scale), m.scale)),
    "number-after-relu": lambda m, x: m.second(m.convolution(x).relu() + 0.5),
    "sum-with-itself": lambda m, x: m.convolution(x + x),
    "addition": lambda m, x: torch.add(m.convolution(x), m.second(m.convolution(x))).relu(),
    "norm-of-a-shared-result": lambda m, x: m.norm(y := m.convolution(x)) + y,
    "norm-after-relu": lambda m, x: m.norm(m.convolution(x).relu()),
    "used-twice": lambda m, x: m.second(m.relu(m.second(m.relu(m.convolution(x))))),
    "unused-branch": lambda m, x: (m.second(m.convolution(x)), m.convolution(x))[1],
}  # fmt: skip


@pytest.mark.parametrize("kind", CALLS)
def test_graph_computes_what_a_forward_pass_computes(draw_images, kind):
    model, images = build(Called(CALLS[kind], nn.LazyLinear(5))), draw_images(dtype=torch.float64)
    assert_same(model, images)
    result = attribute(model, images, composite="epsilon-plus")
    torch.testing.assert_close(result.score, model(images.clone()).amax(1).detach())
    assert result.maps.isfinite().all()
    found = result.ledger[:, -1] + result.absorbed.sum((1, 2))
    torch.testing.assert_close(found, result.score, rtol=1e-9, atol=1e-9)


def test_a_path_for_training_is_not_taken(draw_images):
    def forward(model, x):
        return torch.tanh(x) if model.training else model.convolution(x)

    model, images = build(Called(forward, nn.LazyLinear(5))), draw_images(dtype=torch.float64)
    expected = model(images)
    torch.testing.assert_close(trace(model.train())(images), expected.detach())
    assert model.training


def test_hooks_of_the_model_are_not_run():
    ran = []
    model = nn.Sequential(nn.Sequential(nn.Conv2d(3, 3, 3), nn.ReLU()), nn.Flatten())
    for module in model.modules():
        module.register_forward_hook(lambda *_: ran.append("after"))
        module.register_forward_pre_hook(lambda *_: ran.append("before"))
    assert len(trace(model).nodes) == 4
    assert ran == []


def test_batch_norm_is_folded_exactly(small_vgg, draw_images):
    network, images = small_vgg(norm=True).double(), draw_images(dtype=torch.float64)
    graph = trace(network)
    assert not any("norm" in node.name for node in graph.nodes)
    torch.testing.assert_close(graph(images), network(images), rtol=1e-12, atol=1e-12)


def test_module_used_twice_has_two_names(randomise):
    shared = nn.Conv2d(3, 3, 3, padding=1)
    model = nn.Sequential(shared, nn.ReLU(), shared, nn.Flatten(), nn.Linear(768, 2))
    names = [node.name for node in trace(randomise(model, 1)).nodes]
    assert names == ["input", "0", "1", "0:2", "3", "4"]


def test_layers_called_input_and_output_keep_their_entries_in_the_ledger(draw_images):
    model = nn.Sequential()
    model.add_module("input", nn.Conv2d(3, 4, 3))
    model.add_module("output", nn.Conv2d(4, 2, 14))
    model.add_module("flatten", nn.Flatten())
    model.add_module("last", nn.Linear(2, 2))
    result = attribute(model, draw_images())
    assert result.layers == ("output", "last", "output:2", "input:2", "input")
    torch.testing.assert_close(result.ledger[:, 0], result.score.double())


def test_only_layers_that_see_the_image_are_first(small_vgg):
    first = [node.name for node in trace(small_vgg()).nodes if node.has_weights and node.first]
    assert first == ["features.conv1_1"]


def test_what_can_be_below_zero_is_known(draw_images):
    for model in (
        Residual(),
        build(Called(CALLS["constants"])),
        build(LAYERS["padding-modules"]()),
    ):
        graph = trace(model.double())
        for node, value in zip(
            graph.nodes, graph.evaluate(draw_images(dtype=torch.float64)), strict=True
        ):
            assert not node.nonnegative or value.min() >= 0
    assert [node.nonnegative for node in trace(Residual()).nodes].count(True) == 1


def test_a_network_without_layers_explains_its_input():
    vectors = torch.tensor([[1.0, 3.0, 2.0]])
    result = attribute(nn.Identity(), vectors, composite="epsilon")
    assert result.maps.tolist() == [[0.0, 3.0, 0.0]]
