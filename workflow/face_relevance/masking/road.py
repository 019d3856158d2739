"""ROAD: removed pixels become the weighted mean of their neighbours, with a little noise."""

from functools import cache

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

# Weights of the neighbours, those across a corner half of those across an edge (1/12 and 1/6).
NEIGHBOURS = {(0, 1): 2.0, (1, 0): 2.0, (1, 1): 1.0, (1, -1): 1.0}


def impute(pixels: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Solve for the pixels that are not known, each the weighted mean of its eight neighbours.

    Parameters
    ----------
    pixels : numpy.ndarray, (H, W, channel)
    known : numpy.ndarray, (H, W), bool
        At least one pixel; the others' values are not used.

    Returns
    -------
    numpy.ndarray, (n, channel), float64
        Values of ``pixels[~known]``.

    Notes
    -----
    Weights are 1/6 across an edge and 1/12 across a corner, and are normalised anew where the
    image ends. Each equation multiplied by the sum of its weights, the system is a symmetric and
    positive definite graph Laplacian. It is solved directly in an order by nested dissection,
    which depends on the image size only: what is left of it without the known pixels dissects the
    rest.

    References
    ----------
    Rong et al. (2022), A consistent and efficient evaluation strategy for attribution methods,
    arXiv 2202.00449. Nested dissection: George (1973), doi:10.1137/0710032.
    """
    weights, laplacian, order = _build_grid(*known.shape)
    removed = order[~known.ravel()[order]]
    values = np.where(known[..., None], pixels, 0.0).reshape(known.size, -1)
    factors = splu(
        laplacian[removed][:, removed].tocsc(),
        permc_spec="NATURAL",
        diag_pivot_thresh=0,
        options={"SymmetricMode": True},
    )
    values[removed] = factors.solve(weights[removed] @ values)
    return values[~known.ravel()]


@cache
def _build_grid(height: int, width: int) -> tuple[sp.csr_array, sp.csr_array, np.ndarray]:
    """Weights between neighbours, their graph Laplacian, and the order of elimination."""
    index = np.arange(height * width).reshape(height, width)
    weights = sp.csr_array((index.size, index.size))
    for (down, right), weight in NEIGHBOURS.items():
        one = index[: height - down, max(0, -right) : width - max(0, right)].ravel()
        other = index[down:, max(0, right) : width + min(0, right)].ravel()
        edges = sp.csr_array((np.full(one.size, weight), (one, other)), shape=weights.shape)
        weights = weights + edges + edges.T
    laplacian = (sp.diags_array(weights.sum(axis=1)) - weights).tocsr()
    return weights.tocsr(), laplacian, _dissect(index)


def _dissect(index: np.ndarray) -> np.ndarray:
    """Order the pixels of a rectangle: both halves first, then the line between them."""
    if index.size <= 16:
        return index.ravel()
    if index.shape[0] < index.shape[1]:
        index = index.T
    middle = len(index) // 2
    return np.concatenate([_dissect(index[:middle]), _dissect(index[middle + 1 :]), index[middle]])
