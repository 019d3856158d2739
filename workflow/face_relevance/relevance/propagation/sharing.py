"""The arithmetic that all rules have in common: denominators, ratios, shares."""

import torch
from torch import Tensor

from face_relevance.relevance.graphs.linear_maps import LinearMap, along
from face_relevance.relevance.graphs.operations import stabilise

Terms = list[tuple[Tensor, Tensor | None]]
Shares = tuple[Tensor, Tensor]


def of_sign(values: Tensor | None, sign: int) -> Tensor | None:
    """Return `values` with those of the other sign set to zero; weights of one stay None."""
    if values is None:
        return None
    return values.clamp(min=0) if sign > 0 else values.clamp(max=0)


def signed_terms(layer: LinearMap, inputs: Tensor, nonnegative: bool, sign: int) -> Terms:
    """Terms whose products all have the given sign; one is enough where no input is negative."""
    if nonnegative:
        return [(inputs, of_sign(layer.weight, sign))]
    return [(of_sign(inputs, s), of_sign(layer.weight, s * sign)) for s in (1, -1)]


def denominators(layer: LinearMap, terms: Terms, bias: Tensor | None) -> Tensor:
    """Denominators ``Σ_terms Σ_j x_j w_jk + b_k``."""
    (inputs, weight), *others = terms
    total = layer.linear(inputs, weight, bias)
    for inputs, weight in others:
        total += layer.linear(inputs, weight)
    return total


def move_away(values: Tensor, sign: int, epsilon: float) -> Tensor:
    """Stabilise, in place, sums that all have one sign."""
    if epsilon == 0:
        return values.masked_fill_(values == 0, torch.inf)
    return values.add_(sign * epsilon)


def share(
    layer: LinearMap,
    terms: Terms,
    stable: Tensor,
    relevance: Tensor,
    bias: Tensor | None = None,
    convention: str = "absorbed",
) -> Shares:
    """Share relevance among the inputs of terms.

    Parameters
    ----------
    layer : LinearMap
        The layer.
    terms : list of (Tensor (N, …), Tensor or None)
        Inputs and the weights that they are multiplied by.
    stable : Tensor (N, …)
        Stabilised denominators; they may be overwritten.
    relevance : Tensor (K, N, …)
        Relevance of the outputs, for K classes.
    bias : Tensor, optional
        The bias that is part of the denominators.
    convention : {"absorbed", "distributed"}
        What becomes of its share.

    Returns
    -------
    tuple of Tensor (K, N, …) and Tensor (K, N) float64
        ``Σ_terms x_j Σ_k w_jk R_k / d_k``, and the relevance that the bias absorbed.
    """
    classes, images = relevance.shape[:2]
    stable = stable[None]
    ratio = torch.div(relevance, stable, out=stable if classes == 1 else None)
    total = None
    for inputs, weight in terms:
        shape = (classes * images, *inputs.shape[1:])
        shares = layer.adjoint(ratio.flatten(0, 1), weight, shape)
        shares = shares.unflatten(0, (classes, images)).mul_(inputs)
        total = shares if total is None else total.add_(shares)
    absorbed = relevance.new_zeros((classes, images), dtype=torch.float64)
    if bias is None:
        return total, absorbed
    if convention == "distributed":
        return total.add_(_distribute(layer, ratio, bias, total.shape)), absorbed
    channels_last = ratio.movedim(2, -1) if layer.channel_axis == 1 else ratio
    per_channel = channels_last.flatten(2, -2).sum(2) if ratio.dim() > 3 else ratio
    return total, per_channel.double() @ bias.double().expand(per_channel.shape[-1])


def share_blindly(
    layer: LinearMap,
    weight: Tensor | None,
    shape: torch.Size,
    relevance: Tensor,
    epsilon: float,
) -> Shares:
    """Shares that depend on the weights alone; one denominator serves the whole batch."""
    everywhere = relevance.new_ones((1, *shape[1:]))
    ratio = relevance / stabilise(layer.linear(everywhere, weight), epsilon)
    classes, images = relevance.shape[:2]
    shares = layer.adjoint(ratio.flatten(0, 1), weight, (classes * images, *shape[1:]))
    absorbed = relevance.new_zeros((classes, images), dtype=torch.float64)
    return shares.unflatten(0, (classes, images)), absorbed


def _distribute(layer: LinearMap, ratio: Tensor, bias: Tensor, shape: torch.Size) -> Tensor:
    """Equal parts of what the bias absorbs, for every input that an output sees."""
    classes, images, *rest = shape
    support = torch.ones_like(layer.weight)
    seen = layer.linear(ratio.new_ones((1, *rest)), support)
    parts = (ratio * (along(layer.channel_axis, bias, seen) / seen.clamp(min=1))).flatten(0, 1)
    return layer.adjoint(parts, support, (classes * images, *rest)).unflatten(0, (classes, images))
