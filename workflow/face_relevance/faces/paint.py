"""Colours of skin, lips, brows, hair and eyes, painted in coordinates of the neutral head.

A painted border lies at the same place of the surface whatever the identity or the gender, so it
carries no cue of its own.
"""

import numpy as np

from face_relevance.faces.head import Head
from face_relevance.faces.parameters import Identity

HAIR_THICKNESS = 0.13
# Linear red, green, blue along each tone.
_SKIN = np.array([[0.80, 0.53, 0.42], [0.62, 0.36, 0.24], [0.32, 0.16, 0.09], [0.12, 0.055, 0.032]])
_HAIR = np.array(
    [[0.010, 0.009, 0.009], [0.035, 0.02, 0.013], [0.11, 0.05, 0.024], [0.36, 0.22, 0.1]]
)
_IRIS = np.array([[0.05, 0.022, 0.01], [0.14, 0.09, 0.03], [0.12, 0.17, 0.15], [0.13, 0.24, 0.42]])
_EYE_CENTRE = np.array([0.3078, 0.2126, -0.1014], np.float32)
_PUPIL, _IRIS_RADIUS, _EYE_RADIUS = 0.026, 0.066, 0.138


def palette(colours: np.ndarray, tone: float) -> np.ndarray:
    """Interpolate evenly spaced colours (N, 3) at a tone from 0 to 1; returns (3,) float32."""
    place = np.linspace(0, 1, len(colours))
    return np.array([np.interp(tone, place, channel) for channel in colours.T], np.float32)


def hair_depth(rest: np.ndarray) -> np.ndarray:
    """Distance inside the hairline, in decimetres, of points of the neutral head.

    Parameters
    ----------
    rest : (N, 3) array
        Coordinates of the neutral head.

    Returns
    -------
    (N,) array
        Positive on the scalp, negative on face, ears and neck.
    """
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    # Over the forehead, down the temples to the sideburns, then round the ear to the nape.
    brow_line = 0.93 - 0.10 * smoothstep(x, 0.30, 0.70) - 0.80 * smoothstep(-z, 0.40, 0.86)
    nape = -0.05 - 0.35 * smoothstep(-z, 1.0, 1.5)
    return np.maximum(np.minimum(y - brow_line, 0.4), np.minimum(y - nape, 1.1 * (-0.86 - z)))


def brow_distance(rest: np.ndarray) -> np.ndarray:
    """Distance (N,) from the middle line of the brow, relative to the half width of its paint."""
    x, y = np.abs(rest[:, 0]), rest[:, 1]
    along = np.clip((x - 0.11) / 0.44, 0, 1)
    middle = 0.425 + 0.075 * np.sin(2.4 * along) - 0.03 * along
    half = 0.069 * np.clip(1.1 - 0.8 * along, 0.25, 1) * (0.3 + 0.7 * smoothstep(x, 0.08, 0.2))
    ends = (x < 0.10) | (x > 0.56)
    return np.where(ends, np.inf, np.abs(y - middle) / half)


def scalp_cover(rest: np.ndarray, ears: np.ndarray) -> np.ndarray:
    """Opacity (N,) of the hair on points of the neutral head with this mask of the ears (N,)."""
    x, z = rest[:, 0], rest[:, 2]
    depth = hair_depth(rest) + 0.012 * np.sin(57 * x + 21 * z) * np.sin(31 * np.abs(x))
    return smoothstep(depth, -0.02, 0.05) * (1 - smoothstep(ears, 0.02, 0.2))


