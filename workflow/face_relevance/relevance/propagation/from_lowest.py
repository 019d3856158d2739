"""The z⁺ rule for pixels that are counted from the lowest possible value instead of from zero."""

from dataclasses import dataclass
from typing import ClassVar

import torch

from face_relevance.relevance.graphs.linear_maps import along
from face_relevance.relevance.propagation.sharing import (
    denominators,
    move_away,
    of_sign,
    share,
    signed_terms,
)


@dataclass(frozen=True)
class FromLowest:
    """z⁺ of the same layer written as ``Σ_i (x_i − l_i) w_ik + (b_k + Σ_i l_i w_ik)``.

    The output stays what it is, but the terms are ``(x − l) w⁺``, so that a pixel in the middle of
    the range, which preprocessing makes zero, is as good as any other. In exchange one of the
    lowest value has no relevance, and the corrected bias absorbs its share where it is above zero.
    Zero padding stays zero: the correction sums over the pixels that an output sees.

    Parameters
    ----------
    low : tuple of float
        Lowest value of every channel after preprocessing.
    epsilon : float
        Stabiliser.
    """

    low: tuple[float, ...]
    epsilon: float = 1e-6
    keeps_output: ClassVar[bool] = False

    def forward(self, layer, inputs, nonnegative):
        """Keep the input."""
        if len(self.low) != inputs.shape[1]:
            raise ValueError(
                f"z⁺ from the lowest value: {len(self.low)} values for an image of "
                f"{inputs.shape[1]} channels"
            )
        return layer.linear(inputs, layer.weight, layer.bias), inputs

    def backward(self, layer, memory, relevance):
        """Share in proportion to ``(x_j − l_j) w_jk⁺``."""
        low = along(1, memory.new_tensor(self.low), memory)
        corrected = layer.linear(low.expand_as(memory[:1]), layer.weight, layer.bias)
        above = of_sign(corrected, 1)
        # Noise may lead below the lowest value.
        terms = signed_terms(layer, memory - low, nonnegative=False, sign=1)
        stable = move_away(denominators(layer, terms, None).add_(above), 1, self.epsilon)
        absorbed = (relevance * (above / stable)).flatten(2).sum(2, dtype=torch.float64)
        shares, _ = share(layer, terms, stable, relevance)
        return shares, absorbed
