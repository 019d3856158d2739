"""Probabilities of an image under many masks, for methods that need no gradient."""

import torch
from torch import Tensor

from face_relevance.relevance.graphs.graph import Graph

PASS_PIXELS = 2**18
"""Pixels in one forward pass on a CPU."""

DEVICE_PASS_PIXELS = 2**22
"""The same on an accelerator: 83 images of 224 px."""


def score_masked(graph: Graph, image: Tensor, masks: Tensor, selection: Tensor) -> Tensor:
    """Score one image under many masks.

    Parameters
    ----------
    graph : Graph
    image : Tensor (C, H, W)
        Preprocessed; what a mask removes becomes 0, the mean colour where preprocessing subtracts
        it.
    masks : Tensor (M, H, W)
        0 to 1.
    selection : Tensor (K, class)
        Weights of the classes.

    Returns
    -------
    Tensor (K, M)
        Softmax probability of the explained class, less that of its rival, if any.
    """
    with torch.no_grad():
        probabilities = [
            graph((image * part[:, None]).contiguous(memory_format=torch.channels_last)).softmax(1)
            for part in split_passes(masks)
        ]
    return selection @ torch.cat(probabilities).T


def split_passes(values: Tensor) -> tuple[Tensor, ...]:
    """Split values (M, …, H, W) into parts of so many images as go into one forward pass."""
    most = PASS_PIXELS if values.is_cpu else DEVICE_PASS_PIXELS
    return values.split(max(1, most // (values.shape[-2] * values.shape[-1])))
