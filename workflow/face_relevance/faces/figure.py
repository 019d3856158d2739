"""The mesh that is drawn: head and hair of one style, with what is the same for all people."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.spatial import cKDTree

from face_relevance.faces.hair import HAIR_STYLES, hair_depth, smoothstep
from face_relevance.faces.head import Head
from face_relevance.faces.paint import EYE_CENTRE, HAIR, LEFT_EYE, RIGHT_EYE, SKIN
from face_relevance.faces.parts import locate_parts
from face_relevance.faces.wig import Wig, make_wig

SMOOTH, FINE_SKIN, EYE, STRANDS = range(4)
"""How triangles are painted."""

MIXED = 255
"""Part of a triangle on which parts meet."""


@dataclass(frozen=True, eq=False)
class Figure:
    """Head and hair in one mesh of V vertices, the head's first.

    Attributes
    ----------
    head : Head
        Supplies the shape.
    wig : Wig or None
        Shell of hair.
    triangles : (T, 3) intp
        Those that can be seen from outside.
    material : (V,) uint8
        ``SKIN``, an eye, or ``HAIR``.
    still : (V, 7) float32
        What stays when the shape changes: coordinates on the neutral head and the masks of lips,
        ears, mouth cavity and lashes; of the wig, coordinates across and along its strands.
    openness : (V,) float32
        Visible share of the sky.
    detail : (T,) uint8
        ``SMOOTH`` where the paint can be interpolated between corners; else ``FINE_SKIN``,
        ``EYE`` or ``STRANDS``, which are painted sample by sample.
    part : (T,) uint8
        Index into ``PARTS``, or ``MIXED``.
    """

    head: Head
    wig: Wig | None
    triangles: np.ndarray
    material: np.ndarray
    still: np.ndarray
    openness: np.ndarray
    detail: np.ndarray
    part: np.ndarray


@cache
def make_figure(head: Head, style_name: str) -> Figure:
    """Join the head and the hair of a style.

    Parameters
    ----------
    head : Head
        From ``load_head``.
    style_name : str
        A key of ``HAIR_STYLES``.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        No such style.
    """
    if style_name not in HAIR_STYLES:
        raise ValueError(f"No hair style {style_name!r}; known are {', '.join(HAIR_STYLES)}.")
    style, wig = HAIR_STYLES[style_name], make_wig(head, style_name)
    depth = np.where((head.part == SKIN) & (head.ears < 0.02), hair_depth(head.base, style), -1)
    triangles = _outside(head)
    if wig is not None:
        # Far behind the hairline nobody sees the scalp.
        triangles = triangles[~(depth[triangles] > 0.3).all(axis=1)]
    material, rest, masks = head.part, head.base, head.masks
    openness = head.openness
    if wig is not None:
        count = len(wig.offset)
        openness = np.concatenate([openness * _shade(head, wig), wig.openness])
        triangles = np.concatenate([triangles, wig.triangles + len(head.base)])
        material = np.concatenate([material, np.full(count, HAIR, np.uint8)])
        strand = np.column_stack([wig.strand, np.zeros(count, np.float32)])
        rest = np.concatenate([rest, strand])
        masks = np.concatenate([masks, np.zeros((count, 4), np.float32)])
        depth = np.concatenate([depth, np.ones(count)])
    # The zone of the brows leaves a margin, so that its outermost corners are bare skin.
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    brows = ((y > 0.34) & (y < 0.58) & (x < 0.63) & (z > -0.5))[triangles].any(axis=1)
    scalp = (depth > -0.12)[triangles].any(axis=1)
    detail = np.where(brows | scalp, FINE_SKIN, SMOOTH)
    # A brow may taper within a triangle; other parts are larger than triangles.
    parts = locate_parts(rest, material, masks, style)[triangles]
    uniform = (parts == parts[:, :1]).all(axis=1) & ~brows
    detail = np.where(material[triangles[:, 0]] == HAIR, STRANDS, detail)
    eyes = np.isin(material[triangles[:, 0]], (LEFT_EYE, RIGHT_EYE))
    return Figure(
        head=head,
        wig=wig,
        triangles=triangles,
        material=material,
        still=np.concatenate([rest, masks], axis=1).astype(np.float32),
        openness=openness.astype(np.float32),
        detail=np.where(eyes, EYE, detail).astype(np.uint8),
        part=np.where(uniform, parts[:, 0], MIXED).astype(np.uint8),
    )


def _outside(head: Head) -> np.ndarray:
    """Triangles (T, 3) that can be seen from in front of the face, whatever its shape."""
    visible = head.openness > 0
    for _ in range(3):  # what targets may uncover inside mouth and nose stays
        visible[head.triangles[visible[head.triangles].any(axis=1)]] = True
    visible &= (head.part == SKIN) | (head.base[:, 2] > EYE_CENTRE[2] - 0.03)
    visible &= head.base[:, 1] > -1.65  # below every picture
    return head.triangles[visible[head.triangles].any(axis=1)]


def _shade(head: Head, wig: Wig) -> np.ndarray:
    """Share of the light (V,) that the shell of hair leaves to the skin beside it."""
    hair = wig.anchor @ head.base + wig.offset
    distance, _ = cKDTree(hair).query(head.base, distance_upper_bound=0.4)
    return 0.55 + 0.45 * smoothstep(np.minimum(distance, 0.4), 0.05, 0.35)
