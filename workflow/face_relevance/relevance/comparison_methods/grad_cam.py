"""Grad-CAM: channels of a late layer, weighed by their mean gradient."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph
from face_relevance.relevance.graphs.linear_maps import AdaptiveAveragePool, AveragePool, Mean
from face_relevance.relevance.graphs.operations import MaxPool

POOLS = (MaxPool, AveragePool, AdaptiveAveragePool, Mean)


@dataclass(frozen=True)
class GradCAM:
    """``ReLU(Σ_k α_k A^k)`` with ``α_k`` the mean gradient of channel k (Selvaraju 2017).

    Parameters
    ----------
    layer : str, optional
        Layer whose output is A; by default the last one with rows and columns, before pooling.

    Notes
    -----
    The map is enlarged bilinearly to the size of the image and has one channel.
    """

    layer: str | None = None

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate with respect to the layer and sum its channels."""
        if images.dim() != 4:
            raise ValueError("Grad-CAM needs images (N, C, H, W)")
        with torch.enable_grad():
            values = graph.evaluate(images.detach().requires_grad_())
            position = self._find_layer(graph, values)
            target = choose_target(values[-1].detach())
            scores = target.score(values[-1])
            gradients = [
                torch.autograd.grad(score.sum(), values[position], retain_graph=k < len(scores) - 1)
                for k, score in enumerate(scores)
            ]
        activations, scores = values[position].detach(), scores.detach()
        weights = torch.stack([g for (g,) in gradients]).mean((-2, -1), keepdim=True)
        maps = (weights * activations).sum(2).relu()
        relevance = F.interpolate(maps, images.shape[-2:], mode="bilinear", align_corners=False)
        relevance = relevance[:, :, None]
        return Explanation(relevance, target, scores, enter_ends(scores, relevance))

    def _find_layer(self, graph: Graph, values: list[Tensor]) -> int:
        if self.layer is not None:
            graph.require_layers([self.layer])
            position = [node.name for node in graph.nodes].index(self.layer)
            if values[position].dim() != 4:
                raise ValueError(f"Grad-CAM: layer '{self.layer}' has no rows and columns")
            return position
        position = len(values) - 1
        while values[position].dim() != 4 or isinstance(graph.nodes[position].operation, POOLS):
            position = graph.nodes[position].inputs[0]
        return position
