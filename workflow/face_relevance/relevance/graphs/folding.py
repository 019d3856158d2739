"""Batch norm as what it is after training: one weight and one bias per channel.

All is computed in float64 and rounded once.
"""

from dataclasses import replace

from torch import Tensor, nn

from face_relevance.relevance.graphs.linear_maps import Convolution, Dense


def read_batch_norm(norm: nn.BatchNorm1d | nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Return the weights and biases (C,) float64 that a batch norm applies in evaluation mode."""
    scale = (norm.running_var.double() + norm.eps).rsqrt()
    if norm.affine:
        scale = scale * norm.weight.detach().double()
    shift = -norm.running_mean.double() * scale
    if norm.affine:
        shift = shift + norm.bias.detach().double()
    return scale, shift


def take_in(layer: Convolution | Dense, scale: Tensor, shift: Tensor) -> Convolution | Dense:
    """Return a layer that also does what a batch norm behind it did."""
    if layer.bias is not None:
        shift = shift + layer.bias.double() * scale
    weight = layer.weight.double() * scale.view(-1, *[1] * (layer.weight.dim() - 1))
    # A batch norm that only scales leaves a layer without a bias as it is.
    bias = shift.to(layer.weight) if layer.bias is not None or shift.any() else None
    folded = replace(layer, weight=weight.to(layer.weight), bias=bias)
    return replace(folded, folded=True) if isinstance(folded, Dense) else folded
