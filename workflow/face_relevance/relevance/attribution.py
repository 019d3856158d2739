"""The one call: which pixels of an image decide what a network says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from face_relevance.relevance.advise import Advise
from face_relevance.relevance.comparison_methods import (
    RISE,
    CentrePrior,
    GradCAM,
    GradCAMPlusPlus,
    Gradient,
    GradientTimesInput,
    GuidedBackprop,
    IntegratedGradients,
    RandomMap,
    ScoreCAM,
    SmoothGrad,
)
from face_relevance.relevance.explanation import Method, Target
from face_relevance.relevance.graphs import Graph, trace
from face_relevance.relevance.propagation import COMPOSITES, Composite, propagate
from face_relevance.relevance.targets import choose, require_finite

METHODS: dict[str, Composite | Method] = {
    **COMPOSITES,
    "gradient": Gradient(),
    "gradient-x-input": GradientTimesInput(),
    "integrated-gradients": IntegratedGradients(),
    "smoothgrad": SmoothGrad(),
    "guided-backprop": GuidedBackprop(),
    "grad-cam": GradCAM(),
    "grad-cam-plus-plus": GradCAMPlusPlus(),
    "score-cam": ScoreCAM(),
    "rise": RISE(),
    "centre-prior": CentrePrior(),
    "random": RandomMap(),
    "advise": Advise(),
    "advise-published": Advise("published", "same-image", published=True),
    "advise-same-image": Advise(choice="same-image"),
    "advise-random": Advise(choice="random"),
    "advise-all": Advise(choice="all"),
}


@dataclass(frozen=True)
class Relevance:
    """Relevance of a batch of images.

    Where several classes per image were asked for, every array has an axis of K classes behind that
    of the N images.

    Parameters
    ----------
    maps : Tensor (N[, K], H, W), or (N[, K], C, H, W) where channels were not summed
        Relevance of every pixel, in the precision of the model (float32).
    ledger : Tensor (N[, K], layer) float64
        Sum of the relevance at the output of every layer, from the output of the network to its
        input. On parallel branches each layer has its branch's share.
    absorbed : Tensor (N[, K], layer, cause) float64
        What every layer took of the relevance at its output instead of passing it on, by cause as
        in `CAUSES`: its bias, padding with a constant, or the stabiliser ε together with rounding.
        ``ledger[output] = ledger[input] + absorbed.sum()``. Zero for methods without layers.
    layers : tuple of str
        Names along ``layer``: "output" first, "input" last.
    target : Tensor (N[, K]) int64
        Explained class.
    score : Tensor (N[, K])
        Logit of the explained class, less that of its rival if there is one: where relevance
        starts.
    hidden : dict of str to Tensor (N[, K], …)
        Relevance at the output of the layers that were asked for, (C, H, W) or (F,) for each.
    details : dict of str to Tensor (N[, K])
        What the method chose for every image: for ADVISE, ``peaks`` of the units of the group (−1
        where there is no such group) and number of ``units``.
    """

    maps: Tensor
    ledger: Tensor
    absorbed: Tensor
    layers: tuple[str, ...]
    target: Tensor
    score: Tensor
    hidden: dict[str, Tensor]
    details: dict[str, Tensor]


@torch.inference_mode(False)  # the results are ordinary tensors, wherever it is called
def attribute(
    model: nn.Module | Graph,
    images: Tensor,
    target: int | Tensor | None = None,
    composite: str | Composite | Method = "epsilon-plus-flat",
    *,
    against: Literal["runner-up"] | int | Tensor | None = None,
    bounds: tuple[Sequence[float], Sequence[float]] | None = None,
    layers: Sequence[str] = (),
    sum_channels: bool = True,
) -> Relevance:
    """Attribute the logit of a class to the pixels of an image.

    Parameters
    ----------
    model : torch.nn.Module or Graph
        Network from images to logits (N, class), without a softmax, or what `trace` made of it. It
        is left as it is, and explained in evaluation mode whatever its own mode.
    images : Tensor (N, C, H, W), or (N, F) for a network of vectors
        Preprocessed images, in the precision and on the device of the model.
    target : int or Tensor (N,) or (N, K) of int, optional
        Class to explain: one for all images, one each, or K each, which share one forward pass;
        the predicted class by default.
    composite : str, Composite or Method
        Name in `METHODS`, rules of your own, or a method with parameters of your own.
    against : {"runner-up"}, int or Tensor (N,) of int, optional
        Explain the difference to the logit of a rival: the best of the other classes, or a given
        one.
    bounds : tuple of sequence of float, optional
        Lowest and highest value of every channel of the preprocessed image; only the zB rule and
        ADVISE need them.
    layers : sequence of str
        Layers whose relevance is wanted too, by their names in the ledger; composites only.
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
        If the images or logits are not finite or have the wrong shape or precision, if a target,
        composite or layer does not exist, or if the zB rule lacks its bounds.

    Notes
    -----
    The relevance of an image does not depend on the others of its batch, but for rounding.
    Formulas of the rules are in `face_relevance.relevance.propagation.rules`.
    """
    method = _find_method(composite)
    graph = model if isinstance(model, Graph) else trace(model)
    _check_images(images, graph)
    layout = torch.channels_last if images.dim() == 4 else torch.contiguous_format
    if images.is_inference():
        images = images.clone()  # gradients cannot be taken of these
    images = images.detach().contiguous(memory_format=layout)

    def choose_target(logits: Tensor) -> Target:
        return choose(logits, target, against)

    shown = isinstance(method, Advise) and method.display is not None
    if bounds is not None and isinstance(method, Composite | Advise) and not shown:
        method = method.bounded(bounds)
    if isinstance(method, Composite):
        explanation = propagate(graph, images, choose_target, method, layers)
    elif layers:
        raise ValueError(f"layers {list(layers)}: only composites have relevance inside a network")
    else:
        explanation = method.explain(graph, images, choose_target)
    several = target is not None and torch.as_tensor(target).dim() == 2

    def arrange(values: Tensor) -> Tensor:
        """Put images before classes, (K, N, …) to (N, K, …) or (N, …)."""
        return values.transpose(0, 1).contiguous() if several else values[0].contiguous()

    maps = explanation.relevance
    if sum_channels and images.dim() == 4:
        maps = maps.sum(2)
    ledger = explanation.ledger
    return Relevance(
        arrange(maps),
        arrange(ledger.sums),
        arrange(ledger.absorbed),
        ledger.layers,
        arrange(explanation.target.classes.T),
        arrange(explanation.score),
        {name: arrange(relevance) for name, relevance in explanation.hidden.items()},
        {name: arrange(values) for name, values in explanation.details.items()},
    )


def _find_method(composite: str | Composite | Method) -> Composite | Method:
    if not isinstance(composite, str):
        return composite
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
    if weights and (weights[0].dtype, weights[0].device) != (images.dtype, images.device):
        raise ValueError(
            f"images are {images.dtype} on {images.device}, the model is {weights[0].dtype} on "
            f"{weights[0].device}: bring them together"
        )
    require_finite(images, "pixels")
