"""How a linear map shares the relevance of its outputs among its inputs.

Every rule here has one form. It names *terms*, pairs of an input ``x`` and weights ``w`` in the
shape of the layer's own, and a bias ``b``. The denominator of output k is
``d_k = Σ_terms Σ_j x_j w_jk + b_k``, and input j receives
``R_j = Σ_terms x_j Σ_k w_jk R_k / (d_k + ε sign d_k)``, zero counting as positive.

The bias is a contribution that belongs to no input: its share of the denominator is absorbed, so a
layer without bias conserves relevance (up to ε). Zero padding adds inputs of zero, which
receive nothing; `Flat` and `WSquare` count only the part of the kernel that lies on the image.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from face_relevance.relevance.operations import LinearMap, stabilise

Terms = list[tuple[Tensor, Tensor | None]]


class Rule(Protocol):
    """A way to propagate relevance through a linear map."""

    def forward(self, layer: LinearMap, inputs: Tensor, nonnegative: bool) -> tuple[Tensor, Any]:
        """Return the layer's output and what `backward` has to remember.

        `nonnegative` promises that no input is below zero, as after a ReLU.
        """

    def backward(self, layer: LinearMap, memory: Any, relevance: Tensor) -> Tensor:
        """Return the relevance of the inputs."""


@dataclass(frozen=True)
class Epsilon:
    """``R_j = Σ_k a_j w_jk / (z_k + ε sign z_k) R_k`` (Bach 2015); LRP-0 for ε → 0.

    The bias is part of ``z``.
    """

    epsilon: float = 1e-6

    def forward(self, layer, inputs, nonnegative):
        """Keep the output: it is the denominator."""
        outputs = layer.linear(inputs, layer.weight, layer.bias)
        return outputs, (inputs, outputs)

    def backward(self, layer, memory, relevance):
        """Share in proportion to ``a_j w_jk``."""
        inputs, outputs = memory
        stable = stabilise(outputs, self.epsilon)
        return _share(layer, [(inputs, layer.weight)], stable, relevance)


@dataclass(frozen=True)
class AlphaBeta:
    """Positive contributions weigh α, negative ones −β, each sign normalised by itself (Bach 2015).

    ``R_j = Σ_k [α (a_j w_jk)⁺ / (Σ_i (a_i w_ik)⁺ + b_k⁺) − β (a_j w_jk)⁻ / (Σ_i (a_i w_ik)⁻ +
    b_k⁻)] R_k``: the bias takes part in the denominator of its own sign. α1β0 is z⁺, defined here
    for inputs of both signs.

    Raises
    ------
    ValueError
        If β is negative or α − β is not 1.
    """

    alpha: float
    beta: float
    epsilon: float = 1e-6

    def __post_init__(self):
        """Refuse parameters that cannot conserve relevance."""
        if self.beta < 0 or self.alpha - self.beta != 1:
            raise ValueError(
                f"αβ rule with α = {self.alpha} and β = {self.beta}: choose β ≥ 0 and α = β + 1"
            )

    def forward(self, layer, inputs, nonnegative):
        """Keep the output where the negative part is needed: it is the output less the positive."""
        outputs = layer.linear(inputs, layer.weight, layer.bias)
        return outputs, (inputs, nonnegative, outputs if self.beta else None)

    def backward(self, layer, memory, relevance):
        """Share the positive part, then take the negative one off."""
        inputs, nonnegative, outputs = memory
        terms = _signed_terms(layer, inputs, nonnegative, 1)
        bias = None if layer.bias is None else _of_sign(layer.bias, 1)
        positive = _sum(layer, terms, bias)
        if not self.beta:
            return _share(layer, terms, positive.add_(self.epsilon), relevance)
        # The difference saves a convolution. Where it is no more than rounding of its two terms,
        # the bound keeps the denominator from vanishing under contributions that have not.
        bound = positive * (-8 * torch.finfo(positive.dtype).eps)
        negative = torch.minimum(outputs - positive, bound, out=bound)
        shared = _share(layer, terms, positive.add_(self.epsilon), relevance)
        terms = _signed_terms(layer, inputs, nonnegative, -1)
        against = _share(layer, terms, negative.sub_(self.epsilon), relevance)
        return shared.mul_(self.alpha).sub_(against, alpha=self.beta)


@dataclass(frozen=True)
class Gamma:
    """Weights of the output's sign are strengthened: ``w → w + γ w⁺`` (Montavon 2019).

    Generalised to inputs and outputs of both signs (Andéol 2021): an output above zero favours the
    contributions above zero, an output below zero those below. An output of zero passes nothing.
    """

    gamma: float = 0.25
    epsilon: float = 1e-6

    def forward(self, layer, inputs, nonnegative):
        """Keep the output for its sign."""
        outputs = layer.linear(inputs, layer.weight, layer.bias)
        return outputs, (inputs, nonnegative, outputs)

    def backward(self, layer, memory, relevance):
        """Share the outputs above zero and those below zero apart."""
        inputs, nonnegative, outputs = memory
        total = torch.zeros_like(inputs)
        for sign in (1, -1):
            chosen = relevance.where(outputs * sign > 0, 0)
            if not chosen.any():
                continue  # after a ReLU no output below zero has relevance
            terms = [
                (part, layer.weight + self.gamma * weight)
                for part, weight in _signed_terms(layer, inputs, nonnegative, sign)
            ]
            bias = layer.bias
            if bias is not None:
                bias = bias + self.gamma * _of_sign(bias, sign)
            stable = stabilise(_sum(layer, terms, bias), self.epsilon)
            total += _share(layer, terms, stable, chosen)
        return total


@dataclass(frozen=True)
class WSquare:
    """``R_j = Σ_k w_jk² / Σ_i w_ik² R_k`` (Montavon 2017), without the bias."""

    epsilon: float = 1e-6

    def forward(self, layer, inputs, nonnegative):
        """Keep the shape of the input: its values do not matter."""
        return layer.linear(inputs, layer.weight, layer.bias), inputs.shape

    def backward(self, layer, memory, relevance):
        """Share in proportion to the squared weights."""
        return _share_blindly(layer, layer.weight.square(), memory, relevance, self.epsilon)


@dataclass(frozen=True)
class Flat:
    """Every input an output sees receives the same share (Lapuschkin 2019), without the bias."""

    epsilon: float = 1e-6

    def forward(self, layer, inputs, nonnegative):
        """Keep the shape of the input: its values do not matter."""
        return layer.linear(inputs, layer.weight, layer.bias), inputs.shape

    def backward(self, layer, memory, relevance):
        """Share evenly."""
        return _share_blindly(layer, torch.ones_like(layer.weight), memory, relevance, self.epsilon)


@dataclass(frozen=True)
class Box:
    """zB for bounded pixels: terms ``x w − l w⁺ − h w⁻`` (Montavon 2017), without the bias.

    Parameters
    ----------
    low, high : tuple of float
        Lowest and highest possible value of every channel, *after* preprocessing.
    epsilon : float
        Stabiliser.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    epsilon: float = 1e-6

    def forward(self, layer, inputs, nonnegative):
        """Keep the input."""
        return layer.linear(inputs, layer.weight, layer.bias), inputs

    def backward(self, layer, memory, relevance):
        """Share in proportion to the distance from the bound that the weight points away from."""
        low, high = (
            memory.new_tensor(bound).view(1, -1, *[1] * (memory.dim() - 2)).expand_as(memory)
            for bound in (self.low, self.high)
        )
        weight = layer.weight
        terms = [
            (memory, weight),
            (low, -_of_sign(weight, 1)),
            (high, -_of_sign(weight, -1)),
        ]
        stable = stabilise(_sum(layer, terms, None), self.epsilon)
        return _share(layer, terms, stable, relevance)


