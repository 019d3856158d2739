"""Simulated observers: which of three faces is the odd one out, by known weights of their parts."""

import json
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.observers.judgements import assemble_judgements
from face_relevance.observers.triplets import LEFT_TOGETHER, choices_to_dissimilarity


def simulate_choices(
    distances: xr.DataArray,
    weights: Mapping[str, float],
    noise: float,
    subjects: int,
    triplets: int,
    seed: int,
) -> pd.DataFrame:
    """Let simulated observers choose the odd one out of three faces, again and again.

    Parameters
    ----------
    distances : xarray.DataArray, (part, face, other)
        How far apart the parts of two faces are, see :func:`part_distances`.
    weights : mapping of str to float
        How much each part counts; parts that are left out count nothing.
    noise : float
        Standard deviation of what is added to every perceived distance of every trial, in units
        of the standard deviation of the distances of all pairs; 0 is a perfect observer.
    subjects : int
        Observers, who differ in their trials and noise alone.
    triplets : int
        Trials of each.
    seed : int
        Same seed, same choices; those of an observer do not depend on the others.

    Returns
    -------
    pandas.DataFrame
        A row for each trial: ``subject``, the faces ``first``, ``second``, ``third``, and ``odd``,
        the one that is not of the pair perceived as nearest. All ``simulated`` are True.

    Raises
    ------
    ValueError
        If a part has no distances, all weights are zero or one is negative, or there are fewer
        than three faces.

    Notes
    -----
    The distance of a pair is the weighted sum over parts of their distances, each divided by its
    mean over all pairs, so that equal weights make parts count alike.
    """
    if unknown := set(weights) - set(distances["part"].values):
        raise ValueError(f"part {min(unknown)!r} of the observers' weights has no distances")
    if min(weights.values()) < 0 or not any(weights.values()):
        raise ValueError("weights of parts must not be negative, and not all zero")
    faces = distances["face"].values
    if len(faces) < 3:
        raise ValueError(f"a triplet needs three faces, but there are {len(faces)}")
    one, other = np.triu_indices(len(faces), 1)
    perceived = np.zeros((len(faces), len(faces)))
    for part, weight in weights.items():
        matrix = distances.sel(part=part).transpose("face", "other").values
        perceived += weight * matrix / matrix[one, other].mean()
    spread = noise * perceived[one, other].std()
    tables = []
    for number in range(subjects):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
        shown = np.array([rng.choice(len(faces), 3, replace=False) for _ in range(triplets)])
        pairs = list(combinations(range(3), 2))
        seen = np.stack([perceived[shown[:, a], shown[:, b]] for a, b in pairs], axis=1)
        nearest = (seen + spread * rng.standard_normal(seen.shape)).argmin(axis=1)
        left_over = np.array([3 - a - b for a, b in pairs])[nearest]
        names = faces[shown]
        tables.append(
            pd.DataFrame(
                {
                    "subject": f"simulated-{number + 1:02d}",
                    "first": names[:, 0],
                    "second": names[:, 1],
                    "third": names[:, 2],
                    "odd": names[np.arange(triplets), left_over],
                    "simulated": True,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def arrange_simulated(
    choices: pd.DataFrame, weights: Mapping[str, float], pooled: bool
) -> xr.Dataset:
    """Turn the choices of simulated observers into judgements like those of people.

    Parameters
    ----------
    choices : pandas.DataFrame
        See :func:`simulate_choices`.
    weights : mapping of str to float
        The weights that they were made with.
    pooled : bool
        Whether to count the trials of all observers together.

    Returns
    -------
    xarray.Dataset
        See :func:`assemble_judgements`; the attribute ``planted_weights`` is the weights in JSON.

    Raises
    ------
    JudgementError
        If there are so few triplets that no observer saw some pair.
    """
    judgements = assemble_judgements(
        choices_to_dissimilarity(choices, pooled),
        setting="simulated",
        kind="simulated",
        source="simulated observers",
        words=LEFT_TOGETHER,
        simulated=True,
    )
    return judgements.assign_attrs(planted_weights=json.dumps(dict(weights)))
