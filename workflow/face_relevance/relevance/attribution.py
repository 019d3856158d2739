"""The one call: which pixels of an image decide what a network says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from face_relevance.relevance.composites import COMPOSITES, Composite
from face_relevance.relevance.gradients import multiply_gradient_by_input
from face_relevance.relevance.graph import Graph
from face_relevance.relevance.tracing import trace
from face_relevance.relevance.walk import ChooseTarget, Explanation, propagate

Method = Callable[[Graph, Tensor, ChooseTarget], Explanation]

METHODS: dict[str, Method] = {
    **{name: partial(propagate, composite=rules) for name, rules in COMPOSITES.items()},
    "gradient-x-input": multiply_gradient_by_input,
}


@dataclass(frozen=True)
class Relevance:
    """Relevance of a batch of images.

    Parameters
    ----------
    maps : Tensor (N, H, W), or (N, C, H, W) where channels were not summed
        Relevance of every pixel, in the precision of the model (float32).
    ledger : Tensor (N, layer) float64
        Sum of the relevance at the output of every layer, from the output of the network to its
        input. The difference of two neighbours is what the layer between them absorbed through its
        bias and the stabiliser ε. On parallel branches each layer has its branch's share.
    layers : tuple of str
        Names of the ledger's columns: "output" first, "input" last.
    target : Tensor (N,) int64
        Explained class.
    score : Tensor (N,)
        Logit of the explained class, from which relevance starts.
    """

    maps: Tensor
    ledger: Tensor
    layers: tuple[str, ...]
    target: Tensor
    score: Tensor


def attribute(
    model: nn.Module | Graph,
    images: Tensor,
    target: int | Tensor | None = None,
    composite: str | Composite = "epsilon-plus-flat",
    *,
    sum_channels: bool = True,
) -> Relevance:
    """Attribute the logit of one class per image to the pixels of the image.

    Parameters
    ----------
    model : torch.nn.Module or Graph
        Network from images to logits (N, class), without a softmax, or what `trace` made of it. It
        is left as it is, and explained in evaluation mode whatever its own mode.
    images : Tensor (N, C, H, W), or (N, F) for a network of vectors
        Preprocessed images, in the precision and on the device of the model.
    target : int or Tensor (N,) of int, optional
        Class to explain, one for all images or one each; the predicted class by default.
    composite : str or Composite
        Name of a method in `METHODS`, or rules of your own.
    sum_channels : bool
        Whether the maps are summed over the colour channels.

    Returns
    -------
    Relevance
        Maps, ledger, target and score.

    Raises
    ------
    UnsupportedOperation
        If the model contains an operation that relevance is not defined for.
    ValueError
        If the images or logits are not finite or have the wrong shape or precision, or if a target
        or composite does not exist.

    Notes
    -----
    The relevance of an image does not depend on the others of its batch, but for rounding.
    Formulas of the rules are in `face_relevance.relevance.rules`.
    """
    method = _find_method(composite)
    graph = model if isinstance(model, Graph) else trace(model)
    _check_images(images, graph)
    layout = torch.channels_last if images.dim() == 4 else torch.contiguous_format
    explanation = method(
        graph,
        images.detach().contiguous(memory_format=layout),
        lambda logits: _choose_target(logits, target),
    )
    maps = explanation.relevance
    if sum_channels and maps.dim() == 4:
        maps = maps.sum(1)
    return Relevance(
        maps.contiguous(),
        torch.stack(list(explanation.ledger.values()), dim=1),
        tuple(explanation.ledger),
        explanation.target,
        explanation.score,
    )


def _find_method(composite: str | Composite) -> Method:
    if isinstance(composite, Composite):
        return partial(propagate, composite=composite)
    if composite not in METHODS:
        raise ValueError(f"no composite '{composite}': choose one of {', '.join(METHODS)}")
    return METHODS[composite]


def _check_images(images: Tensor, graph: Graph) -> None:
    if images.dim() not in (2, 4) or not images.is_floating_point():
        raise ValueError(
            f"images are {images.dtype} of shape {tuple(images.shape)}: "
            "give floating-point (N, C, H, W), or (N, F) for a network of vectors"
        )
    weights = [node.operation.weight for node in graph.nodes if node.has_weights]
    if weights and (weights[0].dtype, weights[0].device) != (
        images.dtype,
        images.device,
    ):
        raise ValueError(
            f"images are {images.dtype} on {images.device}, the model is {weights[0].dtype} on "
            f"{weights[0].device}: bring them together"
        )
    _check_finite(images, "pixels")


def _choose_target(logits: Tensor, target: int | Tensor | None) -> Tensor:
    """Return the explained class of every image as (N,) int64."""
    if logits.dim() != 2:
        raise ValueError(f"the model returns {tuple(logits.shape)}: logits (N, class) are needed")
    _check_finite(logits, "logits")
    images, classes = logits.shape
    if target is None:
        return logits.argmax(1)
    target = torch.as_tensor(target, device=logits.device)
    if target.is_floating_point() or target.shape not in ((), (images,)):
        raise ValueError(
            f"target is {target.dtype} of shape {tuple(target.shape)}: "
            f"give one class or one for each of {images} images"
        )
    target = target.to(torch.int64).expand(images)
    if images and not 0 <= int(target.min()) <= int(target.max()) < classes:
        raise ValueError(
            f"target outside the model's classes 0 to {classes - 1}: {target.tolist()}"
        )
    return target


def _check_finite(values: Tensor, what: str) -> None:
    broken = (~values.isfinite()).flatten(1).any(1).nonzero().flatten().tolist()
    if broken:
        raise ValueError(f"{what} of image {broken[0]} are not finite ({len(broken)} images)")
