"""RISE: the mean of random masks, weighed by what they let a network see."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.comparison_methods.gradients import decide
from face_relevance.relevance.comparison_methods.masked_scores import score_masked
from face_relevance.relevance.explanation import ChooseTarget, Explanation, enter_ends
from face_relevance.relevance.graphs.graph import Graph

CHUNK = 64
"""Masks that are drawn at a time."""


@dataclass(frozen=True)
class RISE:
    """``Σ_m p(image · M_m) M_m / (M · probability)`` over random masks M_m (Petsiuk 2018).

    Parameters
    ----------
    masks : int
        How many. The paper takes 4,000 for VGG-16 at 224 px.
    cells : int
        Cells on each side of a mask, each shown or not.
    probability : float
        Of a cell to be shown.
    seed : int
        Of the masks, which are the same for all images of one size.

    Notes
    -----
    A mask is a grid of cells, enlarged bilinearly to a little more than the image and cut out at
    a random place. It multiplies the preprocessed image. Costs one forward pass of an image for
    each mask, whatever the number of classes.

    References
    ----------
    Petsiuk et al. (2018), arXiv 1806.07421.
    """

    masks: int = 500
    cells: int = 7
    probability: float = 0.5
    seed: int = 0

    def __post_init__(self):
        """Refuse parameters without meaning."""
        if self.masks < 1 or self.cells < 1 or not 0 < self.probability <= 1:
            raise ValueError(
                f"RISE with {self.masks} masks of {self.cells} cells and probability "
                f"{self.probability}: take at least 1 mask and 1 cell, and a probability above 0 "
                "and up to 1"
            )

    def explain(self, graph: Graph, images: Tensor, choose_target: ChooseTarget) -> Explanation:
        """Score every image under each mask."""
        if images.dim() != 4:
            raise ValueError("RISE needs images (N, C, H, W)")
        target, score = decide(graph, images, choose_target)
        maps = images.new_zeros(len(score), len(images), 1, *images.shape[-2:])
        for masks in self.draw_masks(images):
            for n, image in enumerate(images):
                shown = score_masked(graph, image, masks, target.selection[:, n])
                maps[:, n, 0] += torch.einsum("km,mhw->khw", shown, masks)
        relevance = maps / (self.masks * self.probability)
        return Explanation(relevance, target, score, enter_ends(score, relevance))

    def draw_masks(self, images: Tensor) -> Iterator[Tensor]:
        """Draw masks (M, H, W) for images (N, C, H, W), a few at a time."""
        generator = torch.Generator().manual_seed(self.seed)
        height, width = images.shape[-2:]
        down, right = (math.ceil(side / self.cells) for side in (height, width))
        enlarged = ((self.cells + 1) * down, (self.cells + 1) * right)
        for start in range(0, self.masks, CHUNK):
            count = min(CHUNK, self.masks - start)
            cells = torch.rand(count, 1, self.cells, self.cells, generator=generator)
            shown = (cells < self.probability).to(images)
            shown = F.interpolate(shown, enlarged, mode="bilinear", align_corners=False)[:, 0]
            tops = torch.randint(down, (count,), generator=generator).tolist()
            lefts = torch.randint(right, (count,), generator=generator).tolist()
            yield torch.stack(
                [
                    mask[top : top + height, left : left + width]
                    for mask, top, left in zip(shown, tops, lefts, strict=True)
                ]
            )
