"""Relevance by chance: what any method must beat."""

import hashlib
from dataclasses import dataclass

import torch
from torch import Tensor

from face_relevance.relevance.comparison_methods.gradients import decide
from face_relevance.relevance.comparison_methods.noise import draw_noise
from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph


@dataclass(frozen=True)
class RandomMap:
    """Independent standard normal numbers for every value of the image.

    They depend on the seed, the image, the class and the weights of the network, so that the maps
    of two networks are as unrelated as those of two images.
    """

    seed: int = 0

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Draw one map for every image and class."""
        target, score = decide(graph, images, choose_target)
        network = _digest_weights(graph)
        relevance = torch.stack(
            [
                draw_noise(images, [f"{self.seed}-{network}-{c}" for c in classes.tolist()])
                for classes in target.classes.T
            ]
        )
        return Explanation(relevance, target, score, enter_ends(score, relevance))


def _digest_weights(graph: Graph) -> str:
    digest = hashlib.sha256()
    for node in graph.nodes:
        if node.has_weights:
            digest.update(node.operation.weight.double().sum().cpu().numpy().tobytes())
    return digest.hexdigest()
