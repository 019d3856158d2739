"""Small networks and an oracle that shares relevance by explicit matrices, slowly, in float64."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from face_relevance.relevance import AlphaBeta, Box, Epsilon, Flat, Gamma, WSquare
from face_relevance.relevance.operations import Dense


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def unfold(layer, weight, shape):
    """Matrix (outputs, inputs) of a layer with the given weights, by loops over its definition."""
    if isinstance(layer, Dense):
        return weight
    channels, height, width = shape
    filters, depth, *kernel = weight.shape
    size = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(
            (height, width), layer.padding, layer.dilation, kernel, layer.stride, strict=True
        )
    ]
    matrix = np.zeros((filters, *size, channels, height, width))
    spans = (range(n) for n in (filters, *size, depth, *kernel))
    for f, i, j, c, u, v in itertools.product(*spans):
        y = i * layer.stride[0] + u * layer.dilation[0] - layer.padding[0]
        x = j * layer.stride[1] + v * layer.dilation[1] - layer.padding[1]
        if 0 <= y < height and 0 <= x < width:
            group = f // (filters // layer.groups)
            matrix[f, i, j, group * depth + c, y, x] = weight[f, c, u, v]
    return matrix.reshape(filters * np.prod(size), -1)


def divide(relevance, denominators, epsilon):
    return relevance / (denominators + epsilon * np.where(denominators < 0, -1, 1))


def share(rule, matrix, support, bias, x, relevance, bounds=None):
    """Relevance of the inputs `x` of one image, straight from the formula of the rule."""
    parts = matrix * x  # contribution of every input to every output
    e = rule.epsilon
    if isinstance(rule, Epsilon):
        return parts.T @ divide(relevance, parts.sum(1) + bias, e)
    if isinstance(rule, AlphaBeta):
        above, below = parts.clip(min=0), parts.clip(max=0)
        positive = above.T @ divide(relevance, above.sum(1) + bias.clip(min=0), e)
        negative = below.T @ divide(relevance, below.sum(1) + bias.clip(max=0), e)
        return rule.alpha * positive - rule.beta * negative
    if isinstance(rule, Gamma):
        z = parts.sum(1) + bias
        favoured = np.where(z[:, None] > 0, parts.clip(min=0), parts.clip(max=0))
        parts = parts + rule.gamma * favoured
        bias = bias + rule.gamma * np.where(z > 0, bias.clip(min=0), bias.clip(max=0))
        return parts.T @ divide(relevance * (z != 0), parts.sum(1) + bias, e)
    if isinstance(rule, WSquare):
        return (matrix**2).T @ divide(relevance, (matrix**2).sum(1), e)
    if isinstance(rule, Flat):
        return support.T @ divide(relevance, support.sum(1), e)
    low, high = bounds
    parts = parts - low * matrix.clip(min=0) - high * matrix.clip(max=0)
    return parts.T @ divide(relevance, parts.sum(1), e)


@pytest.fixture
def oracle():
    """Share relevance through a layer by explicit matrices."""

    def relevance_of(rule, layer, inputs, relevance):
        weight = layer.weight.double().numpy()
        shape = inputs.shape[1:]
        matrix = unfold(layer, weight, shape)
        support = unfold(layer, np.ones_like(weight), shape)
        bias = np.zeros(len(matrix))
        if layer.bias is not None:
            bias = np.repeat(layer.bias.double().numpy(), len(matrix) // len(layer.bias))
        bounds = None
        if isinstance(rule, Box):
            repeats = inputs[0].numel() // shape[0]
            bounds = [np.repeat(bound, repeats) for bound in (rule.low, rule.high)]
        rows = [
            share(rule, matrix, support, bias, x.flatten().numpy(), r.flatten().numpy(), bounds)
            for x, r in zip(inputs.double(), relevance.double(), strict=True)
        ]
        return torch.from_numpy(np.stack(rows)).view(inputs.shape)

    return relevance_of


def draw(module, seed):
    """Draw weights, biases and batch-norm statistics that keep the signal alive."""
    generator = torch.Generator().manual_seed(seed)
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight, generator=generator)
            if layer.bias is not None:
                nn.init.normal_(layer.bias, std=0.1, generator=generator)
        elif isinstance(layer, nn.BatchNorm2d | nn.BatchNorm1d):
            for tensor, low, high in (
                (layer.running_mean, -0.3, 0.3),
                (layer.running_var, 0.5, 2.0),
                (layer.weight, 0.5, 1.5),
                (layer.bias, -0.2, 0.2),
            ):
                nn.init.uniform_(tensor, low, high, generator=generator)
    return module.eval()


@pytest.fixture
def randomise():
    """Give a network random weights from a seed."""
    return draw


@pytest.fixture
def small_vgg():
    """Build a small VGG for 16 px with named layers, as the workflow names them."""

    def build(bias=True, norm=False, pool=nn.MaxPool2d, seed=0):
        features = nn.Sequential()
        channels = 3
        for block, (width, depth) in enumerate(((6, 2), (8, 2), (10, 1)), start=1):
            for i in range(1, depth + 1):
                convolution = nn.Conv2d(channels, width, 3, padding=1, bias=bias)
                features.add_module(f"conv{block}_{i}", convolution)
                if norm:
                    features.add_module(f"norm{block}_{i}", nn.BatchNorm2d(width))
                features.add_module(f"relu{block}_{i}", nn.ReLU(inplace=True))
                channels = width
            features.add_module(f"pool{block}", pool(2))
        classifier = nn.Sequential()
        classifier.add_module("fc6", nn.Linear(40, 12, bias=bias))
        classifier.add_module("relu6", nn.ReLU(inplace=True))
        classifier.add_module("drop6", nn.Dropout())
        classifier.add_module("fc8", nn.Linear(12, 5, bias=bias))
        network = nn.Sequential()
        network.add_module("features", features)
        network.add_module("flatten", nn.Flatten())
        network.add_module("classifier", classifier)
        return draw(network, seed)

    return build


@pytest.fixture
def draw_images():
    """Draw images (N, 3, H, W) from a seed."""

    def images(count=4, size=16, dtype=torch.float32, seed=0):
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(count, 3, size, size, generator=generator, dtype=dtype)

    return images