def smoothstep(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """Rise smoothly from 0 at ``low`` to 1 at ``high``."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def paint(
    rest: np.ndarray, part: np.ndarray, masks: np.ndarray, identity: Identity
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Colour visible samples of a head.

    Parameters
    ----------
    rest : (F, 3) float32
        Their coordinates on the neutral head.
    part : (F,) integer array
        0 skin, 1 left eyeball, 2 right eyeball.
    masks : (F, 4) float32
        Lips, ears, mouth cavity and lashes, 0 to 1; see :func:`painted_regions`.
    identity : Identity
        Supplies the colours.

    Returns
    -------
    albedo : (F, 3) float32
        Linear reflectance.
    gloss, sharpness : (F,) float32
        Strength of the highlight and exponent of its falloff.
    """
    lips, ears, mouth, lashes = masks.T
    skin, hair = palette(_SKIN, identity.skin_tone), palette(_HAIR, identity.hair_tone)
    skin = skin * np.array([1.0, 1.06 - 0.12 * identity.skin_redness, 1.0], np.float32)
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]

    blush = np.exp(-(((x - 0.42) / 0.22) ** 2) - ((y + 0.18) / 0.18) ** 2)
    blush += 0.8 * np.exp(-((x / 0.12) ** 2) - ((y + 0.12) / 0.12) ** 2) + 0.8 * ears
    albedo = skin * (1 - blush[:, None] * np.array([0.02, 0.14, 0.12], np.float32))
    lip_colour = skin * np.array([0.80, 0.46, 0.48], np.float32)
    albedo = _blend(albedo, lip_colour, 0.85 * smoothstep(lips, 0.25, 0.85))
    albedo = _blend(albedo, skin * np.array([0.25, 0.10, 0.10], np.float32), mouth * (lips < 0.5))

    strands = np.sin(71 * x + 9 * y) * np.sin(43 * x - 23 * y)
    brow = 1 - smoothstep(brow_distance(rest), 0.2, 1)
    brow *= smoothstep(x, 0.08, 0.18) * (1 - smoothstep(x, 0.44, 0.58)) * (z > -0.5)
    hairs = 0.5 + 0.5 * np.sin(150 * x - 60 * y)
    albedo = _blend(albedo, 0.75 * hair + 0.06 * skin, (0.80 + 0.08 * hairs) * brow)
    albedo = _blend(albedo, 0.2 * hair + 0.12 * skin, 0.85 * lashes)

    scalp = scalp_cover(rest, ears)
    angle = np.arctan2(rest[:, 0], z + 0.7)
    locks = 0.5 * np.sin(26 * angle + 5 * y) + 0.3 * np.sin(61 * angle - 7 * y) + 0.2 * strands
    albedo = _blend(albedo, hair[None] * (1 + 0.28 * locks)[:, None], scalp)

    gloss = (
        np.where(lips > 0.5, 0.06, 0.035 + 0.03 * identity.skin_tone) * (1 - scalp) + 0.025 * scalp
    )
    sharpness = np.where(lips > 0.5, 24.0, 12.0)
    gloss = gloss * (1 - 0.8 * brow)
    eyes = np.flatnonzero(part)
    albedo[eyes] = _paint_eyes(rest[eyes], identity)
    gloss[eyes], sharpness[eyes] = 0.55, 220.0
    return albedo, gloss.astype(np.float32), sharpness.astype(np.float32)


def hair_cover(head: Head) -> np.ndarray:
    """Fraction (V,) of the full thickness of the hair at each vertex of the head."""
    cover = smoothstep(hair_depth(head.base), 0.02, 0.24)
    return cover * (1 - smoothstep(head.ears, 0.0, 0.1)) * (head.part == 0)


def painted_regions(head: Head) -> np.ndarray:
    """Masks (V, 4) of lips, ears, mouth cavity and lashes at the vertices of the head."""
    offset = np.column_stack([np.abs(head.base[:, 0]), head.base[:, 1:]]) - _EYE_CENTRE
    margin = np.linalg.norm(offset, axis=1) - _EYE_RADIUS
    lashes = (1 - smoothstep(margin, 0.030, 0.052)) * (offset[:, 2] > 0) * (head.part == 0)
    lashes *= 0.25 + 0.75 * smoothstep(offset[:, 1], -0.03, 0.01)
    return np.stack([head.lips, head.ears, head.mouth, lashes], axis=1)


def _paint_eyes(rest: np.ndarray, identity: Identity) -> np.ndarray:
    """Sclera with shaded rim, iris with dark limbus, pupil."""
    side = np.abs(rest[:, 0]) - _EYE_CENTRE[0]
    rise = rest[:, 1] - _EYE_CENTRE[1]
    radius = np.hypot(side, rise)
    shade = 1 - 0.55 * smoothstep(rise, 0.0, 0.09) - 0.35 * smoothstep(np.abs(side), 0.06, 0.13)
    albedo = np.array([0.66, 0.62, 0.59], np.float32) * np.maximum(shade, 0.15)[:, None]
    iris = palette(_IRIS, identity.iris_tone)
    ring = iris[None] * (1.25 - 0.8 * smoothstep(radius, 0.04, _IRIS_RADIUS))[:, None]
    albedo = _blend(
        albedo, ring, 1 - smoothstep(radius, _IRIS_RADIUS - 0.006, _IRIS_RADIUS + 0.006)
    )
    black = np.full(3, 0.004, np.float32)
    return _blend(albedo, black, 1 - smoothstep(radius, _PUPIL - 0.006, _PUPIL + 0.006))


def _blend(under: np.ndarray, over: np.ndarray, cover: np.ndarray) -> np.ndarray:
    """Lay one colour over another with the given opacity (F,)."""
    return under + (over - under) * cover.astype(np.float32)[:, None]
