"""Chance level of stability: one model's maps of two different images."""

import numpy as np

from face_relevance.comparison.map_measures import Measure

# Partners of each image under a measure that is no inner product; all pairs would take hours.
PARTNERS = 8


def compare_different_images(
    prepared: np.ndarray, measure: Measure, clusters: np.ndarray, image_weights: np.ndarray
) -> np.ndarray:
    """Average the likeness of maps of two different images over pairs of images in each resample.

    Parameters
    ----------
    prepared : numpy.ndarray, (image, ...)
        One model's maps, from ``measure.prepare``.
    measure : Measure
    clusters : numpy.ndarray, (image,), str
        Identity of each image.
    image_weights : numpy.ndarray, (row, image)
        Whole numbers.

    Returns
    -------
    numpy.ndarray, (row,), float64
        NaN in a row that holds no pair.

    Notes
    -----
    Every copy of an identity in a draw counts as an identity of its own: its images pair with each
    other once for each copy, and never with the images of another copy. A measure that is no inner
    product is taken for 8 partners of each image, the same under every model.
    """
    count = len(prepared)
    paired = np.ones((count, count))
    np.fill_diagonal(paired, 0)
    if measure.inner:
        flat = prepared.astype(np.float64)
        alike = flat @ flat.T
    else:
        paired = _choose_partners(count)
        one, other = np.nonzero(np.triu(paired))
        alike = np.zeros((count, count))
        alike[one, other] = alike[other, one] = measure.compare(prepared[one], prepared[other])
    same = clusters[:, None] == clusters[None, :]

    def add(values: np.ndarray) -> np.ndarray:
        """Add up a matrix of pairs in each row."""
        between = np.einsum("ri,ri->r", image_weights @ np.where(same, 0, values), image_weights)
        return between + image_weights @ np.where(same, values, 0).sum(axis=1)

    total = add(paired)
    return np.divide(add(paired * alike), total, out=np.full(len(total), np.nan), where=total > 0)


def _choose_partners(count: int) -> np.ndarray:
    """Choose partners of each image (image, image): its neighbours around a shuffled circle."""
    circle = np.random.default_rng(0).permutation(count)
    paired = np.zeros((count, count))
    for step in range(1, min(PARTNERS // 2, count // 2) + 1):
        paired[circle, np.roll(circle, step)] = paired[np.roll(circle, step), circle] = 1
    return paired
