"""Units with the same number of peaks, the map of each group, and which group is the best."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.advise.displays import Display
from face_relevance.relevance.comparison_methods.masked_scores import split_passes
from face_relevance.relevance.fidelity import (
    correlate_maps,
    mask_images,
    measure_fidelity,
    rescale_maps,
)
from face_relevance.relevance.graphs.graph import Graph


@dataclass(frozen=True)
class UnitMaps:
    """The units of a layer for one image and one class, or two.

    Parameters
    ----------
    activations : Tensor (unit, h, w)
    weights : Tensor (K, unit)
        Mean gradient of the probability of K classes.
    size : torch.Size
        Height and width of the image.
    """

    activations: Tensor
    weights: Tensor
    size: torch.Size

    def draw(self, members: Tensor, k: int = 0) -> tuple[Tensor, Tensor]:
        """Draw the map of groups of units for the k-th class.

        Parameters
        ----------
        members : Tensor (P, unit) bool
        k : int

        Returns
        -------
        maps : Tensor (P, H, W)
            From 0 to 1; 0 where a map is constant.
        positive : Tensor (P,) bool
            Whether anything of the map is left by its ReLU.
        """
        weighed = members.to(self.weights) * self.weights[k]
        maps = torch.einsum("pu,uhw->phw", weighed, self.activations).relu()
        positive = maps.flatten(1).amax(1) > 0
        # With antialiasing, which enlarging does not need, torch has the bicubic kernel of MATLAB.
        maps = F.interpolate(rescale_maps(maps)[:, None], self.size, mode="bicubic", antialias=True)
        return maps[:, 0].clamp(0, 1), positive


def split_units(peaks: Tensor) -> tuple[Tensor, Tensor]:
    """Group units by their score.

    Parameters
    ----------
    peaks : Tensor (unit,) int64

    Returns
    -------
    counts : Tensor (P,) int64
        Numbers of peaks that occur, ascending.
    members : Tensor (P, unit) bool
    """
    counts = peaks.unique()
    return counts, peaks == counts[:, None]


def measure_groups(
    graph: Graph,
    image: Tensor,
    display: Display,
    units: UnitMaps,
    members: Tensor,
    probabilities: Tensor,
    target: int,
    published: bool,
) -> Tensor:
    """Measure the AVX of the map of each group.

    Parameters
    ----------
    graph : Graph
    image : Tensor (1, 3, H, W)
        Preprocessed.
    display : Display
    units : UnitMaps
        Of the explained class and, for the published AVX, its rival.
    members : Tensor (P, unit) bool
    probabilities : Tensor (1, class)
        Of the image.
    target : int
        Explained class.
    published : bool
        As in `measure_fidelity`.

    Returns
    -------
    Tensor (P,)
        NaN for groups whose map is 0 everywhere.
    """
    maps, positive = units.draw(members)
    scores = maps.new_full((len(members),), torch.nan)
    if not positive.any():
        return scores
    maps = maps[positive]
    sensitivity = correlate_maps(maps, units.draw(members[positive], 1)[0]) if published else None
    pixels = display.show(image)
    masked = mask_images(pixels, maps, published)
    with torch.no_grad():
        decisions = torch.cat([graph(display.hide(part)) for part in split_passes(masked)])
    fidelity = measure_fidelity(
        pixels,
        masked,
        probabilities,
        decisions.softmax(1),
        torch.tensor([target], device=image.device),
        sensitivity,
        published,
    )
    scores[positive] = fidelity.avx.to(scores)
    return scores
