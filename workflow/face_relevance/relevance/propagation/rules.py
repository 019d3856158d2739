"""How a linear map shares the relevance of its outputs among its inputs.

Every rule here has one form. It names *terms*, pairs of an input ``x`` and weights ``w`` in the
shape of the layer's own, and a bias ``b``. The denominator of output k is
``d_k = Σ_terms Σ_j x_j w_jk + b_k``, and input j receives
``R_j = Σ_terms x_j Σ_k w_jk R_k / (d_k + ε sign d_k)``, zero counting as positive.

The bias is a contribution that belongs to no input. Three conventions are offered where a rule has
one: it is *absorbed* (its share of the denominator is lost, and the ledger says how much),
*ignored* (left out of the denominator, so that the inputs share everything) or *distributed* (its
share goes in equal parts to the inputs that the output sees, as in the toolbox of Lapuschkin 2016).
Zero padding adds inputs of zero, which receive nothing; where rules look at the weights alone they
count only the part of the kernel that lies on the image.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

import torch
from torch import Tensor

from face_relevance.relevance.graphs.linear_maps import LinearMap, along
from face_relevance.relevance.graphs.operations import stabilise
from face_relevance.relevance.propagation.sharing import (
    Shares,
    Terms,
    denominators,
    move_away,
    of_sign,
    share,
    share_blindly,
    signed_terms,
)

Bias = Literal["absorbed", "ignored", "distributed"]
BIAS_CONVENTIONS = ("absorbed", "ignored", "distributed")


class Rule(Protocol):
    """A way to propagate relevance through a linear map.

    `keeps_output` says whether `forward` remembers the layer's output itself.
    """

    keeps_output: bool

    def forward(self, layer: LinearMap, inputs: Tensor, nonnegative: bool) -> tuple[Tensor, Any]:
        """Return the layer's output and what `backward` has to remember.

        `nonnegative` promises that no input is below zero, as after a ReLU.
        """

    def backward(self, layer: LinearMap, memory: Any, relevance: Tensor) -> Shares:
        """Return the relevance (K, N, …) of the inputs, and what the bias took of it (K, N)."""


@dataclass(frozen=True)
class Epsilon:
    """``R_j = Σ_k a_j w_jk / (z_k + ε sign z_k) R_k`` (Bach 2015).

    With ε = 0 this is LRP-0, where an output of exactly zero passes nothing.
    """

    epsilon: float = 1e-6
    bias: Bias = "absorbed"
    keeps_output: ClassVar[bool] = True

    def __post_init__(self):
        """Refuse parameters without meaning."""
        _check_common(self)

    def forward(self, layer, inputs, nonnegative):
        """Keep the output: it is the denominator."""
        outputs, denominator = _forward(self, layer, inputs)
        return outputs, (inputs, denominator)

    def backward(self, layer, memory, relevance):
        """Share in proportion to ``a_j w_jk``."""
        inputs, outputs = memory
        stable = stabilise(outputs, self.epsilon)
        terms = [(inputs, layer.weight)]
        return share(layer, terms, stable, relevance, _bias_of(self, layer), self.bias)


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
    bias: Bias = "absorbed"

    def __post_init__(self):
        """Refuse parameters that cannot conserve relevance."""
        _check_common(self)
        if self.beta < 0 or self.alpha - self.beta != 1:
            raise ValueError(
                f"αβ rule with α = {self.alpha} and β = {self.beta}: choose β ≥ 0 and α = β + 1"
            )

    @property
    def keeps_output(self) -> bool:
        """Whether the negative part will be computed from the output."""
        return self.beta > 0

    def forward(self, layer, inputs, nonnegative):
        """Keep the output where the negative part is needed: it is the output less the positive."""
        outputs, total = _forward(self, layer, inputs)
        return outputs, (inputs, nonnegative, total if self.beta else None)

    def backward(self, layer, memory, relevance):
        """Share the positive part, then take the negative one off."""
        inputs, nonnegative, total = memory
        bias = _bias_of(self, layer)
        terms = signed_terms(layer, inputs, nonnegative, 1)
        above = None if bias is None else of_sign(bias, 1)
        positive = denominators(layer, terms, above)
        if self.beta:
            # The difference saves a convolution. Where it is no more than rounding of its two
            # terms, the bound keeps the denominator from vanishing under contributions that have
            # not.
            bound = positive * (-8 * torch.finfo(positive.dtype).eps)
            negative = torch.minimum(total - positive, bound, out=bound)
        stable = move_away(positive, 1, self.epsilon)
        shares, absorbed = share(layer, terms, stable, relevance, above, self.bias)
        if not self.beta:
            return shares, absorbed
        terms = signed_terms(layer, inputs, nonnegative, -1)
        below = None if bias is None else of_sign(bias, -1)
        stable = move_away(negative, -1, self.epsilon)
        against, absorbed_below = share(layer, terms, stable, relevance, below, self.bias)
        return (
            shares.mul_(self.alpha).sub_(against, alpha=self.beta),
            self.alpha * absorbed - self.beta * absorbed_below,
        )


@dataclass(frozen=True)
class Gamma:
    """Weights of the output's sign are strengthened: ``w → w + γ w⁺`` (Montavon 2019).

    Generalised to inputs and outputs of both signs (Andéol 2021): an output above zero favours the
    contributions above zero, an output below zero those below. An output of zero passes nothing.
    """

    gamma: float = 0.25
    epsilon: float = 1e-6
    bias: Bias = "absorbed"
    keeps_output: ClassVar[bool] = True

    def __post_init__(self):
        """Refuse parameters without meaning."""
        _check_common(self)
        if self.gamma < 0:
            raise ValueError(f"γ rule with γ = {self.gamma}: choose γ ≥ 0")

    def forward(self, layer, inputs, nonnegative):
        """Keep the output for its sign."""
        outputs, total = _forward(self, layer, inputs)
        return outputs, (inputs, nonnegative, total)

    def backward(self, layer, memory, relevance):
        """Share the outputs above zero and those below zero apart."""
        inputs, nonnegative, outputs = memory
        bias = _bias_of(self, layer)
        total = relevance.new_zeros(len(relevance), *inputs.shape)
        absorbed = relevance.new_zeros(relevance.shape[:2], dtype=torch.float64)
        for sign in (1, -1):
            chosen = relevance.where(outputs * sign > 0, 0)
            if not chosen.any():
                continue  # after a ReLU no output below zero has relevance
            terms = [
                (part, layer.weight + self.gamma * weight)
                for part, weight in signed_terms(layer, inputs, nonnegative, sign)
            ]
            favoured = None if bias is None else bias + self.gamma * of_sign(bias, sign)
            stable = stabilise(denominators(layer, terms, favoured), self.epsilon)
            shares, lost = share(layer, terms, stable, chosen, favoured, self.bias)
            total += shares
            absorbed += lost
        return total, absorbed


@dataclass(frozen=True)
class WSquare:
    """``R_j = Σ_k w_jk² / Σ_i w_ik² R_k`` (Montavon 2017), without the bias."""

    epsilon: float = 1e-6
    keeps_output: ClassVar[bool] = False

    def forward(self, layer, inputs, nonnegative):
        """Keep the shape of the input: its values do not matter."""
        return layer.linear(inputs, layer.weight, layer.bias), inputs.shape

    def backward(self, layer, memory, relevance):
        """Share in proportion to the squared weights."""
        weight = None if layer.weight is None else layer.weight.square()
        return share_blindly(layer, weight, memory, relevance, self.epsilon)


@dataclass(frozen=True)
class Flat:
    """Every input an output sees receives the same share (Lapuschkin 2019), without the bias."""

    epsilon: float = 1e-6
    keeps_output: ClassVar[bool] = False

    def forward(self, layer, inputs, nonnegative):
        """Keep the shape of the input: its values do not matter."""
        return layer.linear(inputs, layer.weight, layer.bias), inputs.shape

    def backward(self, layer, memory, relevance):
        """Share evenly."""
        weight = None if layer.weight is None else torch.ones_like(layer.weight)
        return share_blindly(layer, weight, memory, relevance, self.epsilon)


@dataclass(frozen=True)
class Box:
    """zB for bounded pixels: terms ``x w − l w⁺ − h w⁻`` (Montavon 2017), without the bias.

    Parameters
    ----------
    low, high : tuple of float, optional
        Lowest and highest possible value of every channel of what the layer sees, *after*
        preprocessing; by default `attribute` is asked for them.
    epsilon : float
        Stabiliser.
    """

    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    epsilon: float = 1e-6
    keeps_output: ClassVar[bool] = False

    def forward(self, layer, inputs, nonnegative):
        """Keep the input, which must lie inside the box."""
        if self.low is None or self.high is None:
            raise ValueError(
                "zB rule: give the lowest and highest value of every channel, bounds=(low, high)"
            )
        if not len(self.low) == len(self.high) == inputs.shape[1]:
            raise ValueError(
                f"zB rule: bounds of {len(self.low)} and {len(self.high)} channels for an image of "
                f"{inputs.shape[1]}"
            )
        low, high = self._bounds(inputs)
        slack = 1e-4 * (high - low)
        if ((inputs < low - slack) | (inputs > high + slack)).any():
            raise ValueError(
                f"zB rule: values from {inputs.min():.4g} to {inputs.max():.4g} lie outside the "
                f"bounds {self.low} to {self.high}; they must bound the preprocessed image"
            )
        return layer.linear(inputs, layer.weight, layer.bias), inputs

    def backward(self, layer, memory, relevance):
        """Share in proportion to the distance from the bound that the weight points away from."""
        low, high = (bound.expand_as(memory) for bound in self._bounds(memory))
        weight = layer.weight
        terms: Terms = [
            (memory, weight),
            (low, -of_sign(weight, 1)),
            (high, -of_sign(weight, -1)),
        ]
        stable = stabilise(denominators(layer, terms, None), self.epsilon)
        return share(layer, terms, stable, relevance)

    def _bounds(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        low, high = (along(1, inputs.new_tensor(bound), inputs) for bound in (self.low, self.high))
        return low, high


def _check_common(rule: Epsilon | AlphaBeta | Gamma) -> None:
    if rule.epsilon < 0:
        raise ValueError(f"ε = {rule.epsilon}: choose ε ≥ 0")
    if rule.bias not in BIAS_CONVENTIONS:
        raise ValueError(f"bias '{rule.bias}': choose one of {', '.join(BIAS_CONVENTIONS)}")


def _bias_of(rule: Epsilon | AlphaBeta | Gamma, layer: LinearMap) -> Tensor | None:
    return None if rule.bias == "ignored" else layer.bias


def _forward(
    rule: Epsilon | AlphaBeta | Gamma, layer: LinearMap, inputs: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the layer's output, and the sum of contributions that the rule shares by."""
    if layer.bias is None or rule.bias != "ignored":
        outputs = layer.linear(inputs, layer.weight, layer.bias)
        return outputs, outputs
    total = layer.linear(inputs, layer.weight)
    return total + along(layer.channel_axis, layer.bias, total), total
