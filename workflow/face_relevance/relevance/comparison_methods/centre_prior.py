"""Relevance by place alone: what lies in the middle of an image."""

from dataclasses import dataclass

import torch
from torch import Tensor

from face_relevance.relevance.comparison_methods.centre_gaussian import draw_centre_gaussian
from face_relevance.relevance.comparison_methods.gradients import decide
from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph


@dataclass(frozen=True)
class CentrePrior:
    """The same Gaussian of the distance from the centre for every image, class and network."""

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Draw one map for all images."""
        if images.dim() != 4:
            raise ValueError("the centre prior needs images (N, C, H, W)")
        target, score = decide(graph, images, choose_target)
        prior = torch.from_numpy(draw_centre_gaussian(*images.shape[-2:])).to(images)
        relevance = prior.expand(*score.shape, 1, -1, -1).clone()
        return Explanation(relevance, target, score, enter_ends(score, relevance))
