"""Ways to explain a network that should leave fewer artifacts in its maps."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from face_relevance.relevance.attribution import Relevance, attribute
from face_relevance.relevance.graphs import Graph
from face_relevance.relevance.propagation import (
    COMPOSITES,
    AlphaBeta,
    Box,
    Composite,
    Epsilon,
    Flat,
    FromLowest,
    WSquare,
)

PLAIN = COMPOSITES["epsilon-plus"]
"""What remedies are applied to: z⁺ down to the image, which leaves pixels of zero without any."""

Explain = Callable[[Tensor, Tensor], Relevance]
Bounds = tuple[Sequence[float], Sequence[float]]


class View(NamedTuple):
    """A change of the frame of an image, and the way back for maps.

    Attributes
    ----------
    apply : callable
        From images (N, C, H, W) to changed ones.
    undo : callable
        From maps (N, H, W) of changed images to maps of the images; zero where the changed one did
        not show the pixel.
    """

    apply: Callable[[Tensor], Tensor]
    undo: Callable[[Tensor], Tensor]


def apply_remedy(name: str, graph: Graph, bounds: Bounds) -> Explain:
    """Explain a network by z⁺ and ε with a remedy against artifacts.

    Parameters
    ----------
    name : str
        Name in `REMEDIES`, or "none".
    graph : Graph
        The network.
    bounds : tuple of sequence of float
        Lowest and highest value of every channel of the preprocessed image.

    Returns
    -------
    callable
        From preprocessed images (N, C, H, W) and target classes (N,) to their `Relevance`. Ledger
        and score of averaged maps are averages too; a pixel that some shifted image did not show
        has the average of the others.

    Raises
    ------
    ValueError
        If there is no such remedy.
    """
    if name not in ("none", *REMEDIES):
        raise ValueError(f"no remedy {name!r}: choose one of {', '.join(REMEDIES)}")
    if name in VIEWS:
        return partial(_average, partial(attribute, graph, composite=PLAIN), VIEWS[name])
    return partial(attribute, graph, composite=_choose_rules(name, bounds))


def _choose_rules(name: str, bounds: Bounds) -> Composite:
    low, high = (tuple(bound) for bound in bounds)
    if name == "none":
        return PLAIN
    if name == "ignore-bias":
        return Composite(AlphaBeta(1, 0, bias="ignored"), Epsilon(bias="ignored"))
    first = {
        "rescaled-input": FromLowest(low),
        "flat-first": Flat(),
        "w-square-first": WSquare(),
        "box-first": Box(low, high),
    }
    return replace(PLAIN, first=first[name])


def _average(explain: Explain, views: Sequence[View], images: Tensor, target: Tensor) -> Relevance:
    """Average over views, each with its change undone and with the same weight."""
    found = [explain(view.apply(images).contiguous(), target) for view in views]
    shown = sum(view.undo(torch.ones_like(images[:1, 0])) for view in views)
    maps = sum(view.undo(one.maps) for view, one in zip(views, found, strict=True)) / shown
    means = {
        name: torch.stack([getattr(one, name) for one in found]).mean(0)
        for name in ("ledger", "absorbed", "score")
    }
    return replace(found[0], maps=maps, **means)


def _shift(images: Tensor, down: int, right: int) -> Tensor:
    """Shift images, and repeat the edge where the frame showed nothing."""
    for axis, pixels in ((-2, down), (-1, right)):
        size = images.shape[axis]
        places = (torch.arange(size, device=images.device) - pixels).clamp(0, size - 1)
        images = images.index_select(axis, places)
    return images


def _shift_back(maps: Tensor, down: int, right: int) -> Tensor:
    return F.pad(maps, (-right, right, -down, down))


def _flip(dims: tuple[int, ...]) -> View:
    change = partial(torch.flip, dims=dims)
    return View(change, change)


# Every row and every column of a grid of 8 by 8 pixels occurs once, so that what alternates with
# strides up to 8 averages out along both axes.
_SHIFTS = [(i - 4, 3 * i % 8 - 4) for i in range(8)]

VIEWS = {
    "averaged-shifts": [
        View(partial(_shift, down=d, right=r), partial(_shift_back, down=d, right=r))
        for d, r in _SHIFTS
    ],
    "averaged-flips": [_flip(dims) for dims in ((), (-1,), (-2,), (-2, -1))],
}
"""Changes of the frame that maps are averaged over, by remedy."""

REMEDIES = (
    "ignore-bias",
    "rescaled-input",
    "flat-first",
    "w-square-first",
    "box-first",
    *VIEWS,
)
"""What can be changed when a network is explained, by name."""
