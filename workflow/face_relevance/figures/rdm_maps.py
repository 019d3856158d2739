"""Matrices of dissimilarities in ranks, and maps in which near faces are alike."""

import numpy as np
from scipy.linalg import orthogonal_procrustes
from scipy.stats import rankdata


def rank_pairs(rdm: np.ndarray) -> np.ndarray:
    """Ranks of the judged pairs, from 0 (most alike) to 1; ties share their mean rank.

    Parameters
    ----------
    rdm : numpy.ndarray, (condition, condition)
        Symmetric; NaN where a pair was not judged.

    Returns
    -------
    numpy.ndarray, (condition, condition)
        NaN on the diagonal and where the pair was not judged.
    """
    above = np.triu_indices(len(rdm), 1)
    values, ranks = rdm[above], np.full(len(above[0]), np.nan)
    known = np.isfinite(values)
    ranks[known] = (rankdata(values[known]) - 1) / max(known.sum() - 1, 1)
    matrix = np.full(rdm.shape, np.nan)
    matrix[above] = matrix.T[above] = ranks
    return matrix


def fill_pairs(rdm: np.ndarray, name: str, conditions: list[str]) -> np.ndarray:
    """Fill pairs that were not judged from how far both faces are from the others.

    Parameters
    ----------
    rdm : numpy.ndarray, (condition, condition)
        Symmetric; NaN where a pair was not judged.
    name : str
        Of the matrix, for the message.
    conditions : list of str

    Returns
    -------
    numpy.ndarray, (condition, condition)
        A missing pair is the mean dissimilarity of both faces.

    Raises
    ------
    ValueError
        If no pair of a condition was judged; names it.
    """
    apart = np.where(np.eye(len(rdm), dtype=bool), np.nan, rdm)
    known = np.isfinite(apart).sum(1)
    if not known.all():
        raise ValueError(
            f"matrix '{name}': no pair of face '{conditions[int(np.argmin(known))]}' was judged, "
            "so that it has no place on a map; leave it out"
        )
    mean = np.nansum(apart, 1) / known
    return np.where(np.isfinite(rdm), rdm, (mean[:, None] + mean) / 2)


def scale_classically(rdm: np.ndarray) -> tuple[np.ndarray, float]:
    """Places in a plane whose distances are as the dissimilarities, by an eigendecomposition.

    Classical multidimensional scaling (Torgerson 1952).

    Parameters
    ----------
    rdm : numpy.ndarray, (condition, condition)
        Symmetric, without missing pairs.

    Returns
    -------
    places : numpy.ndarray, (condition, 2)
        Along the two largest axes.
    share : float
        Of the sum of all positive eigenvalues, what these two hold.
    """
    centre = np.eye(len(rdm)) - 1 / len(rdm)
    values, vectors = np.linalg.eigh(-0.5 * centre @ np.square(rdm) @ centre)
    values, vectors = np.clip(values[::-1], 0, None), vectors[:, ::-1]
    places = vectors[:, :2] * np.sqrt(values[:2])
    total = values.sum()
    return places, float(values[:2].sum() / total) if total > 0 else 1.0


def turn_towards(places: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Turn or mirror places, without stretching, towards those of another map.

    Parameters
    ----------
    places, target : numpy.ndarray, (condition, 2)
        Around zero.
    """
    return places @ orthogonal_procrustes(places, target)[0]
