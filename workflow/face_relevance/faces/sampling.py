"""Draw people and views at random.

Every draw takes the same number of random numbers in the same order, so that two people drawn from
the same generator with another gender differ in gender alone.
"""

from collections.abc import Collection

import numpy as np

from face_relevance.faces.hair import GENDERED_STYLES, HAIR_STYLES
from face_relevance.faces.parameters import GENDER_CUES, Identity, View

MAXIMUM_WEIGHT = 0.6
# Region/stem, the suffixes of the targets for negative and positive values, the largest weight.
# A stem with "*" names a pair of left and right targets, which get the same weight.
_AXES = (
    ("head/head-scale-horiz", "decr", "incr", 0.35),
    ("head/head-scale-vert", "decr", "incr", 0.35),
    ("head/head-fat", "decr", "incr", 0.45),
    ("head/head", "oval", "square", 0.5),
    ("head/head", "invertedtriangular", "triangular", 0.5),
    ("head/head", "diamond", "round", 0.5),
    ("head/head-angle", "in", "out", 0.3),
    ("forehead/forehead-nubian", "decr", "incr", 0.5),
    ("forehead/forehead-temple", "decr", "incr", 0.6),
    ("forehead/forehead-scale-vert", "decr", "incr", 0.4),
    ("eyebrows/eyebrows-angle", "down", "up", 0.5),
    ("eyebrows/eyebrows-trans", "backward", "forward", 0.5),
    ("eyebrows/eyebrows-trans", "down", "up", 0.4),
    ("eyes/*-eye-scale", "decr", "incr", 0.5),
    ("eyes/*-eye-trans", "in", "out", 0.5),
    ("eyes/*-eye-trans", "down", "up", 0.4),
    ("eyes/*-eye-corner1", "down", "up", 0.5),
    ("eyes/*-eye-corner2", "down", "up", 0.5),
    ("eyes/*-eye-height2", "decr", "incr", 0.35),
    ("eyes/*-eye-eyefold", "concave", "convex", 0.5),
    ("eyes/*-eye-bag", "decr", "incr", 0.5),
    ("nose/nose-scale-horiz", "decr", "incr", 0.6),
    ("nose/nose-scale-vert", "decr", "incr", 0.5),
    ("nose/nose-scale-depth", "decr", "incr", 0.6),
    ("nose/nose-hump", "decr", "incr", 0.6),
    ("nose/nose-curve", "concave", "convex", 0.5),
    ("nose/nose-point", "down", "up", 0.5),
    ("nose/nose-point-width", "decr", "incr", 0.6),
    ("nose/nose-nostrils-width", "decr", "incr", 0.6),
    ("nose/nose-width1", "decr", "incr", 0.6),
    ("nose/nose-width2", "decr", "incr", 0.6),
    ("nose/nose-volume", "decr", "incr", 0.5),
    ("nose/nose-greek", "decr", "incr", 0.5),
    ("nose/nose-trans", "down", "up", 0.4),
    ("mouth/mouth-scale-horiz", "decr", "incr", 0.6),
    ("mouth/mouth-upperlip-height", "decr", "incr", 0.5),
    ("mouth/mouth-lowerlip-height", "decr", "incr", 0.5),
    ("mouth/mouth-upperlip-volume", "decr", "incr", 0.6),
    ("mouth/mouth-lowerlip-volume", "decr", "incr", 0.6),
    ("mouth/mouth-cupidsbow", "decr", "incr", 0.6),
    ("mouth/mouth-angles", "down", "up", 0.4),
    ("mouth/mouth-trans", "down", "up", 0.5),
    ("mouth/mouth-trans", "backward", "forward", 0.4),
    ("chin/chin-width", "decr", "incr", 0.6),
    ("chin/chin-height", "decr", "incr", 0.5),
    ("chin/chin-prominent", "decr", "incr", 0.6),
    ("chin/chin-bones", "decr", "incr", 0.6),
    ("chin/chin-jaw-drop", "decr", "incr", 0.4),
    ("chin/chin-cleft", "decr", "incr", 0.5),
    ("cheek/*-cheek-bones", "decr", "incr", 0.6),
    ("cheek/*-cheek-volume", "decr", "incr", 0.6),
    ("cheek/*-cheek-inner", "decr", "incr", 0.5),
    ("cheek/*-cheek-trans", "down", "up", 0.5),
    ("ears/*-ear-wing", "decr", "incr", 0.4),
    ("ears/*-ear-scale", "decr", "incr", 0.4),
)
# A friendly, awake look: raised corners of the mouth, open eyes.
_MEAN = {"mouth/mouth-angles": 0.2, "eyes/*-eye-height2": 0.2, "eyes/*-eye-scale": 0.15}
# Typical skin, hair and iris tone of each ancestry; people scatter widely about them.
_SKIN_TONE = np.array([0.72, 0.36, 0.20])
_HAIR_TONE = np.array([0.06, 0.08, 0.42])
_IRIS_TONE = np.array([0.08, 0.10, 0.50])


