"""Hair styles: where the hairline runs on the neutral head, and the shell of hair above it.

A style depends on no parameter of the face, so that hair is no cue of anything unless it is drawn
so. The hairline is painted on the skin in coordinates of the neutral head; the shell is a mesh that
every person's skull carries along.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class HairStyle:
    """Shape of one way to wear hair; lengths in decimetres on the neutral head.

    Attributes
    ----------
    front : float
        Height of the hairline over the forehead.
    recess : float
        By how much the hairline rises at the temples.
    cover : float
        Opacity of the hair that is painted on the scalp.
    top, side : float
        Thickness of the shell at the crown and at the sides; 0 and 0 for no shell.
    quiff : float
        Extra thickness above the forehead.
    parting : float
        Share by which the thickness differs between the left and the right side of the top.
    curl : float
        Depth of the curls as a share of the thickness; 0 for straight strands.
    length : float
        How far the hair of sides and back hangs below the top of the ears; 0 for none.
    """

    front: float = 0.93
    recess: float = 0.0
    cover: float = 0.95
    top: float = 0.0
    side: float = 0.0
    quiff: float = 0.0
    parting: float = 0.0
    curl: float = 0.0
    length: float = 0.0


HAIR_STYLES = {
    "shaved": HairStyle(cover=0.42, recess=0.04),
    "cropped": HairStyle(top=0.07, side=0.04),
    "short": HairStyle(front=0.90, top=0.16, side=0.08, quiff=0.03),
    "swept": HairStyle(front=0.95, recess=0.08, top=0.22, side=0.06, quiff=0.13, parting=0.30),
    "receding": HairStyle(front=1.08, recess=0.13, top=0.06, side=0.06, cover=0.85),
    "curly": HairStyle(front=0.93, top=0.34, side=0.24, curl=0.30, quiff=0.04),
    "fringe": HairStyle(front=0.66, top=0.17, side=0.15, length=0.35),
    "bob": HairStyle(front=0.95, top=0.17, side=0.15, parting=0.12, length=1.05),
    "long": HairStyle(front=0.97, recess=0.03, top=0.14, side=0.12, parting=-0.15, length=2.2),
}
"""Styles by name."""

GENDERED_STYLES = {
    "female": ("fringe", "bob", "long"),
    "male": ("cropped", "short", "receding"),
}
"""Styles that are drawn where hair shall tell the gender; those at the same place are swapped."""


def hair_depth(rest: np.ndarray, style: HairStyle) -> np.ndarray:
    """Distance inside the hairline, in decimetres, of points of the neutral head.

    Parameters
    ----------
    rest : (N, 3) array
        Coordinates of the neutral head.
    style : HairStyle
        Supplies height and recess of the hairline.

    Returns
    -------
    (N,) array
        Positive on the scalp, negative on face, ears and neck.
    """
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    # Over the forehead, down the temples to the sideburns, then round the ear to the nape.
    line = style.front + style.recess * np.exp(-(((x - 0.40) / 0.17) ** 2))
    line -= (0.10 + (style.front - 0.93)) * smoothstep(x, 0.30, 0.70)
    line -= 0.80 * smoothstep(-z, 0.40, 0.86)
    nape = -0.05 - 0.35 * smoothstep(-z, 1.0, 1.5)
    return np.maximum(np.minimum(y - line, 0.4), np.minimum(y - nape, 1.1 * (-0.86 - z)))


def scalp_cover(rest: np.ndarray, ears: np.ndarray, style: HairStyle) -> np.ndarray:
    """Opacity (N,), before the style's own, of hair on the skin with this mask of the ears (N,)."""
    x, z = rest[:, 0], rest[:, 2]
    depth = hair_depth(rest, style)
    depth = depth + 0.010 * np.sin(61 * x + 21 * z) * np.sin(37 * np.abs(x) - 9 * z)
    depth = depth + 0.006 * np.sin(131 * x) * np.sin(113 * z + 3 * rest[:, 1])
    return smoothstep(depth, -0.05, 0.06) * (1 - smoothstep(ears, 0.02, 0.2))


def smoothstep(value: np.ndarray, low: float, high: float) -> np.ndarray:
    """Rise smoothly from 0 at ``low`` to 1 at ``high``."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
