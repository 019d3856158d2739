"""The shell of hair as a mesh that follows the skull of whoever wears it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix, vstack
from scipy.spatial import cKDTree

from face_relevance.faces.hair import HAIR_STYLES, HairStyle, hair_depth, smoothstep
from face_relevance.faces.head import Head

# The middle of the skull, about which the shell is laid out in meridians from crown to hem.
_CENTRE = np.array([0.0, 0.45, -0.80])
_COLUMNS, _ROWS = 52, 14
_NEIGHBOURS, _BLUR = 20, 0.11  # of the skull's smoothing, the latter in radians
_EAR_TOP = 0.36


@dataclass(frozen=True, eq=False)
class Wig:
    """Mesh of the hair of one style.

    Attributes
    ----------
    anchor : (W, V) sparse matrix
        Weights of the head's vertices that carry each vertex of the wig; rows sum to one.
    offset : (W, 3) float32
        From the carried point to the vertex.
    triangles : (S, 3) intp
        Anticlockwise when seen from outside; near its border the shell has an inner side too.
    strand : (W, 2) float32
        Coordinates across and along the strands, for painting.
    openness : (W,) float32
        Share of the sky that is seen.
    """

    anchor: csr_matrix
    offset: np.ndarray
    triangles: np.ndarray
    strand: np.ndarray
    openness: np.ndarray


@cache
def make_wig(head: Head, style_name: str) -> Wig | None:
    """Lay out the shell of hair of a style on the neutral head.

    Parameters
    ----------
    head : Head
        Whose skull carries the hair.
    style_name : str
        A key of ``HAIR_STYLES``.

    Returns
    -------
    Wig or None
        None for a style without a shell.
    """
    style = HAIR_STYLES[style_name]
    if style.top == style.side == 0:
        return None
    skull = _Skull(head)
    azimuth = 2 * np.pi * np.arange(_COLUMNS) / _COLUMNS - np.pi
    hem, waist = _hem(skull, azimuth, style)
    share = np.linspace(0, 1, _ROWS)[None]
    run = _run(share, hem[:, None])
    turn = np.broadcast_to(azimuth[:, None], run.shape)
    down = np.minimum(run, 1) * waist[:, None]
    drop = np.maximum(run - 1, 0)

    direction = _direction(turn, down)
    thickness = _thickness(turn, down, share, _falls(azimuth)[:, None], style)
    offset = thickness[..., None] * direction
    outward = np.stack([np.sin(turn), np.zeros_like(turn), np.cos(turn)], axis=-1)
    # Hanging hair bulges over the ears and curls in at its ends.
    end = drop / max(style.length, 1e-9)
    flare = 0.08 * np.sin(np.pi * np.minimum(drop, 1)) - 0.12 * smoothstep(end, 0.5, 1)
    offset = offset + flare[..., None] * outward - drop[..., None] * np.array([0, 1, 0])

    index = np.arange(_COLUMNS * _ROWS).reshape(_COLUMNS, _ROWS)
    a, b = index[:, :-1], np.roll(index, -1, axis=0)[:, :-1]
    c, d = np.roll(index, -1, axis=0)[:, 1:], index[:, 1:]
    triangles = np.concatenate(
        [np.stack(corners, axis=-1).reshape(-1, 3) for corners in ((a, d, c), (a, c, b))]
    )
    strand = np.stack([turn, run], axis=-1).reshape(-1, 2)
    openness = (1 - 0.35 * smoothstep(share, 0.75, 1) * np.ones_like(run)).ravel()
    anchor, offset = skull.anchor(direction.reshape(-1, 3)), offset.reshape(-1, 3)
    # Below and behind its border the shell shows its inner side, which is dark.
    bordering = ((share > 0.55) | (run > 0.6)).ravel()
    inner = triangles[bordering[triangles].all(axis=1)][:, ::-1] + index.size
    triangles = np.concatenate([triangles, inner])
    anchor = vstack([anchor, anchor], format="csr")
    offset, strand = np.tile(offset, (2, 1)), np.tile(strand, (2, 1))
    openness = np.concatenate([openness, 0.35 * openness])
    return Wig(
        anchor,
        offset.astype(np.float32),
        triangles,
        strand.astype(np.float32),
        openness.astype(np.float32),
    )


class _Skull:
    """Smooth surface through the vertices of the head that hair can grow on or lie against."""

    def __init__(self, head: Head):
        inside = (head.part > 0) | (head.ears > 0.02) | (head.mouth > 0.02) | (head.openness < 0.1)
        self._vertices = np.flatnonzero(~inside & (head.base[:, 1] > -1.0))
        self._count = len(head.base)
        self._base = head.base.astype(float)
        self._tree = cKDTree(_unit(self._base[self._vertices] - _CENTRE))

    def anchor(self, direction: np.ndarray) -> csr_matrix:
        """Weights (D, V) of the vertices near each direction (D, 3) from the centre."""
        distance, near = self._tree.query(direction, _NEIGHBOURS)
        weights = np.exp(-((distance / _BLUR) ** 2) / 2) + 1e-9
        weights /= weights.sum(axis=1, keepdims=True)
        rows = np.arange(0, weights.size + 1, _NEIGHBOURS)
        columns = self._vertices[near.ravel()]
        shape = (len(direction), self._count)
        return csr_matrix((weights.ravel().astype(np.float32), columns, rows), shape=shape)

    def points(self, direction: np.ndarray) -> np.ndarray:
        """Points (D, 3) of the neutral head in each direction."""
        return self.anchor(direction) @ self._base


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _direction(azimuth: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Point (..., 3) at these angles from the front and from the crown."""
    azimuth, down = np.broadcast_arrays(azimuth, down)
    across = np.sin(down)
    return np.stack([across * np.sin(azimuth), np.cos(down), across * np.cos(azimuth)], axis=-1)


