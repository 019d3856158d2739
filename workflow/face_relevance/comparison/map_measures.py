"""How alike two relevance maps of one image are."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

from face_relevance.comparison.intervals import CORRELATION, UNIT

TOP = 0.1


class Measure(NamedTuple):
    """A measure of likeness, cut where the work for one map ends and that for two begins.

    Attributes
    ----------
    prepare : callable
        Maps (N, y, x) to whatever is compared (N, ...), float32.
    compare : callable
        Two of these, of matching maps, to their likeness (N,), float64.
    inner : bool
        Whether that is the inner product.
    bounds : tuple of float
        Smallest and largest possible value.
    """

    prepare: Callable[[np.ndarray], np.ndarray]
    compare: Callable[[np.ndarray, np.ndarray], np.ndarray]
    inner: bool
    bounds: tuple[float, float]


def pearson_vectors(maps: np.ndarray) -> np.ndarray:
    """Turn maps into vectors whose inner product is the Pearson correlation.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (N, pixel), float32
        Centred, of length 1. A constant map has zeros: where ties break at random and
        independently, its expected correlation with any other map is 0.
    """
    flat = maps.reshape(len(maps), -1)
    centred = flat - flat.mean(axis=1, keepdims=True, dtype=np.float64)
    centred[np.ptp(flat, axis=1) == 0] = 0
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return (centred / np.where(length > 0, length, 1)).astype(np.float32)


def rank_vectors(maps: np.ndarray) -> np.ndarray:
    """Turn maps into vectors whose inner product is the Spearman correlation.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (N, pixel), float32
        Mid-ranks, centred, of length 1; zeros for a constant map.
    """
    return pearson_vectors(stats.rankdata(maps.reshape(len(maps), -1), axis=1))


def top_vectors(maps: np.ndarray) -> np.ndarray:
    """Turn maps into vectors whose inner product is the overlap of their top 10 %.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (N, pixel), float32
        ``1 / √k`` for each of the k = round(0.1 · pixel) largest values. Values that tie at the
        border share the places that are left, so that the inner product is the overlap
        ``|∩| / k`` expected when ties break at random and independently.
    """
    values = maps.reshape(len(maps), -1)
    size = values.shape[1]
    count = max(round(TOP * size), 1)
    border = np.partition(values, size - count, axis=1)[:, size - count, None]
    above, tied = values > border, values == border
    places = (count - above.sum(axis=1, keepdims=True)) / tied.sum(axis=1, keepdims=True)
    return ((above + tied * places) / np.sqrt(count)).astype(np.float32)


def scale_to_one(maps: np.ndarray) -> np.ndarray:
    """Divide each map by its largest absolute value.

    Parameters
    ----------
    maps : numpy.ndarray, (N, y, x)

    Returns
    -------
    numpy.ndarray, (N, y, x), float32
        Between -1 and 1; a map of zeros stays as it is.
    """
    largest = np.abs(maps).max(axis=(1, 2), keepdims=True)
    return np.asarray(maps / np.where(largest > 0, largest, 1), dtype=np.float32)


def structural_similarity(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Compare maps by the structural similarity index (SSIM).

    Parameters
    ----------
    one, other : numpy.ndarray, (N, y, x)
        From `scale_to_one`, of at least 7 by 7 pixels.

    Returns
    -------
    numpy.ndarray, (N,), float64
        Mean over windows of 7 by 7 pixels, for values between -1 and 1 (scikit-image).

    References
    ----------
    Wang, Bovik, Sheikh & Simoncelli (2004), IEEE Transactions on Image Processing 13, 600-612.
    """
    # Here because the import takes long, and most jobs that use this room compare no maps.
    from skimage.metrics import structural_similarity as ssim

    return np.array([ssim(a, b, data_range=2) for a, b in zip(one, other, strict=True)], float)


def multiply(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Take the inner product of matching rows in double precision.

    Parameters
    ----------
    one, other : numpy.ndarray, (N, pixel)

    Returns
    -------
    numpy.ndarray, (N,), float64
    """
    return np.einsum("ip,ip->i", one, other, dtype=np.float64)


MEASURES = {
    "pearson": Measure(pearson_vectors, multiply, True, CORRELATION),
    "spearman": Measure(rank_vectors, multiply, True, CORRELATION),
    "ssim": Measure(scale_to_one, structural_similarity, False, CORRELATION),
    "top-10%-overlap": Measure(top_vectors, multiply, True, UNIT),
}
