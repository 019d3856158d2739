"""Splits without leaks: identities are disjoint for gender, views are disjoint for identity.

Those ``across`` a condition, such as the expression, test in addition whether what was learned
holds where that condition is another: images of one level of it are never trained on.
"""

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


def split_views_across(
    identity: Sequence[str], held_out: Sequence[bool], validation: float, seed: int
) -> np.ndarray:
    """Train on some images of all identities, validate and test on the held-out ones.

    Parameters
    ----------
    identity : sequence of str
        Identity of each image.
    held_out : sequence of bool
        Whether an image must not be trained on.
    validation : float
        Share of the identities whose held-out images validate; at least one. Those of all others
        test.
    seed : int
        Which identities validate is drawn from it.

    Returns
    -------
    numpy.ndarray of str
        ``"train"``, ``"validation"`` or ``"test"`` for each image.

    Raises
    ------
    ValueError
        If fewer than two identities have held-out images.
    """
    identity, held_out = np.asarray(identity, dtype=str), np.asarray(held_out, dtype=bool)
    order = np.random.default_rng(seed).permutation(np.unique(identity[held_out]))
    validating = max(1, round(validation * len(order)))
    if validating >= len(order):
        raise ValueError(
            f"{len(order)} identities with held-out images are too few to validate and test"
        )
    split = np.where(held_out, "test", "train").astype(object)
    split[held_out & np.isin(identity, order[:validating])] = "validation"
    return split


def split_identities_across(
    identity: Sequence[str],
    group: Sequence[str],
    held_out: Sequence[bool],
    validation: float,
    test: float,
    seed: int,
) -> np.ndarray:
    """Split identities within each group; train on some images, test on held-out ones of others.

    Parameters
    ----------
    identity, group : sequence of str
        As in :func:`split_identities`.
    held_out : sequence of bool
        Whether an image must not be trained on.
    validation, test, seed
        As in :func:`split_identities`.

    Returns
    -------
    numpy.ndarray of str
        ``"train"``, ``"validation"`` or ``"test"``; ``"none"`` for held-out images of training
        identities and for the other images of all other identities.

    Raises
    ------
    ValueError
        As :func:`split_identities`.
    """
    split = split_identities(identity, group, validation, test, seed)
    split[(split == "train") == np.asarray(held_out, dtype=bool)] = "none"
    return split
