"""Orders in which pixels are kept."""

import hashlib

import numpy as np
import xarray as xr

# An order is a sign: a map ranked after multiplication with it puts the pixels to keep first.
ORDERS = {"keep-most-relevant": 1, "keep-least-relevant": -1}


def seed_by_label(seed: int, purpose: str, label: str) -> np.random.Generator:
    """Make a generator that depends on an image's label, never on its position.

    Parameters
    ----------
    seed : int
        Seed of the study.
    purpose : str
        What is drawn; two purposes draw independently for the same image.
    label : str
        Label of the image.

    Returns
    -------
    numpy.random.Generator
    """
    digest = hashlib.sha256(f"{purpose}\0{label}".encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "little")])


def rank_pixels(maps: xr.DataArray, seed: int, order: str = "keep-most-relevant") -> xr.DataArray:
    """Rank the pixels of each map; rank 0 is the first pixel to keep.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Relevance, with unique labels on ``image``.
    seed : int
        Seed of the tie breaking.
    order : str
        A name in `ORDERS`.

    Returns
    -------
    xarray.DataArray, (image, y, x), int32
        A permutation of ``0 … H·W - 1`` for each image.

    Raises
    ------
    ValueError
        If the order is unknown or a map contains NaN.

    Notes
    -----
    Equal values are put in a random order drawn from the seed and the image's label. It is the
    same for every source, so that equal maps give equal masks whatever model they come from.
    """
    if order not in ORDERS:
        raise ValueError(f"unknown order {order!r}; choose one of {', '.join(ORDERS)}")
    maps = maps.transpose("image", "y", "x")
    labels = maps["image"].values
    values = maps.values.reshape(len(labels), -1)
    bad = np.isnan(values).any(axis=1)
    if bad.any():
        raise ValueError(f"the map of image {labels[bad][0]!r} contains NaN; explain it again")
    ranks = np.empty(values.shape, dtype=np.int32)
    for row, (label, value) in enumerate(zip(labels, -ORDERS[order] * values, strict=True)):
        shuffled = seed_by_label(seed, "ties", label).permutation(value.size)
        first_to_last = shuffled[np.argsort(value[shuffled], kind="stable")]
        ranks[row, first_to_last] = np.arange(value.size, dtype=np.int32)
    return maps.copy(data=ranks.reshape(maps.shape))


def keep_masks(ranks: xr.DataArray, fraction: float) -> xr.DataArray:
    """Mark the pixels that are kept at one fraction.

    Parameters
    ----------
    ranks : xarray.DataArray, (image, y, x)
        Ranks of `rank_pixels`.
    fraction : float
        Kept fraction of the pixels, 0 to 1.

    Returns
    -------
    xarray.DataArray, (image, y, x), bool
        True for exactly ``round(fraction · H · W)`` pixels of each image.
    """
    return ranks < round(fraction * ranks.sizes["y"] * ranks.sizes["x"])
