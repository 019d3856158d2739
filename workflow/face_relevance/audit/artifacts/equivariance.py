"""Whether the map follows when the image is flipped, shifted or turned."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from face_relevance.audit.artifacts.maps import ExplainMaps, correlate


class Transformation(NamedTuple):
    """A change of the frame of an image.

    Attributes
    ----------
    audit : str
        "flips", "shifts" or "turns".
    apply : callable
        From images or maps (…, H, W) to changed ones of the same size.
    margin : int
        So many rows and columns at all ends show before or after what the frame did not.
    """

    audit: str
    apply: Callable[[Tensor], Tensor]
    margin: int = 0


def list_transformations(
    size: tuple[int, int], strides: Sequence[int]
) -> dict[str, Transformation]:
    """List the transformations of images of a size.

    Parameters
    ----------
    size : tuple of int
        Rows and columns.
    strides : sequence of int
        Of the layers of the network. Images are shifted down and right by one pixel, and by half of
        the largest stride, up to a quarter of their smaller side.

    Returns
    -------
    dict of str to Transformation
        Quarter turns of square images only.
    """
    found = {
        "flip-horizontal": Transformation("flips", partial(torch.flip, dims=(-1,))),
        "flip-vertical": Transformation("flips", partial(torch.flip, dims=(-2,))),
    }
    for pixels in sorted({1, max(1, min(max(strides, default=1) // 2, min(size) // 4))}):
        shift = partial(_shift, pixels=pixels)
        found[f"shift-{pixels}"] = Transformation("shifts", shift, margin=pixels)
    for turns in (1, 2, 3) if size[0] == size[1] else (2,):
        turn = partial(torch.rot90, k=turns, dims=(-2, -1))
        found[f"turn-{90 * turns}"] = Transformation("turns", turn)
    return found


def measure_equivariance(
    explain: ExplainMaps,
    inputs: Tensor,
    maps: np.ndarray,
    transformations: Mapping[str, Transformation],
) -> np.ndarray:
    """Correlate the maps of transformed images with transformed maps.

    Parameters
    ----------
    explain : callable
    inputs : Tensor (N, C, H, W)
    maps : numpy.ndarray, (N, y, x)
        Of the inputs as they are.
    transformations : mapping of str to Transformation

    Returns
    -------
    numpy.ndarray, (transformation, N), float64
        Pearson's r over the pixels that show the same before and after; see `correlate`.
    """
    found = []
    for _, apply, margin in transformations.values():
        expected = apply(torch.from_numpy(maps)).numpy()
        seen = (..., *[slice(margin, -margin or None)] * 2)
        found.append(correlate(explain(apply(inputs).contiguous())[seen], expected[seen]))
    return np.stack(found)


def _shift(values: Tensor, pixels: int) -> Tensor:
    """Shift down and right; the first row and column stand in for what the frame did not show."""
    rows, columns = ((torch.arange(size) - pixels).clamp(min=0) for size in values.shape[-2:])
    return values[..., rows[:, None], columns[None, :]]
