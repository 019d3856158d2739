"""The head model: one mesh whose shape is linear in named target weights.

Mesh and targets are assets of MakeHuman (http://www.makehumancommunity.org), which its authors
dedicate to the public domain under CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/).
``head.npz`` was cut out of them by :func:`~face_relevance.faces.head_extraction.extract_head` and
is CC0 as well. Lengths are decimetres; x points to the face's left, y up, z forwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix

from face_relevance.faces.hair import HairStyle, smoothstep
from face_relevance.faces.paint import EYE_CENTRE, EYE_RADIUS, SKIN
from face_relevance.faces.parts import PARTS, locate_parts

ANCESTRIES = ("african", "asian", "caucasian")
GENDERED_PARTS = ("eyes", "brows", "nose", "mouth", "chin", "cheeks", "forehead", "ears")
SHIFTS = ("shift/x", "shift/y", "shift/z")
_MILLIMETRES = 100.0
_BACK = -1.2  # decimetres, behind which no local target of a part shapes the head
_SOFTENING = 8  # rounds in which a part's mask spreads to the neighbours of its vertices
_COMMITTED = Path(__file__).with_name("head.npz")


class HeadModelError(ValueError):
    """The file of the head model is not what the renderer needs."""


@dataclass(frozen=True, eq=False)
class Head:
    """Neutral head, its shape targets and the painted regions.

    Attributes
    ----------
    base : (V, 3) float32
        Neutral vertices in decimetres; the origin is the centroid of the face surface.
    triangles : (T, 3) intp
        Anticlockwise when seen from outside.
    part : (V,) uint8
        0 skin, 1 left eyeball, 2 right eyeball.
    face : (V,) bool
        Vertices of the face surface, without ears, scalp, neck and mouth cavity.
    lips, ears, mouth, openness : (V,) float32
        Region masks and the visible fraction of the sky in the neutral shape, from 0 to 1.
    names : tuple of str
        Twelve macro targets ``ancestry-gender-age``, the local targets ``region/name``, then
        ``gender/part`` for each of ``GENDERED_PARTS``: how a man's part of the face differs from
        a woman's, with a soft border; and ``SHIFTS`` of the whole head by a decimetre.
    targets : (K, V, 3) float32
        Displacement of each vertex for weight one.
    """

    base: np.ndarray
    triangles: np.ndarray
    part: np.ndarray
    face: np.ndarray
    lips: np.ndarray
    ears: np.ndarray
    mouth: np.ndarray
    openness: np.ndarray
    names: tuple[str, ...]
    targets: np.ndarray

    @cached_property
    def masks(self) -> np.ndarray:
        """Masks (V, 4) of lips, ears, mouth cavity and lashes, 0 to 1."""
        offset = np.column_stack([np.abs(self.base[:, 0]), self.base[:, 1:]]) - EYE_CENTRE
        margin = np.linalg.norm(offset, axis=1) - EYE_RADIUS
        lashes = (1 - smoothstep(margin, 0.030, 0.052)) * (offset[:, 2] > 0) * (self.part == SKIN)
        lashes *= 0.25 + 0.75 * smoothstep(offset[:, 1], -0.03, 0.01)
        return np.stack([self.lips, self.ears, self.mouth, lashes], axis=1).astype(np.float32)

    @cached_property
    def face_part(self) -> np.ndarray:
        """Part of the face (V,) of each vertex under the default hair, an index into ``PARTS``."""
        return locate_parts(self.base, self.part, self.masks, HairStyle())

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each target by name."""
        return {name: row for row, name in enumerate(self.names)}

    def weights(
        self,
        targets: Mapping[str, float],
        gender: float,
        age: float,
        ancestry: tuple[float, float, float],
    ) -> np.ndarray:
        """Put local target weights and macro parameters into one vector.

        Parameters
        ----------
        targets : mapping of str to float
            Weights of local targets such as ``"nose/nose-hump-incr"``; others are zero.
        gender : float
            0 female to 1 male.
        age : float
            0 young to 1 old.
        ancestry : (3,) floats
            Shares of african, asian and caucasian shape, with sum 1.

        Returns
        -------
        (K,) float64

        Raises
        ------
        KeyError
            A name is not a target of the model.
        """
        vector = np.zeros(len(self.names))
        for name, share in zip(ANCESTRIES, ancestry, strict=True):
            for sex, of_sex in (("female", 1 - gender), ("male", gender)):
                for years, of_years in (("young", 1 - age), ("old", age)):
                    vector[self.index[f"{name}-{sex}-{years}"]] = share * of_sex * of_years
        for name, weight in targets.items():
            if name not in self.index:
                raise KeyError(f"The head model has no target {name!r}; see load_head().names.")
            vector[self.index[name]] = weight
        return vector

    def hold_back(self, targets: Mapping[str, float]) -> dict[str, float]:
        """Find weights of ``SHIFTS`` that keep the back of the head where it is.

        Parameters
        ----------
        targets : mapping of str to float
            Weights of local targets. They hold the centroid of the face, so that each of them moves
            all of the head a little.

        Returns
        -------
        dict of str to float
        """
        rows = [self.index[name] for name in targets]
        back = self.targets[rows][:, self.base[:, 2] < _BACK]
        moved = np.array(list(targets.values())) @ np.median(back, axis=1)
        return {name: -float(by) for name, by in zip(SHIFTS, moved, strict=True)}

    def vertices(self, weights: np.ndarray) -> np.ndarray:
        """Vertices (V, 3) float32 in decimetres of the head with these target weights (K,)."""
        active = np.flatnonzero(weights)
        flat = self.targets[active].reshape(len(active), -1)
        return self.base + (weights[active].astype(np.float32) @ flat).reshape(-1, 3)

    @cached_property
    def _shape_map(self) -> np.ndarray:
        """Matrix (C, K) from weights to shape coordinates in millimetres."""
        surface = self.targets[:, self.face].reshape(len(self.names), -1).astype(np.float64)
        surface *= _MILLIMETRES / np.sqrt(np.count_nonzero(self.face))
        variance, axes = np.linalg.eigh(surface @ surface.T)
        kept = variance > 1e-12 * variance[-1]
        axes = (
            axes[:, kept] * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(len(axes))])[kept]
        )
        return (np.sqrt(variance[kept]) * axes)[:, ::-1].T

    def shape_coordinates(self, weights: np.ndarray) -> np.ndarray:
        """Map target weights to a space whose distances are displacements of the face surface.

        Parameters
        ----------
        weights : (..., K) array
            Rows as returned by :meth:`weights`.

        Returns
        -------
        (..., C) float64
            The Euclidean distance between two rows is the root mean square displacement of the
            face vertices in millimetres. The coordinates are sorted from large to small effect.

        Notes
        -----
        The displacement is linear in the weights, so its mean square is the quadratic form of the
        Gram matrix of the targets over the face; the map is the square root of that matrix.
        """
        return np.asarray(weights, np.float64) @ self._shape_map.T