def _of_sign(values: Tensor, sign: int) -> Tensor:
    return values.clamp(min=0) if sign > 0 else values.clamp(max=0)


def _signed_terms(layer: LinearMap, inputs: Tensor, nonnegative: bool, sign: int) -> Terms:
    """Terms whose products all have the given sign; one is enough where no input is negative."""
    if nonnegative:
        return [(inputs, _of_sign(layer.weight, sign))]
    return [(_of_sign(inputs, s), _of_sign(layer.weight, s * sign)) for s in (1, -1)]


def _sum(layer: LinearMap, terms: Terms, bias: Tensor | None) -> Tensor:
    """Denominators ``Σ_terms Σ_j x_j w_jk + b_k``."""
    (inputs, weight), *others = terms
    total = layer.linear(inputs, weight, bias)
    for inputs, weight in others:
        total += layer.linear(inputs, weight)
    return total


def _share(layer: LinearMap, terms: Terms, stable: Tensor, relevance: Tensor) -> Tensor:
    """Shares ``Σ_terms x_j Σ_k w_jk R_k / d_k``; the stable denominators are overwritten."""
    ratio = torch.div(relevance, stable, out=stable)
    total = None
    for inputs, weight in terms:
        share = layer.adjoint(ratio, weight, inputs.shape).mul_(inputs)
        total = share if total is None else total.add_(share)
    return total


def _share_blindly(
    layer: LinearMap,
    weight: Tensor,
    shape: torch.Size,
    relevance: Tensor,
    epsilon: float,
) -> Tensor:
    """Shares that depend on the weights alone; one denominator serves the whole batch."""
    everywhere = weight.new_ones((1, *shape[1:]))
    ratio = relevance / stabilise(layer.linear(everywhere, weight), epsilon)
    return layer.adjoint(ratio, weight, shape)
