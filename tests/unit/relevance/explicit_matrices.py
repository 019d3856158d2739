"""An oracle that shares relevance by explicit matrices, slowly, in float64.

It knows torch's own modules and the formulas of the rules, and nothing of the engine's arithmetic.
"""

import copy
import math

import torch
from torch import nn

from face_relevance.relevance import AlphaBeta, Box, Epsilon, Flat, Gamma, WSquare


def unfold(function, shape):
    """Matrix (outputs, inputs) of what an affine function does to one image, unit by unit."""
    size = math.prod(shape)
    with torch.no_grad():
        units = torch.eye(size, dtype=torch.float64).view(size, *shape)
        origin = function(torch.zeros(1, *shape, dtype=torch.float64))
        return (function(units) - origin).flatten(1).T, origin.flatten()


def unfold_layer(module, shape):
    """Matrix of a layer, the same with all weights one, and its bias at every output."""
    _, bias = unfold(module, shape)
    blunt, counting = copy.deepcopy(module), copy.deepcopy(module)
    for copied in (blunt, counting):  # subtracting the bias would leave its rounding
        for name in ("bias", "running_mean"):
            if getattr(copied, name, None) is not None:
                getattr(copied, name).data.zero_()
    for name in ("weight", "running_var"):
        if getattr(counting, name, None) is not None:
            getattr(counting, name).data.fill_(1)
    counting.eps = 0.0
    return unfold(blunt, shape)[0], unfold(counting, shape)[0], bias


def stabilise(values, epsilon):
    """Away from zero by ε, zero upwards; without ε nothing is divided by zero."""
    signs = torch.where(values < 0, -1.0, 1.0).to(values)
    stable = values + epsilon * signs
    return torch.where(stable == 0, torch.inf, stable)


def read_terms(rule, matrix, support, bias, x, relevance):
    """Weight, contributions, bias and relevance of every fraction in the formula of a rule."""
    parts = matrix * x  # contribution of every input to every output
    zero = torch.zeros_like(bias)
    if getattr(rule, "bias", "absorbed") == "ignored":
        bias = zero
    if isinstance(rule, Epsilon):
        return [(1, parts, bias, relevance)]
    if isinstance(rule, AlphaBeta):
        return [
            (rule.alpha, parts.clamp(min=0), bias.clamp(min=0), relevance),
            (-rule.beta, parts.clamp(max=0), bias.clamp(max=0), relevance),
        ]
    if isinstance(rule, Gamma):
        z = parts.sum(1) + bias
        above = z[:, None] > 0
        favoured = torch.where(above, parts.clamp(min=0), parts.clamp(max=0))
        favoured_bias = torch.where(z > 0, bias.clamp(min=0), bias.clamp(max=0))
        parts, bias = parts + rule.gamma * favoured, bias + rule.gamma * favoured_bias
        return [(1, parts, bias, relevance * (z != 0))]
    if isinstance(rule, WSquare):
        return [(1, matrix.square(), zero, relevance)]
    if isinstance(rule, Flat):
        return [(1, support, zero, relevance)]
    assert isinstance(rule, Box)
    repeats = len(x) // len(rule.low)
    low, high = (torch.tensor(b).to(x).repeat_interleave(repeats) for b in (rule.low, rule.high))
    return [(1, parts - low * matrix.clamp(min=0) - high * matrix.clamp(max=0), zero, relevance)]


def share_one(rule, matrix, support, bias, x, relevance):
    """Relevance of the inputs of one image, and what the bias takes of it."""
    shares, absorbed = torch.zeros_like(x), torch.zeros((), dtype=torch.float64)
    for weight, parts, b, start in read_terms(rule, matrix, support, bias, x, relevance):
        ratio = weight * start / stabilise(parts.sum(1) + b, rule.epsilon)
        shares += parts.T @ ratio
        if getattr(rule, "bias", "absorbed") == "distributed":
            seen = support.sum(1).clamp(min=1)
            shares += support.T @ (b * ratio / seen)
        else:
            absorbed = absorbed + b @ ratio
    return shares, absorbed


def share(rule, module, inputs, relevance):
    """Share relevance (K, N, …) of a torch module's outputs among its inputs (N, …).

    Returns the relevance (K, N, …) of the inputs and what the bias took of it (K, N).
    """
    layer = unfold_layer(module, inputs.shape[1:])
    pairs = [
        [
            share_one(rule, *layer, x.flatten(), r.flatten())
            for x, r in zip(inputs, row, strict=True)
        ]
        for row in relevance
    ]
    shares = torch.stack([torch.stack([shares for shares, _ in row]) for row in pairs])
    absorbed = torch.stack([torch.stack([lost for _, lost in row]) for row in pairs])
    return shares.view(len(relevance), *inputs.shape), absorbed


def largest_difference(maps, expected):
    """Largest difference of any value, relative to the largest value of its image's map."""
    difference = (maps - expected).abs().flatten(1).amax(1)
    return (difference / expected.abs().flatten(1).amax(1)).max().item()


def draw_weights(module, seed):
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
                if tensor is not None:
                    nn.init.uniform_(tensor, low, high, generator=generator)
    return module.eval()
