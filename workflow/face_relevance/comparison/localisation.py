"""Localisation: how well relevance maps find the pixels that are known to decide."""

import numpy as np
import xarray as xr
from scipy import stats

from face_relevance.store.labels import select_labels

LOCALISATION_MEASURES = ("mass", "rank", "pointing", "auc")


def score_localisation(maps: xr.DataArray, masks: xr.DataArray) -> xr.DataArray:
    """Score how well each relevance map finds the pixels of its image's causal mask.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Relevance, of any unit; a map may be of any sign.
    masks : xarray.DataArray, (image, y, x), bool
        Pixels that change when the cue is swapped; may hold more images, in any order.

    Returns
    -------
    xarray.DataArray, (measure, image), float64
        Between 0 and 1, images in the order of the maps.

    Raises
    ------
    ValueError
        If an image has no mask, sizes differ, a mask is empty or full, or a map holds values that
        are not finite; the message names the image.
    TypeError
        If masks are not boolean.

    Notes
    -----
    ``mass``: share of the positive relevance that is inside the mask. ``rank``: share of the K
    most relevant pixels that are inside, K the size of the mask. ``pointing``: whether the most
    relevant pixel is inside. ``auc``: area under the ROC curve of relevance as a classifier of
    pixels, that is, the probability that a pixel inside is more relevant than one outside, ties
    counting half. Where pixels tie at a border, ``rank`` and ``pointing`` are what is expected
    when ties break at random. In a map without positive relevance nothing speaks for what is
    explained: it counts as constant and has what chance has (see `expect_chance`).

    References
    ----------
    Arras, Osman & Samek (2022), CLEVR-XAI, Information Fusion 81, 14-40 (mass and rank accuracy);
    Zhang et al. (2018), Top-down neural attention by excitation backprop, International Journal
    of Computer Vision 126, 1084-1102 (pointing game).
    """
    maps = maps.transpose("image", "y", "x")
    images = maps["image"].values
    inside = _read_masks(select_labels(masks, "image", images, "masks"))
    values = maps.values
    if values.shape[1:] != (expected := (masks.sizes["y"], masks.sizes["x"])):
        raise ValueError(
            f"the map of image {images[0]!r} is {values.shape[1]} by {values.shape[2]} pixels but "
            f"its mask is {expected[0]} by {expected[1]}"
        )
    values = values.reshape(len(images), -1)
    bad = ~np.isfinite(values).all(axis=1)
    if bad.any():
        raise ValueError(
            f"the map of image {images[np.flatnonzero(bad)[0]]!r} holds NaN or infinite values"
        )
    values = np.where((values > 0).any(axis=1, keepdims=True), values, 0)
    scores = [
        _share_mass(values, inside),
        *_share_ranks(values, inside),
        _rank_area(values, inside),
    ]
    return _label(np.stack(scores), images)


def expect_chance(masks: xr.DataArray) -> xr.DataArray:
    """Give the scores that a map has by chance.

    Parameters
    ----------
    masks : xarray.DataArray, (image, y, x), bool

    Returns
    -------
    xarray.DataArray, (measure, image), float64
        Of a constant map: the mask's share of the image; 0.5 for ``auc``.

    Raises
    ------
    ValueError
        If a mask is empty or full; the message names the image.
    TypeError
        If masks are not boolean.
    """
    share = _read_masks(masks).mean(axis=1)
    return _label(np.stack([share, share, share, np.full_like(share, 0.5)]), masks["image"].values)


def _read_masks(masks: xr.DataArray) -> np.ndarray:
    """Masks (image, pixel) in which every image has pixels inside and outside."""
    if masks.dtype != bool:
        raise TypeError(f"masks are of type {masks.dtype}; say which pixels count by a boolean")
    masks = masks.transpose("image", "y", "x")
    inside = masks.values.reshape(masks.sizes["image"], -1)
    for name, bad in (("empty", ~inside.any(axis=1)), ("full", inside.all(axis=1))):
        if bad.any():
            image = masks["image"].values[np.flatnonzero(bad)[0]]
            raise ValueError(
                f"the mask of image {image!r} is {name}, so that no map can find it better than "
                f"another ({bad.sum()} such masks); leave such images out"
            )
    return inside


def _share_mass(values: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Share of positive relevance inside."""
    positive = values.clip(min=0)
    total = positive.sum(axis=1, dtype=np.float64)
    within = (positive * inside).sum(axis=1, dtype=np.float64)
    return np.divide(within, total, out=inside.mean(axis=1), where=total > 0)


def _share_ranks(values: np.ndarray, inside: np.ndarray) -> list[np.ndarray]:
    """Share inside of the K most relevant pixels, K the size of the mask, and of the first one."""
    descending = -np.sort(-values, axis=1)
    shares = []
    for count in (inside.sum(axis=1, keepdims=True), np.ones((len(values), 1), dtype=int)):
        border = np.take_along_axis(descending, count - 1, axis=1)
        above, tied = values > border, values == border
        # Values that tie at the border share the places that are left.
        places = (count - above.sum(axis=1, keepdims=True)) / tied.sum(axis=1, keepdims=True)
        shares.append(((above + tied * places) * inside).sum(axis=1) / count[:, 0])
    return shares


def _rank_area(values: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Area under the ROC curve, from mid-ranks (Mann & Whitney's U over its largest value)."""
    count = inside.sum(axis=1)
    total = (stats.rankdata(values, axis=1) * inside).sum(axis=1)
    return (total - count * (count + 1) / 2) / (count * (inside.shape[1] - count))


def _label(scores: np.ndarray, images: np.ndarray) -> xr.DataArray:
    """Scores with the names of measures and images."""
    names = np.array(LOCALISATION_MEASURES, dtype=object)
    return xr.DataArray(
        scores, dims=("measure", "image"), coords={"measure": names, "image": images}
    )
