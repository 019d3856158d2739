"""Ratings of how alike two faces are: a CSV file with a line for each pair and subject."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.observers.judgements import (
    POOLED,
    JudgementError,
    assemble_judgements,
    label_judgements,
    pool_subjects,
)
from face_relevance.store import read_csv_table


def read_pairs(path: str | Path, setting: str, scale: str, pooled: bool) -> xr.Dataset:
    """Read ratings of pairs.

    Parameters
    ----------
    path : path-like
        CSV file with the columns ``first``, ``second``, ``rating`` and perhaps ``subject``;
        without it, there is one subject. The order of the two faces means nothing.
    setting : str
        Name of the setting.
    scale : {"similarity", "dissimilarity"}
        What a high rating means. Similarity is turned into the dissimilarity *largest rating of
        the file minus rating*, so that settings whose scale is used to its end are alike.
    pooled : bool
        Whether to average over subjects.

    Returns
    -------
    xarray.Dataset
        See :func:`assemble_judgements`.

    Raises
    ------
    CsvError, JudgementError
        For the first line that cannot be used, and for pairs that nobody rated.
    """
    path = Path(path)
    table = read_csv_table(path, ["first", "second", "rating"], ["subject"])
    if "subject" not in table:
        table["subject"] = POOLED
    table["rating"] = read_numbers(table["rating"], path)
    require_single_pairs(table, path)
    if scale == "similarity":
        largest = table["rating"].max()
        values, words = largest - table["rating"], f"{largest:g}, the largest rating, minus rating"
    else:
        values, words = table["rating"], "rating"
        if (values < 0).any():
            line = values.index[values < 0][0]
            raise JudgementError(
                f"{path}, line {line}: a dissimilarity of {values[line]:g} is negative; add the "
                "same number to all ratings, or set observers.scale to similarity"
            )
    dissimilarity = arrange_pairs(table, values)
    if pooled:
        dissimilarity, words = pool_subjects(dissimilarity), f"{words}, mean over subjects"
    return assemble_judgements(dissimilarity, setting, "pairs", path.name, words)


def read_numbers(texts: pd.Series, path: Path) -> pd.Series:
    """Read a column as finite numbers.

    Parameters
    ----------
    texts : pandas.Series of str
        By the line in the file; its name is that of the column.
    path : Path
        The file, for messages.

    Returns
    -------
    pandas.Series of float64

    Raises
    ------
    JudgementError
        For the first that is no number, or none that is finite.
    """
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    wrong = texts.index[~np.isfinite(numbers)]
    if len(wrong):
        raise JudgementError(
            f"{path}, line {wrong[0]}: {texts.name} {texts[wrong[0]]!r} is not a number; leave out "
            "lines of pairs that were not judged"
        )
    return numbers


def require_single_pairs(table: pd.DataFrame, path: Path) -> None:
    """Raise unless every line has two faces that its subject judged in no other line.

    Parameters
    ----------
    table : pandas.DataFrame
        ``subject``, ``first``, ``second``, ``rating``, by the line in the file.
    path : Path
        The file, for messages.

    Raises
    ------
    JudgementError
        For a face paired with itself, and a pair that occurs twice, in whichever order.
    """
    seen: dict[tuple, int] = {}
    for row in table.itertuples():
        where = f"{path}, line {row.Index}"
        if row.first == row.second:
            raise JudgementError(
                f"{where}: face {row.first!r} is paired with itself; leave out such lines"
            )
        pair = (row.subject, *sorted((row.first, row.second)))
        if pair in seen:
            earlier = table.loc[seen[pair]]
            said = f"{where}: {row.subject} judged {row.first!r} and {row.second!r}"
            if earlier["first"] != row.first and earlier["rating"] != row.rating:
                raise JudgementError(
                    f"{said} in both orders, {row.rating:g} and {earlier['rating']:g} in line "
                    f"{seen[pair]}: asymmetric; keep one line, with their mean"
                )
            raise JudgementError(
                f"{said} already in line {seen[pair]}; keep one of the lines"
                + (", or add a column 'subject'" if row.subject == POOLED else "")
            )
        seen[pair] = row.Index


def arrange_pairs(table: pd.DataFrame, values: Sequence[float]) -> xr.DataArray:
    """Arrange one dissimilarity per line as a matrix for each subject.

    Parameters
    ----------
    table : pandas.DataFrame
        ``subject``, ``first``, ``second``; no subject has a pair twice.
    values : sequence of float
        The dissimilarity of each line.

    Returns
    -------
    xarray.DataArray, (subject, condition, paired_condition)
        Symmetric, NaN where there is no line.
    """
    subjects, subject = np.unique(table["subject"].to_numpy(str), return_inverse=True)
    pairs = table[["first", "second"]].to_numpy(str)
    faces, face = np.unique(pairs, return_inverse=True)
    one, other = face.reshape(pairs.shape).T
    matrices = np.full((len(subjects), len(faces), len(faces)), np.nan)
    matrices[subject, one, other] = matrices[subject, other, one] = values
    return label_judgements(matrices, subjects, faces)