def make_generator(seed: int, *key: int) -> np.random.Generator:
    """Make a stream of random numbers that belongs to the seed and the key alone."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def sample_identity(
    rng: np.random.Generator, gender: str, cues: Collection[str] = ("shape",)
) -> Identity:
    """Draw a person.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    gender : str
        ``"female"`` or ``"male"``; changes the cues of gender and nothing else.
    cues : collection of str, optional
        Which of ``GENDER_CUES`` tell the gender: the shape by default, without any in brows, hair
        or the contrast of the skin. The others have the value between the genders, and hair any
        style.

    Returns
    -------
    Identity

    Raises
    ------
    ValueError
        Another gender, or no such cue.
    """
    if gender not in ("female", "male"):
        raise ValueError(f'Gender must be "female" or "male", not {gender!r}.')
    if unknown := set(cues) - set(GENDER_CUES):
        raise ValueError(f"No cue of gender {min(unknown)!r}; known are {GENDER_CUES}.")
    targets = {}
    for stem, negative, positive, limit in _AXES:
        value = np.clip(_MEAN.get(stem, 0) + limit * np.clip(rng.normal(0, 0.38), -1, 1), -0.6, 0.6)
        suffix = positive if value > 0 else negative
        for side in ("l", "r") if "*" in stem else ("",):
            targets[f"{stem.replace('*', side)}-{suffix}"] = float(abs(value))
    leading = rng.integers(3)
    ancestry = 0.75 * np.eye(3)[leading] + 0.25 * rng.dirichlet((1, 1, 1))
    skin, hair, iris = rng.normal(0, (0.10, 0.17, 0.22))
    strength = 1 + 0.3 * rng.uniform()
    side = strength if gender == "male" else -strength
    style = rng.integers(len(HAIR_STYLES))
    gendered = GENDERED_STYLES[gender]
    return Identity(
        targets=targets,
        gender=0.5 + 0.5 * side if "shape" in cues else 0.5,
        brow_gender=side / 1.3 if "brows" in cues else 0.0,
        contrast_gender=side / 1.3 if "contrast" in cues else 0.0,
        age=0.45 * rng.uniform(),
        ancestry=tuple(float(share) for share in ancestry),
        skin_tone=float(np.clip(ancestry @ _SKIN_TONE + skin, 0, 1)),
        skin_redness=rng.uniform(),
        hair_style=gendered[style % len(gendered)] if "hair" in cues else list(HAIR_STYLES)[style],
        hair_tone=float(np.clip(ancestry @ _HAIR_TONE + hair, 0, 1)),
        iris_tone=float(np.clip(ancestry @ _IRIS_TONE + iris, 0, 1)),
    )


def sample_view(rng: np.random.Generator) -> View:
    """Draw a pose, a light and a background for one picture of a face.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    View
        Yaw within ±35 degrees, pitch within ±12, other parameters within their ranges.
    """
    return View(
        yaw=rng.uniform(-35, 35),
        pitch=rng.uniform(-12, 12),
        roll=rng.uniform(-6, 6),
        **sample_light(rng),
        shift_x=rng.uniform(-0.04, 0.04),
        shift_y=rng.uniform(-0.04, 0.04),
        scale=rng.uniform(0.94, 1.06),
    )


def sample_light(rng: np.random.Generator) -> dict[str, float]:
    """Draw the parameters of light and background, which faces and objects share.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    dict of str to float
        Keyword arguments of :class:`View`, within their ranges.
    """
    return {
        "light_azimuth": rng.uniform(-60, 60),
        "light_elevation": rng.uniform(-5, 55),
        "light_strength": rng.uniform(0.5, 1.1),
        "light_warmth": rng.uniform(-1, 1),
        "ambient": rng.uniform(0.2, 0.5),
        "background": rng.uniform(0.1, 0.9),
        "background_tint": rng.uniform(-1, 1),
    }
