"""Planted cues: faces that differ in chosen respects alone, and the pixels that this changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from face_relevance.faces.face_renderer import face_geometry, render_faces
from face_relevance.faces.hair import GENDERED_STYLES
from face_relevance.faces.head import GENDERED_PARTS, load_head
from face_relevance.faces.parameters import GENDER_CUES, Identity, View

PART_OF_REGION = {
    "eyes": "eyes",
    "eyebrows": "brows",
    "nose": "nose",
    "mouth": "mouth",
    "chin": "chin",
    "cheek": "cheeks",
    "forehead": "forehead",
    "ears": "ears",
}
"""Part of the face that the local targets of a region shape; those of ``head`` shape all of it."""


def confine_shape(identity: Identity, parts: Collection[str]) -> Identity:
    """Let a person differ from the average in the shape of some parts of the face alone.

    Parameters
    ----------
    identity : Identity
        Age, ancestry and colours stay.
    parts : collection of str
        Of ``GENDERED_PARTS``. Local targets of other parts are dropped, and the gender of the
        shape, with a soft border, acts on these parts alone. The rest of the head stays where it
        is.

    Returns
    -------
    Identity

    Raises
    ------
    ValueError
        No such part.
    """
    if unknown := set(parts) - set(GENDERED_PARTS):
        raise ValueError(f"No part {min(unknown)!r} has a shape; known are {GENDERED_PARTS}.")
    kept = {
        name: weight
        for name, weight in identity.targets.items()
        if PART_OF_REGION.get(name.partition("/")[0]) in parts
    }
    gender = {f"gender/{part}": identity.gender - 0.5 for part in GENDERED_PARTS if part in parts}
    still = load_head().hold_back(kept)
    return replace(identity, targets=kept | gender | still, gender=0.5)


def swap_gender(identity: Identity, cues: Collection[str] = GENDER_CUES) -> dict[str, Any]:
    """Turn the cues of a woman into those of a man, or the other way round.

    Parameters
    ----------
    identity : Identity
        Whose gender to swap.
    cues : collection of str, optional
        Which of ``GENDER_CUES``; all by default. The others stay, and so does hair that both
        wear.

    Returns
    -------
    dict
        Parameters of the identity after the swap, for :func:`causal_maps`.

    Raises
    ------
    ValueError
        No such cue.
    """
    if unknown := set(cues) - set(GENDER_CUES):
        raise ValueError(f"No cue of gender {min(unknown)!r}; known are {GENDER_CUES}.")
    swapped: dict[str, Any] = {}
    if "shape" in cues:
        swapped["gender"] = 1 - identity.gender
        swapped["targets"] = {
            name: -weight if name.startswith("gender/") else weight
            for name, weight in identity.targets.items()
        }
    if "brows" in cues:
        swapped["brow_gender"] = -identity.brow_gender
    if "contrast" in cues:
        swapped["contrast_gender"] = -identity.contrast_gender
    styles = dict(zip(GENDERED_STYLES["female"], GENDERED_STYLES["male"], strict=True))
    styles |= {theirs: hers for hers, theirs in styles.items()}
    if "hair" in cues and identity.hair_style in styles:
        swapped["hair_style"] = styles[identity.hair_style]
    return swapped


def causal_maps(
    identity: Identity, views: Sequence[View], size: int, swap: Mapping[str, Any]
) -> np.ndarray:
    """Show which pixels a cue changes, everything else of the scene being equal.

    Parameters
    ----------
    identity : Identity
        Who is drawn.
    views : sequence of N views
        How.
    size : int
        Width and height of the pictures in pixels.
    swap : mapping of str
        Parameters of ``Identity`` or ``View`` with their values after the cue is swapped, such as
        ``{"mole": None}``, ``{"background_tint": 1}`` or what :func:`swap_gender` returns.

    Returns
    -------
    (N, size, size) uint8
        Largest change of a pixel's three channels; exactly zero where the swap changes nothing.

    Raises
    ------
    ValueError
        A name is a parameter of neither.
    """
    personal, scenic = ({field.name for field in fields(kind)} for kind in (Identity, View))
    if unknown := set(swap) - personal - scenic:
        raise ValueError(f"Neither a face nor a view has a parameter {min(unknown)!r}.")
    other = replace(identity, **{name: swap[name] for name in swap if name in personal})
    seen_otherwise = {name: swap[name] for name in swap if name in scenic}
    others = [replace(view, **seen_otherwise) for view in views]
    before, _ = render_faces(face_geometry(identity), views, size)
    after, _ = render_faces(face_geometry(other), others, size)
    return (np.maximum(before, after) - np.minimum(before, after)).max(axis=3)
