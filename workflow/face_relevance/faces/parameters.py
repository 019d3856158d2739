"""Named parameters of a rendered face: who it is and how it is seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

GENDER_CUES = ("shape", "brows", "contrast", "hair")
"""What can tell a woman from a man; each is a parameter, or some, of its own."""


@dataclass(frozen=True)
class Identity:
    """Everything that belongs to the person, not to the picture.

    Attributes
    ----------
    targets : mapping of str to float
        Weights of local shape targets, each 0 to 0.6, such as ``"nose/nose-hump-incr"``, and of
        the gender of single parts, -0.65 female to 0.65 male, such as ``"gender/nose"``; see
        ``load_head().names``.
    gender : float
        0 female to 1 male, by up to 0.15 beyond for a very feminine or masculine shape; acts on the
        shape alone.
    age : float
        0 young (about 25 years) to 1 old (about 90); acts on the shape alone.
    ancestry : (3,) floats
        Shares of african, asian and caucasian shape, with sum 1; act on the shape alone.
    skin_tone, skin_redness : float
        0 light to 1 dark; 0 sallow to 1 rosy.
    hair_style : str
        A key of ``HAIR_STYLES``.
    hair_tone : float
        0 black, 0.4 brown, 0.7 auburn, 1 blond; also colours the brows.
    iris_tone : float
        0 dark brown, 0.5 hazel, 1 blue.
    brow_gender : float
        -1 thin, high and arched like a woman's to 1 thick, low and straight like a man's brows;
        0 is no cue of gender.
    contrast_gender : float
        -1 light skin with dark lips and eyes, as in women, to 1 dark skin with pale lips and eyes;
        0 is no cue of gender.
    mole : (2,) floats or None
        Where a round mole of 5 mm radius is: x to the face's left and y up, in decimetres on the
        neutral face, within ±0.6 and -0.8 to 0.8; None for no mole.
    """

    targets: Mapping[str, float] = field(default_factory=dict)
    gender: float = 0.5
    age: float = 0.2
    ancestry: tuple[float, float, float] = (0.0, 0.0, 1.0)
    skin_tone: float = 0.25
    skin_redness: float = 0.5
    hair_style: str = "short"
    hair_tone: float = 0.3
    iris_tone: float = 0.3
    brow_gender: float = 0.0
    contrast_gender: float = 0.0
    mole: tuple[float, float] | None = None


@dataclass(frozen=True)
class View:
    """Camera, light and background of one picture, of a face or of an object.

    Attributes
    ----------
    yaw, pitch, roll : float
        Degrees; positive yaw turns the face to the viewer's right (within ±35), positive pitch
        bows it (within ±12), positive roll tilts it anticlockwise (within ±6).
    light_azimuth, light_elevation : float
        Direction of the key light in degrees, 0 is the camera's; within ±60 and -5 to 55.
    light_strength : float
        Irradiance of the key light, 0.5 to 1.1.
    light_warmth : float
        -1 bluish to 1 yellowish.
    ambient : float
        Irradiance of the soft light from everywhere, 0.2 to 0.5.
    background : float
        Grey level of the backdrop, 0.1 dark to 0.9 bright.
    background_tint : float
        Colour of the backdrop, -1 bluish over 0 grey to 1 yellowish.
    shift_x, shift_y : float
        Shift to the right and up as a fraction of the image's width, within ±0.04.
    scale : float
        Magnification, 0.94 to 1.06.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    light_azimuth: float = 20.0
    light_elevation: float = 25.0
    light_strength: float = 0.8
    light_warmth: float = 0.1
    ambient: float = 0.35
    background: float = 0.5
    background_tint: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    scale: float = 1.0
