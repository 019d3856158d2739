"""Colours of skin, lips, brows, hair and eyes, painted in coordinates of the neutral head.

A painted border lies at the same place of the surface whatever the identity or the gender, so it
carries no cue of its own. What varies smoothly is painted on the vertices; what has fine detail
(brows, hairline, mole, strands of hair, eyes) is a filter that lies on the light of each sample.
"""

import numpy as np

from face_relevance.faces.hair import HAIR_STYLES, HairStyle, scalp_cover, smoothstep
from face_relevance.faces.parameters import Identity

SKIN, LEFT_EYE, RIGHT_EYE, HAIR = range(4)
"""Materials: those of ``Head.part``, and the shell of hair."""

MOLE_RADIUS = 0.05
EYE_RADIUS = 0.138
EYE_CENTRE = np.array([0.3078, 0.2126, -0.1014], np.float32)
# Linear red, green, blue along each tone.
_SKIN_TONES = np.array(
    [[0.76, 0.53, 0.43], [0.62, 0.38, 0.27], [0.34, 0.18, 0.11], [0.13, 0.065, 0.04]]
)
_HAIR_TONES = np.array(
    [[0.012, 0.010, 0.010], [0.04, 0.024, 0.016], [0.12, 0.06, 0.032], [0.36, 0.235, 0.12]]
)
_IRIS_TONES = np.array(
    [[0.05, 0.022, 0.01], [0.14, 0.09, 0.03], [0.12, 0.17, 0.15], [0.13, 0.24, 0.42]]
)
_PUPIL, _IRIS_RADIUS = 0.028, 0.068


def palette(colours: np.ndarray, tone: float) -> np.ndarray:
    """Interpolate evenly spaced colours (N, 3) at a tone from 0 to 1; returns (3,) float32."""
    place = np.linspace(0, 1, len(colours))
    return np.array([np.interp(tone, place, channel) for channel in colours.T], np.float32)


def brow_distance(rest: np.ndarray, gender: float) -> np.ndarray:
    """Distance from the middle line of the brow, relative to the half width of its paint.

    Parameters
    ----------
    rest : (N, 3) array
        Coordinates of the neutral head.
    gender : float
        -1 thin, high and arched, 1 thick, low and straight.

    Returns
    -------
    (N,) array
        Infinite beyond the ends of the brow.
    """
    x, y = np.abs(rest[:, 0]), rest[:, 1]
    along = np.clip((x - 0.10) / 0.46, 0, 1)
    middle = 0.454 + (0.060 - 0.022 * gender) * np.sin(2.5 * along) - 0.050 * along
    middle = middle - 0.012 * gender
    half = 0.062 * (1 + 0.3 * gender) * np.clip(1.1 - 0.75 * along, 0.25, 1)
    half = half * (0.35 + 0.65 * smoothstep(x, 0.08, 0.2))
    ends = (x < 0.09) | (x > 0.57)
    return np.where(ends, np.inf, np.abs(y - middle) / half)


def paint_vertices(
    rest: np.ndarray, material: np.ndarray, masks: np.ndarray, identity: Identity
) -> tuple[np.ndarray, np.ndarray]:
    """Colour the vertices of a person, without the fine detail.

    Parameters
    ----------
    rest : (V, 3) float32
        Coordinates of the vertices on the neutral head.
    material : (V,) integer array
        ``SKIN``, an eye, or ``HAIR``.
    masks : (V, 4) float32
        Lips, ears, mouth cavity and lashes, 0 to 1; see ``Head.masks``.
    identity : Identity
        Supplies the colours.

    Returns
    -------
    albedo : (V, 3) float32
        Linear reflectance; that of eyes is 1.
    gloss : (V,) float32
        Strength of the broad highlight.
    """
    lips, ears, mouth, lashes = masks.T
    x, y = np.abs(rest[:, 0]), rest[:, 1]
    contrast = 1 - 0.4 * identity.contrast_gender
    skin, hair = _skin_colour(identity), palette(_HAIR_TONES, identity.hair_tone)
    blush = np.exp(-(((x - 0.42) / 0.22) ** 2) - ((y + 0.18) / 0.18) ** 2)
    blush += 0.8 * np.exp(-((x / 0.12) ** 2) - ((y + 0.12) / 0.12) ** 2) + 0.8 * ears
    albedo = skin * (1 - blush[:, None] * np.array([0.02, 0.14, 0.12], np.float32))
    # Thin skin around the eyes is darker.
    orbit = np.exp(-(((x - 0.30) / 0.17) ** 2) - ((y - 0.20) / 0.11) ** 2)
    albedo *= 1 - (0.20 * contrast * orbit)[:, None] * np.array([0.8, 1.0, 0.9], np.float32)
    lip_colour = skin * (1 - contrast * np.array([0.20, 0.52, 0.48], np.float32))
    albedo = _blend(albedo, lip_colour, 0.8 * smoothstep(lips, 0.15, 0.9))
    albedo = _blend(albedo, skin * np.array([0.25, 0.10, 0.10], np.float32), mouth * (lips < 0.5))
    albedo = _blend(albedo, 0.2 * hair + 0.12 * skin, np.minimum(0.85 * contrast, 1) * lashes)
    gloss = (0.045 + 0.03 * identity.skin_tone) * (1 + 0.6 * lips)

    albedo[material == HAIR], gloss[material == HAIR] = hair, 0.03 + 0.05 * identity.hair_tone
    eyes = (material == LEFT_EYE) | (material == RIGHT_EYE)
    albedo[eyes], gloss[eyes] = 1, 0
    return albedo, gloss.astype(np.float32)


