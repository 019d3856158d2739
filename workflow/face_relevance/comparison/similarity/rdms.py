"""Representational dissimilarity matrices (RDMs) with labelled conditions."""

import numpy as np
import xarray as xr

from face_relevance.store.labels import read_names, select_labels

# Name of the second dimension of an RDM; xarray allows no dimension twice.
PAIRED = "paired_condition"
# Features are centred and multiplied in blocks of this many columns, in double precision.
BLOCK = 2**15
# Dissimilarities that differ by rounding only are ties.
DECIMALS = 12


class ConstantPatternsError(ValueError):
    """Patterns of which each has one value only, so that none correlates with another."""


def average_patterns(features: xr.DataArray, identity: xr.DataArray) -> xr.DataArray:
    """Average the patterns of all images of an identity.

    Parameters
    ----------
    features : xarray.DataArray, (image, ...)
        Features or relevance maps.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.

    Returns
    -------
    xarray.DataArray, (condition, ...)
        A pattern for each identity, in the order of their names.
    """
    features = features.transpose("image", ...)
    images = features["image"].values
    names, member = np.unique(
        read_names(select_labels(identity, "image", images, "identity").values), return_inverse=True
    )
    means = [
        features.values[member == index].mean(axis=0, dtype=np.float64)
        for index in range(len(names))
    ]
    return xr.DataArray(
        np.stack(means).astype(np.float32),
        dims=("condition", *features.dims[1:]),
        coords={"condition": names},
    )


def compute_rdm(patterns: xr.DataArray) -> xr.DataArray:
    """Compute the dissimilarity 1 - Pearson between all pairs of patterns.

    Parameters
    ----------
    patterns : xarray.DataArray, (condition, ...)
        Patterns with labelled conditions; further dimensions are flattened.

    Returns
    -------
    xarray.DataArray, (condition, paired_condition), float64
        Symmetric, zero on the diagonal.

    Raises
    ------
    ValueError
        If a pattern holds a value that is not finite; a `ConstantPatternsError` if all patterns
        are constant.

    Notes
    -----
    A constant pattern, such as the map of a method that finds nothing in an image, correlates with
    no other: its dissimilarity is 1. Apart from that, the result equals rsatoolbox'
    ``calc_rdm(method="correlation")``. That one copies the patterns twice and sums in single
    precision; layers of a million features are therefore multiplied in blocks here.
    """
    patterns = patterns.transpose("condition", ...)
    names = patterns["condition"].values
    flat = patterns.values.reshape(len(names), -1)
    if not np.isfinite(flat).all():
        bad = names[~np.isfinite(flat).all(axis=1)][0]
        raise ValueError(f"the pattern of condition {bad!r} is not finite")
    means = flat.mean(axis=1, dtype=np.float64)[:, None]
    products = np.zeros((len(names), len(names)))
    for start in range(0, flat.shape[1], BLOCK):
        centred = flat[:, start : start + BLOCK] - means
        products += centred @ centred.T
    length = np.sqrt(np.diag(products))
    varies = length > 1e-12 * np.sqrt(flat.shape[1]) * np.abs(means[:, 0])
    if not varies.any():
        raise ConstantPatternsError(
            "all patterns are constant, so that none correlates with another"
        )
    scale = np.outer(length, length)
    correlation = np.divide(
        products, scale, out=np.zeros_like(products), where=np.outer(varies, varies)
    )
    dissimilarity = np.round(1 - correlation, DECIMALS)
    dissimilarity = np.maximum(dissimilarity, dissimilarity.T)
    np.fill_diagonal(dissimilarity, 0)
    return label_rdm(dissimilarity, names)


def label_rdm(dissimilarity: np.ndarray, conditions: np.ndarray) -> xr.DataArray:
    """Label a square matrix as an RDM.

    Parameters
    ----------
    dissimilarity : numpy.ndarray, (N, N)
    conditions : array-like of str, (N,)

    Returns
    -------
    xarray.DataArray, (condition, paired_condition), float64
    """
    names = read_names(conditions)
    return xr.DataArray(
        np.asarray(dissimilarity, dtype=np.float64),
        dims=("condition", PAIRED),
        coords={"condition": names, PAIRED: names},
    )


def compute_category_rdm(category: xr.DataArray) -> xr.DataArray:
    """Build the RDM of a category: 0 within, 1 between.

    Parameters
    ----------
    category : xarray.DataArray, (image,), str
        For instance the identity of each image; the images are the conditions.

    Returns
    -------
    xarray.DataArray, (condition, paired_condition), float64
    """
    values = read_names(category.values)
    return label_rdm(values[:, None] != values[None, :], category["image"].values)


def compute_distance_rdm(coordinates: xr.DataArray) -> xr.DataArray:
    """Compute the Euclidean distances between rows of coordinates.

    Parameters
    ----------
    coordinates : xarray.DataArray, (condition, coefficient)
        For instance the latent shape of each identity.

    Returns
    -------
    xarray.DataArray, (condition, paired_condition), float64
        In the unit of the coordinates.
    """
    values = coordinates.transpose("condition", ...).values.astype(np.float64)
    distance = np.linalg.norm(values[:, None] - values[None, :], axis=2)
    return label_rdm(np.round(distance, DECIMALS), coordinates["condition"].values)


def stack_upper(
    rdm: xr.DataArray, conditions: list[str], what: str, missing: bool = False
) -> np.ndarray:
    """Read the upper triangle of an RDM with its conditions in a given order.

    Parameters
    ----------
    rdm : xarray.DataArray, (condition, paired_condition)
    conditions : list of str
        Order of the conditions.
    what : str
        Name of the RDM in messages.
    missing : bool
        Whether pairs may be NaN, such as those that a subject did not judge.

    Returns
    -------
    numpy.ndarray, (pair,), float64
        Row by row, as rsatoolbox and scipy's ``squareform`` do.

    Raises
    ------
    ValueError
        If conditions are missing, or the matrix is not symmetric, or a value is not finite.
    """
    square = select_labels(rdm, "condition", conditions, what)
    square = select_labels(square, PAIRED, conditions, what).transpose("condition", PAIRED).values
    upper = np.triu_indices(len(conditions), 1)
    vector = square[upper]
    for wrong, problem in (
        (np.isinf(vector) | (np.isnan(vector) & (not missing)), "has no finite value"),
        (~np.isclose(vector, square.T[upper], rtol=1e-6, equal_nan=missing), "is not symmetric"),
    ):
        if wrong.any():
            first = np.flatnonzero(wrong)[0]
            one, other = (conditions[index[first]] for index in upper)
            raise ValueError(f"{what} {problem} for conditions {one!r} and {other!r}")
    return vector.astype(np.float64)
