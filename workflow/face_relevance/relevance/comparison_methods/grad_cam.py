"""Grad-CAM and Grad-CAM++: channels of a late layer, weighed by their gradients."""

from dataclasses import dataclass

from torch import Tensor

from face_relevance.relevance.comparison_methods.cam_layer import (
    differentiate_layer,
    weigh_channels,
)
from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph


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
        target, scores, activations, gradients = differentiate_layer(
            graph, images, choose_target, self.layer, "Grad-CAM"
        )
        relevance = weigh_channels(gradients.mean((-2, -1)), activations, images.shape[-2:])
        return Explanation(relevance, target, scores, enter_ends(scores, relevance))


@dataclass(frozen=True)
class GradCAMPlusPlus:
    """Grad-CAM whose gradients count by how much each place matters (Chattopadhay 2018).

    Parameters
    ----------
    layer : str, optional
        As for `GradCAM`.

    Notes
    -----
    ``ReLU(Σ_k w_k A^k)`` with ``w_k = Σ_ij α_ij ReLU(g_ij)`` and ``α = g² / (2 g² + g³ Σ_ab A_ab)``
    for the gradient g of the score. These are the derivatives of its exponential in a network of
    linear pieces, but for the positive factor exp(score), which scales the whole map and is left
    out because it overflows. It costs as much as Grad-CAM.

    References
    ----------
    Chattopadhay et al. (2018), arXiv 1710.11063.
    """

    layer: str | None = None

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Differentiate with respect to the layer and sum its channels."""
        target, scores, activations, gradients = differentiate_layer(
            graph, images, choose_target, self.layer, "Grad-CAM++"
        )
        # Divided by g²; where g is 0 or below, the place does not count anyway.
        divisors = 2 + gradients * activations.sum((-2, -1), keepdim=True)
        shares = (gradients.relu() / divisors).where(divisors != 0, 0)
        relevance = weigh_channels(shares.sum((-2, -1)), activations, images.shape[-2:])
        return Explanation(relevance, target, scores, enter_ends(scores, relevance))
