"""Result files of FaceSim3D: the similarity of all pairs of 100 faces, from choices of triplets.

Hofmann et al., FaceSim3D (MIT licence). Many people judged few triplets each, so that a file holds
one value for each pair: the share of trials with both faces in which they were left together.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.observers.judgements import POOLED, JudgementError, assemble_judgements
from face_relevance.observers.pairs import arrange_pairs, read_numbers, require_single_pairs
from face_relevance.store import CsvError, read_csv_rows

# Faces of lower numbers are female, the others male.
FEMALE = 50
HEADER = ["", "similarity", "response_time"]


def read_facesim3d(path: str | Path, setting: str) -> xr.Dataset:
    """Read a result file of FaceSim3D.

    Parameters
    ----------
    path : path-like
        CSV file with the header ``,similarity,response_time`` and lines such as
        ``"(0, 1)",0.449,3.23``. Faces are called by their number as it stands there: ``0`` to
        ``99``, without leading zeros.
    setting : str
        Name of the setting, such as ``2D``.

    Returns
    -------
    xarray.Dataset
        See :func:`assemble_judgements`; dissimilarity is 1 - similarity. The coordinate ``gender``
        says what is known of the faces' design.

    Raises
    ------
    CsvError, JudgementError
        If it is another kind of file, and for the first line that cannot be used.
    """
    path = Path(path)
    header, rows = read_csv_rows(path)
    if header != HEADER:
        raise CsvError(
            f"{path}: the header is not ',similarity,response_time', as in result files of "
            "FaceSim3D; for another table set observers.source to pairs"
        )
    named = {line: re.fullmatch(r"\((\d+), (\d+)\)", row[0]) for line, row in rows.items()}
    if strange := [line for line, match in named.items() if not match]:
        raise JudgementError(
            f"{path}, line {strange[0]}: {rows[strange[0]][0]!r} is no pair such as '(0, 1)'"
        )
    table = pd.DataFrame(
        {
            "subject": POOLED,
            "first": {line: match[1] for line, match in named.items()},
            "second": {line: match[2] for line, match in named.items()},
            "rating": {line: row[1] for line, row in rows.items()},
        }
    )
    similarity = table["rating"] = read_numbers(table["rating"].rename("similarity"), path)
    require_single_pairs(table, path)
    if not similarity.between(0, 1).all():
        line = similarity.index[~similarity.between(0, 1)][0]
        raise JudgementError(
            f"{path}, line {line}: a similarity of {similarity[line]:g} is no share from 0 to 1"
        )
    judgements = assemble_judgements(
        arrange_pairs(table, 1 - similarity), setting, "facesim3d", path.name, "1 - similarity"
    )
    genders = [
        "female" if int(face) < FEMALE else "male" for face in judgements["condition"].values
    ]
    return judgements.assign_coords(gender=("condition", np.array(genders, dtype=object)))
