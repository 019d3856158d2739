"""The dataset of judgements that all readers make, and what is checked in every one."""

import difflib
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import xarray as xr

from face_relevance.store.labels import read_names

POOLED = "all subjects"
"""The one subject of judgements that are taken together, or come without names of subjects."""

DIMS = ("subject", "condition", "paired_condition")


class JudgementError(ValueError):
    """Judgements that cannot be used; the message names file, place and faces, and the remedy."""


def label_judgements(
    values: np.ndarray, subjects: Sequence[str], faces: Sequence[str]
) -> xr.DataArray:
    """Label dissimilarities with the names of subjects and faces.

    Parameters
    ----------
    values : numpy.ndarray, (S, N, N)
        Dissimilarities, NaN where a subject did not judge a pair.
    subjects, faces : sequence of str
        Their names, in this order.

    Returns
    -------
    xarray.DataArray, (subject, condition, paired_condition), float64
        Sorted by name.
    """
    subjects, faces = read_names(subjects), read_names(faces)
    labelled = xr.DataArray(
        np.asarray(values, dtype=np.float64), dict(zip(DIMS, (subjects, faces, faces), strict=True))
    )
    return labelled.sortby(list(DIMS))


def pool_subjects(dissimilarity: xr.DataArray) -> xr.DataArray:
    """Average over the subjects who judged a pair: one subject, called "all subjects".

    Parameters
    ----------
    dissimilarity : xarray.DataArray, (subject, condition, paired_condition)
        NaN where a subject did not judge a pair.

    Returns
    -------
    xarray.DataArray, (subject, condition, paired_condition)
        NaN where nobody did.
    """
    judged = dissimilarity.notnull().sum("subject")
    # Division by zero would warn where nobody judged.
    pooled = dissimilarity.sum("subject") / judged.where(judged > 0)
    return pooled.expand_dims(subject=read_names([POOLED]))


def assemble_judgements(
    dissimilarity: xr.DataArray,
    setting: str,
    kind: str,
    source: str,
    words: str,
    simulated: bool = False,
) -> xr.Dataset:
    """Put judgements together as the dataset that every later stage reads.

    Parameters
    ----------
    dissimilarity : xarray.DataArray, (subject, condition, paired_condition)
        Symmetric, NaN where a subject did not judge a pair, sorted by name.
    setting : str
        Name of the setting in which the faces were judged.
    kind : {"pairs", "triplets", "rdms", "facesim3d", "simulated"}
        Where the judgements come from.
    source : str
        Name of the file.
    words : str
        What the dissimilarity is.
    simulated : bool
        Whether no people judged.

    Returns
    -------
    xarray.Dataset
        ``dissimilarity``, zero on the diagonal.

    Raises
    ------
    JudgementError
        If there are fewer than three faces, or nobody judged some pair.
    """
    faces = dissimilarity["condition"].values
    if len(faces) < 3:
        raise JudgementError(
            f"{source} ({setting}): {len(faces)} faces are too few; a geometry needs three"
        )
    itself = np.eye(len(faces), dtype=bool)
    judged = dissimilarity.notnull().any("subject").values | itself
    missing = [pair for pair in combinations(range(len(faces)), 2) if not judged[pair]]
    if missing:
        one, other = faces[list(missing[0])]
        raise JudgementError(
            f"{source} ({setting}): nobody judged faces {one!r} and {other!r} together "
            f"({len(missing)} such pairs of {len(faces) * (len(faces) - 1) // 2}); "
            + (
                "raise observers.simulated.triplets"
                if simulated
                else "add judgements of these pairs, or leave out those of one of the faces"
            )
        )
    alone = list(dissimilarity["subject"].values) == [POOLED]
    return xr.Dataset(
        {"dissimilarity": dissimilarity.where(~itself, 0.0)},
        attrs={
            "setting": setting,
            "kind": kind,
            "simulated": "yes" if simulated else "no",
            "subjects": "pooled" if alone else "each",
            "source": source,
            "dissimilarity": words,
        },
    )


def require_known_faces(judgements: xr.Dataset, known_names: Sequence[str], what: str) -> None:
    """Raise unless all faces that were judged are in the image set.

    Parameters
    ----------
    judgements : xarray.Dataset
        See :func:`assemble_judgements`.
    known_names : sequence of str
        Names that the image set has.
    what : str
        What these are, such as ``"identity in data/manifest.csv"``.

    Raises
    ------
    JudgementError
        For the first face that it lacks, with one of a similar name.
    """
    known = sorted(set(read_names(known_names)))
    unknown = [face for face in judgements["condition"].values if face not in known]
    if not unknown:
        return
    face = unknown[0]
    # Spreadsheets turn 007 into 7, which to difflib is no more like 007 than 1 is.
    equal = [name for name in known if face.isdecimal() and name.lstrip("0") == face.lstrip("0")]
    near = equal or difflib.get_close_matches(face, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known[:5])}, …"
    raise JudgementError(
        f"{judgements.attrs['source']} ({judgements.attrs['setting']}): face {face!r} is no {what} "
        f"({len(unknown)} of {judgements.sizes['condition']} faces are unknown); {hint}"
    )
