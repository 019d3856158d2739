"""Which of equal maxima of a pooling window wins."""

import itertools

import numpy as np
import pytest
import torch
from small_networks import SMALL_NETWORKS
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import attribute, trace
from face_relevance.relevance.graphs.operations import MaxPool

WINDOWS = [
    {"kernel": 2, "stride": None, "padding": 0, "dilation": 1, "ceil": False},
    {"kernel": 3, "stride": 2, "padding": 1, "dilation": 1, "ceil": False},
    {"kernel": 3, "stride": 2, "padding": 0, "dilation": 1, "ceil": True},
    {"kernel": (2, 3), "stride": (3, 1), "padding": (1, 0), "dilation": (1, 2), "ceil": True},
]


def find_winners(image, window, last):
    """Search every window cell by cell, as the definition of max pooling says."""
    options = {name: (v, v) if isinstance(v, int) else v for name, v in window.items()}
    kernel, padding, dilation = (options[name] for name in ("kernel", "padding", "dilation"))
    stride = options["stride"] or kernel
    shape = F.max_pool2d(
        torch.from_numpy(image)[None, None], kernel, stride, padding, dilation, window["ceil"]
    ).shape[2:]
    winners = np.empty(shape, int)
    for row, column in np.ndindex(*shape):
        best = -np.inf
        for i, j in itertools.product(range(kernel[0]), range(kernel[1])):
            y = row * stride[0] - padding[0] + i * dilation[0]
            x = column * stride[1] - padding[1] + j * dilation[1]
            if not (0 <= y < image.shape[0] and 0 <= x < image.shape[1]):
                continue
            if image[y, x] > best or (last and image[y, x] == best):
                best = image[y, x]
                winners[row, column] = y * image.shape[1] + x
    return winners


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("last", [False, True])
def test_the_first_or_the_last_of_equal_maxima_wins(window, last):
    values = np.random.default_rng(0).integers(0, 3, (2, 3, 11, 10)).astype(np.float32)
    inputs = torch.from_numpy(values)
    for layout in (torch.contiguous_format, torch.channels_last):
        pool = MaxPool(**window, last=last)
        outputs, (winners, _) = pool.forward(inputs.contiguous(memory_format=layout))
        expected = MaxPool(**window).forward(inputs)[0]
        torch.testing.assert_close(outputs, expected, rtol=0, atol=0)
        for n, channel in np.ndindex(2, 3):
            found = winners[n, channel].numpy()
            np.testing.assert_array_equal(found, find_winners(values[n, channel], window, last))


@pytest.mark.parametrize("method", ["epsilon-plus", "gradient", "gradient-x-input"])
def test_relevance_goes_to_the_last_maximum(method):
    network = nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1, 2, bias=False))
    nn.init.ones_(network[2].weight)
    image = torch.tensor([[[[3.0, 5.0], [5.0, 1.0]]]])
    graph = trace(network)
    first = attribute(graph, image, 0, method).maps[0]
    last = attribute(graph.with_last_maxima(), image, 0, method).maps[0]
    assert first.nonzero().tolist() == [[0, 1]]
    assert last.nonzero().tolist() == [[1, 0]]
    assert first.max() == last.max()


@pytest.mark.parametrize("name", SMALL_NETWORKS)
def test_without_ties_nothing_changes(name, draw_images, randomise):
    graph = trace(randomise(SMALL_NETWORKS[name](), seed=5))
    images = draw_images()
    torch.testing.assert_close(graph(images), graph.with_last_maxima()(images))
    torch.testing.assert_close(
        attribute(graph, images, composite="gradient").maps,
        attribute(graph.with_last_maxima(), images, composite="gradient").maps,
    )


def test_a_network_knows_whether_it_pools_and_its_strides():
    layers = [
        nn.Conv2d(3, 4, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.MaxPool2d((2, 3)),
        nn.AvgPool2d(2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 2),
    ]
    graph = trace(nn.Sequential(*layers))
    assert graph.has_max_pooling
    assert graph.strides == (2, 6, 12)
    dense = trace(nn.Sequential(nn.Flatten(), nn.Linear(12, 2)))
    assert not dense.has_max_pooling
    assert dense.strides == ()
