"""Splits without leaks: identities are disjoint for gender, views are disjoint for identity."""

from collections.abc import Sequence

import numpy as np


def split_views(identity: Sequence[str], validation: float, test: float, seed: int) -> np.ndarray:
    """Split each identity's images, so that every identity is in every split.

    Parameters
    ----------
    identity : sequence of str
        Identity of each image.
    validation, test : float
        Share of an identity's images in these splits; at least one image each.
    seed : int
        Which images go where is drawn from it.

    Returns
    -------
    numpy.ndarray of str
        ``"train"``, ``"validation"`` or ``"test"`` for each image.

    Raises
    ------
    ValueError
        If an identity has too few images to be in every split; the message names it.
    """
    identity = np.asarray(identity, dtype=str)
    rng = np.random.default_rng(seed)
    split = np.full(len(identity), "train", dtype=object)
    for name in np.unique(identity):
        views = rng.permutation(np.flatnonzero(identity == name))
        held = [max(1, round(share * len(views))) for share in (validation, test)]
        if sum(held) >= len(views):
            raise ValueError(
                f"identity {name} has {len(views)} images: too few to train, validate and test"
            )
        split[views[: held[0]]] = "validation"
        split[views[held[0] : sum(held)]] = "test"
    return split


def split_identities(
    identity: Sequence[str], group: Sequence[str], validation: float, test: float, seed: int
) -> np.ndarray:
    """Split identities within each group, with all images of an identity on one side.

    Parameters
    ----------
    identity, group : sequence of str
        Identity of each image and its group (gender), which stays balanced across splits.
    validation, test : float
        Share of a group's identities in these splits; at least one each.
    seed : int
        Which identities go where is drawn from it.

    Returns
    -------
    numpy.ndarray of str
        ``"train"``, ``"validation"`` or ``"test"`` for each image.

    Raises
    ------
    ValueError
        If a group has too few identities, or an identity is in two groups.
    """
    identity, group = np.asarray(identity, dtype=str), np.asarray(group, dtype=str)
    pairs = np.unique(np.stack([identity, group]), axis=1)
    names, counts = np.unique(pairs[0], return_counts=True)
    if (counts > 1).any():
        raise ValueError(f"identity {names[counts > 1][0]} is labelled with more than one group")
    by_identity = dict(zip(*pairs, strict=True))
    side = {}
    for label in np.unique(group):
        members = [name for name, its in by_identity.items() if its == label]
        order = np.random.default_rng(seed).permutation(members)
        held = [max(1, round(share * len(order))) for share in (validation, test)]
        if sum(held) >= len(order):
            raise ValueError(f"{label}: {len(order)} identities are too few for three splits")
        side |= dict.fromkeys(order, "train") | dict.fromkeys(order[: held[0]], "validation")
        side |= dict.fromkeys(order[held[0] : sum(held)], "test")
    return np.array([side[name] for name in identity], dtype=object)