def _hem(skull: _Skull, azimuth: np.ndarray, style: HairStyle) -> tuple[np.ndarray, np.ndarray]:
    """End of each meridian, and the angle from the crown at which hanging hair leaves the skull.

    The end is a share of that angle; beyond one, the excess is the drop in decimetres.
    """
    down = np.radians(np.arange(20, 150, 1.0))
    points = skull.points(_direction(azimuth[:, None], down[None]).reshape(-1, 3))
    depth = hair_depth(points, style).reshape(len(azimuth), -1)
    # The shell ends irregularly, a little inside the soft border that is painted on the skin.
    margin = 0.005 + 0.014 * np.sin(13 * azimuth) + 0.012 * np.sin(29 * azimuth + 1)
    hairline = down[np.argmax(depth < margin[:, None], axis=1)]
    if not style.length:
        return np.ones_like(hairline), hairline
    height = points[:, 1].reshape(depth.shape)
    waist = down[np.argmax(height < _EAR_TOP, axis=1)]
    # Beside the face the hair falls; its front edge runs from the hairline to the hem.
    falls = _falls(azimuth)
    hem = (1 - falls) * hairline / waist + falls * (1 + style.length)
    return hem, waist


def _falls(azimuth: np.ndarray) -> np.ndarray:
    """Share of the whole length to which hanging hair falls: nothing in front of the face."""
    return smoothstep(np.abs(azimuth), np.radians(36), np.radians(76))


def _run(share: np.ndarray, hem: np.ndarray) -> np.ndarray:
    """Place along a meridian, 1 at the waist, of this share of its rows.

    Where hair hangs, at least 0.6 of the rows are above the waist, because the skull is round.
    """
    above = np.clip(1 / hem, 0.6, 1)
    hanging = np.maximum(share - above, 0) / np.maximum(1 - above, 1e-9)
    return np.minimum(hem, 1) * np.minimum(share / above, 1) + np.maximum(hem - 1, 0) * hanging


def _thickness(
    turn: np.ndarray, down: np.ndarray, share: np.ndarray, falls: np.ndarray, style: HairStyle
) -> np.ndarray:
    """Thickness of the shell, tapering towards the hairline."""
    top = smoothstep(np.cos(down), -0.05, 0.85)
    thickness = style.side + (style.top - style.side) * top
    front = np.exp(-((turn / 0.8) ** 2)) * smoothstep(np.sin(down), 0.3, 0.8)
    thickness = thickness + style.quiff * front
    thickness = thickness * (1 + style.parting * np.sin(turn) * np.sin(down))
    if style.curl:
        waves = np.sin(11 * turn + 2 * np.sin(5 * down)) * np.sin(13 * down + np.sin(3 * turn))
        waves = waves + 0.7 * np.sin(19 * turn - 9 * down) * np.sin(17 * down + 4)
        thickness = thickness * (1 + style.curl * 0.5 * waves)
    taper = smoothstep(1 - share, -0.05, 0.30)
    if style.length:
        taper = taper + (1 - taper) * falls
    # The border sinks into the skin, so that nobody looks under it.
    return thickness * taper - 0.05 * (1 - taper) ** 3
