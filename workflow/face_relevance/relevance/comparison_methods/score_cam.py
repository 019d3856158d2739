"""Score-CAM: channels of a late layer, weighed by what they let a network see."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.comparison_methods.cam_layer import find_cam_layer, weigh_channels
from face_relevance.relevance.comparison_methods.masked_scores import score_masked
from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph

CHUNK = 128
"""Channels that are enlarged at a time."""


@dataclass(frozen=True)
class ScoreCAM:
    """``ReLU(Σ_k w_k A^k)`` with ``w_k`` the confidence that channel k alone gives (Wang 2020).

    Parameters
    ----------
    layer : str, optional
        Layer whose output is A; by default the last one with rows and columns, before pooling.

    Notes
    -----
    Each channel, enlarged bilinearly and stretched to values from 0 to 1, masks the preprocessed
    image; its weight is the probability of the class on the masked image less that on an image of
    zeros (the paper's increase of confidence). The paper's algorithm has these weights pass a
    softmax over the channels, its authors' code has not, nor has this. A constant channel has no
    weight. Costs one forward pass of an image for each channel, whatever the number of classes.

    References
    ----------
    Wang et al. (2020), arXiv 1910.01279.
    """

    layer: str | None = None

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Score every image under each of its channels."""
        with torch.no_grad():
            values = graph.evaluate(images)
            position = find_cam_layer(graph, values, self.layer, "Score-CAM")
            target = choose_target(values[-1])
            nothing = graph(torch.zeros_like(images[:1])).softmax(1)[0]
        activations, size = values[position], images.shape[-2:]
        weights = []
        for image, channels, selection in zip(
            images, activations, target.selection.unbind(1), strict=True
        ):
            scores = []
            for part in channels.split(CHUNK):
                masks = F.interpolate(part[:, None], size, mode="bilinear", align_corners=False)
                masks, varies = _stretch(masks[:, 0])
                shown = score_masked(graph, image, masks, selection)
                scores.append((shown - (selection @ nothing)[:, None]) * varies)
            weights.append(torch.cat(scores, dim=1))
        relevance = weigh_channels(torch.stack(weights, dim=1), activations, size)
        scores = target.score(values[-1])
        return Explanation(relevance, target, scores, enter_ends(scores, relevance))


def _stretch(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Stretch maps (M, H, W) to 0 to 1; tell which are not constant (M,)."""
    low, high = maps.amin((1, 2)), maps.amax((1, 2))
    varies = high > low
    spread = (high - low).where(varies, 1)
    return (maps - low[:, None, None]) / spread[:, None, None], varies
