"""Orders in which pixels are kept."""

import hashlib

import numpy as np
import xarray as xr

from face_relevance.masking.joining import check_numbers
from face_relevance.store.labels import select_labels

# An order is a sign: a map ranked after multiplication with it puts the pixels to keep first.
ORDERS = {"keep-most-relevant": 1, "keep-least-relevant": -1}

SIGNS = ("signed", "positive")


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


def rank_pixels(
    maps: xr.DataArray,
    seed: int,
    order: str = "keep-most-relevant",
    sign: str = "signed",
    units: xr.DataArray | None = None,
) -> xr.DataArray:
    """Rank the pixels of each map; rank 0 is the first pixel to keep.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Relevance, with unique labels on ``image``.
    seed : int
        Seed of the tie breaking.
    order : str
        A name in `ORDERS`.
    sign : {"signed", "positive"}
        With ``"positive"`` all pixels without positive relevance tie.
    units : xarray.DataArray, (image, y, x), integer, optional
        Units of each image, see :func:`divide_images`. They are ranked by their mean relevance,
        pixels within one in scan order. Without it every pixel is a unit.

    Returns
    -------
    xarray.DataArray, (image, y, x), int32
        A permutation of ``0 … H·W - 1`` for each image.

    Raises
    ------
    ValueError
        If order or sign is unknown, a map contains NaN or an image has no units.

    Notes
    -----
    Equal units are put in a random order drawn from the seed and the image's label. It is the
    same for every source, so that equal maps give equal masks whatever model they come from.

    A mask has no history, so that the two orders are the four procedures of the literature.
    ``keep-most-relevant`` at fraction p is insertion at p and, read from the other end, deletion
    of the least relevant first (LeRF) after the share 1 - p. ``keep-least-relevant`` at p is
    deletion of the most relevant first (MoRF, pixel flipping) after 1 - p, and the control
    ``inverse`` where relevance is signed.

    References
    ----------
    Samek et al. (2017), doi:10.1109/TNNLS.2016.2599820.
    """
    for what, value, known in (("order", order, ORDERS), ("sign", sign, SIGNS)):
        if value not in known:
            raise ValueError(f"unknown {what} {value!r}; choose one of {', '.join(known)}")
    maps = maps.transpose("image", "y", "x")
    labels = maps["image"].values
    check_numbers(maps)
    values = maps.values.reshape(len(labels), -1)
    if sign == "positive":
        values = values.clip(min=0)
    if units is not None:
        units = select_labels(units, "image", labels, "units").transpose("image", "y", "x")
        units = units.values.reshape(values.shape)
    ranks = np.empty(values.shape, dtype=np.int32)
    for row, label in enumerate(labels):
        rng = seed_by_label(seed, "ties", label)
        if units is None:
            ranks[row] = _rank(-ORDERS[order] * values[row], rng)
        else:
            means = np.bincount(units[row], values[row]) / np.bincount(units[row])
            unit_ranks = _rank(-ORDERS[order] * means, rng)
            ranks[row, np.argsort(unit_ranks[units[row]], kind="stable")] = np.arange(
                values.shape[1], dtype=np.int32
            )
    return maps.copy(data=ranks.reshape(maps.shape))


def _rank(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rank values from the lowest, equal ones in random order."""
    shuffled = rng.permutation(values.size)
    ranks = np.empty(values.size, dtype=np.int32)
    ranks[shuffled[np.argsort(values[shuffled], kind="stable")]] = np.arange(values.size)
    return ranks


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
        True for exactly ``round(fraction · H · W)`` pixels of each image; of a unit that does not
        fit whole, the first pixels in scan order.
    """
    return ranks < round(fraction * ranks.sizes["y"] * ranks.sizes["x"])