def filter_skin(rest: np.ndarray, ears: np.ndarray, identity: Identity) -> np.ndarray:
    """Share of the light that brows, mole and the hair painted on the scalp leave to the skin.

    Parameters
    ----------
    rest : (F, 3) float32
        Coordinates of the samples on the neutral head.
    ears : (F,) float32
        Mask of the ears.
    identity : Identity
        Supplies the colours.

    Returns
    -------
    (F, 3) float32
    """
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    style = HAIR_STYLES[identity.hair_style]
    hair = palette(_HAIR_TONES, identity.hair_tone) / _skin_colour(identity)
    brow = 1 - smoothstep(brow_distance(rest, identity.brow_gender), 0.15, 1)
    brow *= smoothstep(x, 0.07, 0.18) * (1 - smoothstep(x, 0.44, 0.58)) * (z > -0.5)
    hairs = 0.5 + 0.5 * np.sin(150 * x - 60 * y)
    light = _blend(np.ones(3, np.float32), 0.75 * hair + 0.06, (0.82 + 0.10 * hairs) * brow)
    if identity.mole is not None:
        distance = np.hypot(rest[:, 0] - identity.mole[0], y - identity.mole[1])
        spot = (1 - smoothstep(distance, 0.7 * MOLE_RADIUS, 1.2 * MOLE_RADIUS)) * (z > -0.5)
        light = _blend(light, np.array([0.22, 0.14, 0.12], np.float32), spot)
    return _blend(light, hair, style.cover * scalp_cover(rest, ears, style))


def filter_strands(strand: np.ndarray, style: HairStyle) -> np.ndarray:
    """Brightness (F, 1) of locks or curls at coordinates (F, 2) across and along the strands."""
    across, along = strand.T
    if style.curl:
        locks = np.sin(31 * across + 4 * np.sin(13 * along)) * np.sin(34 * along + 3 * across)
        locks = 0.7 * locks + 0.4 * np.sin(67 * across - 41 * along)
    else:
        bend = across + 0.06 * np.sin(5 * along + 3 * across)
        locks = 0.5 * np.sin(26 * bend) + 0.35 * np.sin(59 * bend + 2) + 0.25 * np.sin(113 * bend)
    return (1 + np.float32(0.36) * locks)[:, None]


def filter_eyes(rest: np.ndarray, identity: Identity) -> np.ndarray:
    """Colour (F, 3) of eyeballs: sclera with shaded rim, iris with dark limbus, pupil."""
    side = np.abs(rest[:, 0]) - EYE_CENTRE[0]
    rise = rest[:, 1] - EYE_CENTRE[1]
    radius = np.hypot(side, rise)
    shade = 1 - 0.55 * smoothstep(rise, 0.0, 0.09) - 0.35 * smoothstep(np.abs(side), 0.06, 0.13)
    contrast = 1 - 0.15 * identity.contrast_gender
    albedo = np.array([0.66, 0.62, 0.59], np.float32) * np.maximum(contrast * shade, 0.15)[:, None]
    iris = palette(_IRIS_TONES, identity.iris_tone)
    ring = iris[None] * (1.25 - 0.8 * smoothstep(radius, 0.04, _IRIS_RADIUS))[:, None]
    border = 1 - smoothstep(radius, _IRIS_RADIUS - 0.006, _IRIS_RADIUS + 0.006)
    albedo = _blend(albedo, ring, border)
    black = np.full(3, 0.004, np.float32)
    return _blend(albedo, black, 1 - smoothstep(radius, _PUPIL - 0.006, _PUPIL + 0.006))


def _skin_colour(identity: Identity) -> np.ndarray:
    """Linear reflectance (3,) of plain skin."""
    colour = palette(_SKIN_TONES, identity.skin_tone)
    redness = np.array([1.0, 1.06 - 0.12 * identity.skin_redness, 1.0], np.float32)
    return colour * redness * np.float32(1 - 0.12 * identity.contrast_gender)


def _blend(under: np.ndarray, over: np.ndarray, cover: np.ndarray) -> np.ndarray:
    """Lay one colour over another with the given opacity (F,)."""
    return under + (over - under) * cover.astype(np.float32)[:, None]