@cache
def load_head(path: Path = _COMMITTED) -> Head:
    """Read the head model.

    Parameters
    ----------
    path : Path, optional
        File made by ``extract_head``; the one beside this module by default.

    Returns
    -------
    Head

    Raises
    ------
    HeadModelError
        The file lacks macro targets, or its arrays do not fit one another.
    """
    with np.load(path) as file:
        data = {name: file[name] for name in file.files}
    macro, local = list(data["macro_names"]), list(data["local_names"])
    if len(macro) != 12 or any(name.split("-")[0] not in ANCESTRIES for name in macro):
        raise HeadModelError(
            f"{path} has {len(macro)} macro targets instead of 3 x 2 x 2; extract it anew."
        )
    count = len(data["base"])
    if (
        len(data["macro"]) != 12
        or len(data["local"]) != len(local)
        or data["triangles"].max() >= count
    ):
        raise HeadModelError(f"{path}: targets, names and mesh do not fit; extract it anew.")
    regions = {name: data[name].astype(np.float32) / 255 for name in ("lips", "ears", "mouth")}
    head = Head(
        base=data["base"],
        triangles=data["triangles"].astype(np.intp),
        part=data["part"],
        face=data["face"],
        openness=data["openness"].astype(np.float32) / 255,
        names=tuple(str(name) for name in macro + local),
        targets=np.concatenate([data["macro"], data["local"]]).astype(np.float32),
        **regions,
    )
    shifts = np.broadcast_to(np.eye(3, dtype=np.float32)[:, None], (3, count, 3))
    return replace(
        head,
        names=head.names + tuple(f"gender/{part}" for part in GENDERED_PARTS) + SHIFTS,
        targets=np.concatenate([head.targets, _gender_parts(head), shifts]),
    )


def _gender_parts(head: Head) -> np.ndarray:
    """Displacements (P, V, 3) of single parts from woman to man, young and of mixed ancestry."""
    male, female = (
        np.mean([head.targets[head.index[f"{name}-{sex}-young"]] for name in ANCESTRIES], axis=0)
        for sex in ("male", "female")
    )
    start, end = np.concatenate([head.triangles, np.roll(head.triangles, 1, axis=1)]).T[:2]
    count = len(head.base)
    mean = coo_matrix((np.ones(len(start)), (start, end)), shape=(count, count)).tocsr()
    mean.data[:] = 1  # an edge counts once
    mean = mean.multiply(1 / np.maximum(mean.sum(axis=1), 1)).tocsr()
    masks = (head.face_part[:, None] == [PARTS.index(part) for part in GENDERED_PARTS]).astype(
        float
    )
    for _ in range(_SOFTENING):
        masks = 0.5 * masks + 0.5 * (mean @ masks)
    return (masks.T[:, :, None] * (male - female)).astype(np.float32)
