"""Parts of the face, at fixed places of the neutral head and therefore without a cue of identity.

A border lies on the same point of the surface whoever is drawn, as the paint does: parts tell where
a pixel is on *a* face and nothing about whose face it is. Hair alone goes with the style.
"""

import numpy as np

from face_relevance.faces.hair import HairStyle, hair_depth, smoothstep
from face_relevance.faces.paint import HAIR, SKIN, brow_distance
from face_relevance.faces.shading import SUPERSAMPLING

PARTS = (
    "background",
    "eyes",
    "brows",
    "nose",
    "mouth",
    "chin",
    "cheeks",
    "forehead",
    "hair",
    "ears",
    "neck",
)
"""What a pixel can show; the number that stands for a part is its place here."""


PART_ATTRIBUTES = {
    "long_name": "part of the face",
    "flag_values": list(range(len(PARTS))),
    "flag_meanings": " ".join(PARTS),
}
"""Of a variable of part masks, after the CF conventions."""


def locate_parts(
    rest: np.ndarray, material: np.ndarray, masks: np.ndarray, style: HairStyle
) -> np.ndarray:
    """Name the part of the face that each point of its surface belongs to.

    Parameters
    ----------
    rest : (F, 3) float32
        Coordinates on the neutral head, in decimetres.
    material : (F,) integer array
        ``SKIN``, an eye, or ``HAIR`` for the shell of hair.
    masks : (F, 4) float32
        Lips, ears, mouth cavity and lashes, 0 to 1.
    style : HairStyle
        Skin behind its hairline is hair, be it shaved.

    Returns
    -------
    (F,) uint8
        Index into ``PARTS``; no point of a head is background.
    """
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    lips, ears, cavity, _ = masks.T
    # The lower border of the jaw rises from the chin to the lobe of the ear.
    jaw = -0.89 + 0.62 * smoothstep(-z, 0.05, 0.80)
    # Wings, bridge and root of the nose; the groove beside a wing belongs to the cheek.
    nose_width = 0.215 - 0.125 * smoothstep(y, -0.16, 0.10)
    # From the crease below the eye to the brow, from the root of the nose to the temple.
    eye = ((x - 0.315) / 0.20) ** 2 + ((y - 0.215) / np.where(y > 0.215, 0.16, 0.105)) ** 2
    mouth = (x / 0.37) ** 2 + ((y + 0.455) / 0.17) ** 2 < 1
    philtrum = (x < 0.15) & (y <= -0.29) & (y > -0.455)
    # Of the regions that hold a point, the first counts.
    regions = (
        ("hair", material == HAIR),
        ("eyes", material != SKIN),
        ("ears", ears > 0.1),
        ("hair", hair_depth(rest, style) > 0.01),
        ("mouth", (lips > 0.25) | (cavity > 0.5)),
        ("neck", (y < jaw) | (z < -0.80)),
        ("brows", (brow_distance(rest, 0) < 0.9) & (z > -0.5)),
        ("eyes", (eye < 1) & (z > -0.45)),
        ("nose", (x < nose_width) & (y > -0.29) & (y < 0.30)),
        ("mouth", mouth | philtrum),
        ("chin", (x / 0.42) ** 2 + ((y + 0.82) / 0.30) ** 2 < 1),
        ("forehead", y > 0.33 - 0.10 * smoothstep(x, 0.5, 0.65)),
    )
    names, inside = zip(*regions, strict=True)
    index = [PARTS.index(name) for name in names]
    return np.select(inside, index, PARTS.index("cheeks")).astype(np.uint8)


def majority(pixel: np.ndarray, part: np.ndarray, size: int, count: int) -> np.ndarray:
    """Give each pixel of the pictures the part that most of its supersamples see.

    Parameters
    ----------
    pixel : (F,) integer array
        Flat indices on the supersampled grid of all pictures; what is not listed is background.
    part : (F,) uint8
        Part of each sample.
    size : int
        Width and height of the pictures.
    count : int
        Their number.

    Returns
    -------
    (count, size, size) uint8
        Index into ``PARTS``. Of parts that are seen equally often, the first in ``PARTS`` counts:
        a pixel of which half is background is background.
    """
    seen = np.zeros(count * (size * SUPERSAMPLING) ** 2, np.uint8)
    seen[pixel] = part
    # Few pixels lie on a border; only these are counted. Two neighbours are compared as one number.
    pairs = seen.view(np.uint16).reshape(-1, 2, size)
    mixed = (pairs[:, 0] != pairs[:, 1]) | (pairs[:, 0] >> 8 != pairs[:, 0] & 255)
    row, column = np.nonzero(mixed)
    blocks = seen.reshape(-1, 2, size, 2)
    result = blocks[:, 0, :, 0].copy()
    samples = blocks[row, :, column].reshape(-1, 4)
    votes = [(samples == index).sum(axis=1) for index in range(len(PARTS))]
    result[row, column] = np.argmax(votes, axis=0)
    return result.reshape(count, size, size)
