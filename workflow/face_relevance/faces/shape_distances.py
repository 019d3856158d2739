"""How far apart faces are, as a whole and part by part: what a simulated observer could go by."""

import numpy as np

from face_relevance.faces.head import GENDERED_PARTS, Head
from face_relevance.faces.parts import PARTS

_MILLIMETRES = 100.0


def part_distances(weights: np.ndarray, head: Head) -> dict[str, np.ndarray]:
    """Measure the distances between the shapes of faces.

    Parameters
    ----------
    weights : (N, K) array
        Target weights of N faces, as returned by ``Head.weights``.
    head : Head
        From ``load_head``.

    Returns
    -------
    dict of str to (N, N) float64
        For ``"face"`` and for each of ``GENDERED_PARTS``, the root mean square displacement, in
        millimetres, between the vertices of that part of two faces. Where a part sits counts as
        well as its form. Eyeballs, mouth cavity, scalp and neck belong to no part.
    """
    surface = head.part == 0
    chosen = {"face": head.face}
    for name in GENDERED_PARTS:
        chosen[name] = surface & (head.openness > 0.05) & (head.face_part == PARTS.index(name))
    return {name: _root_mean_square(weights, head, mask) for name, mask in chosen.items()}


def _root_mean_square(weights: np.ndarray, head: Head, mask: np.ndarray) -> np.ndarray:
    displacement = head.targets[:, mask].reshape(len(head.names), -1).astype(np.float64)
    displacement *= _MILLIMETRES / np.sqrt(np.count_nonzero(mask))
    gram = weights @ (displacement @ displacement.T) @ weights.T
    square = np.diag(gram)[:, None] + np.diag(gram) - gram - gram.T
    return np.sqrt(np.maximum(square, 0))
