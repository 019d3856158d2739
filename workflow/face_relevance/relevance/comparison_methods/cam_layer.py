"""The layer whose channels class activation maps weigh, and what is made of them."""

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.explanation import ChooseTarget, Target
from face_relevance.relevance.graphs.graph import Graph
from face_relevance.relevance.graphs.linear_maps import AdaptiveAveragePool, AveragePool, Mean
from face_relevance.relevance.graphs.operations import MaxPool

POOLS = (MaxPool, AveragePool, AdaptiveAveragePool, Mean)


def find_cam_layer(graph: Graph, values: list[Tensor], layer: str | None, method: str) -> int:
    """Find the layer of a class activation map.

    Parameters
    ----------
    graph : Graph
    values : list of Tensor
        The output of every node for some images (N, C, H, W).
    layer : str or None
        Name of the layer; by default the last one with rows and columns, before pooling.
    method : str
        What asks, for messages.

    Returns
    -------
    int
        Position among the nodes.

    Raises
    ------
    ValueError
        If the network does not see images, or the layer does not exist or has no rows and columns.
    """
    if values[0].dim() != 4:
        raise ValueError(f"{method} needs images (N, C, H, W)")
    if layer is not None:
        graph.require_layers([layer])
        position = [node.name for node in graph.nodes].index(layer)
        if values[position].dim() != 4:
            raise ValueError(f"{method}: layer '{layer}' has no rows and columns")
        return position
    position = len(values) - 1
    while values[position].dim() != 4 or isinstance(graph.nodes[position].operation, POOLS):
        position = graph.nodes[position].inputs[0]
    return position


def differentiate_layer(
    graph: Graph, images: Tensor, choose_target: ChooseTarget, layer: str | None, method: str
) -> tuple[Target, Tensor, Tensor, Tensor]:
    """Differentiate the explained scores with respect to a layer.

    Parameters
    ----------
    graph, layer, method
        As for `find_cam_layer`.
    images : Tensor (N, C, H, W)
    choose_target : callable
        From logits to the target.

    Returns
    -------
    target : Target
    scores : Tensor (K, N)
    activations : Tensor (N, channel, h, w)
    gradients : Tensor (K, N, channel, h, w)

    Raises
    ------
    ValueError
        As `find_cam_layer`.
    """
    with torch.enable_grad():
        values = graph.evaluate(images.detach().requires_grad_())
        position = find_cam_layer(graph, values, layer, method)
        target = choose_target(values[-1].detach())
        scores = target.score(values[-1])
        gradients = [
            torch.autograd.grad(score.sum(), values[position], retain_graph=k < len(scores) - 1)[0]
            for k, score in enumerate(scores)
        ]
    return target, scores.detach(), values[position].detach(), torch.stack(gradients)


def weigh_channels(weights: Tensor, activations: Tensor, size: torch.Size) -> Tensor:
    """Sum weighed channels, keep what is positive, and enlarge it bilinearly.

    Parameters
    ----------
    weights : Tensor (K, N, channel)
    activations : Tensor (N, channel, h, w)
    size : torch.Size
        Height and width of the images.

    Returns
    -------
    Tensor (K, N, 1, H, W)
    """
    maps = (weights[..., None, None] * activations).sum(2).relu()
    return F.interpolate(maps, size, mode="bilinear", align_corners=False)[:, :, None]
