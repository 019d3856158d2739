"""Choices of the odd one out of three faces: kept as they are, and as a matrix."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.observers.judgements import (
    POOLED,
    JudgementError,
    assemble_judgements,
    label_judgements,
)
from face_relevance.store import CsvError, read_csv_table, require_columns

SHOWN = ["first", "second", "third"]
LEFT_TOGETHER = "1 - share of trials with both faces in which they were left together"


def read_triplets(path: str | Path, setting: str, pooled: bool) -> tuple[xr.Dataset, pd.DataFrame]:
    """Read choices of the odd one out.

    Parameters
    ----------
    path : path-like
        CSV or Parquet file, a row for each trial: the faces ``first``, ``second``, ``third``, the
        ``odd`` one, and perhaps ``subject``; without it, there is one subject. A column
        ``simulated`` (true or false) says which choices no people made.
    setting : str
        Name of the setting.
    pooled : bool
        Whether the matrix is one of all trials together. The choices keep their subjects.

    Returns
    -------
    judgements : xarray.Dataset
        See :func:`assemble_judgements` and :func:`choices_to_dissimilarity`.
    choices : pandas.DataFrame
        ``subject``, ``first``, ``second``, ``third``, ``odd``, ``simulated``, in the order of
        their values.

    Raises
    ------
    CsvError, JudgementError
        For the first row that cannot be used, and for pairs that nobody saw together.
    """
    path = Path(path)
    required, optional = [*SHOWN, "odd"], ["subject", "simulated"]
    if path.suffix == ".parquet":
        table = _read_parquet(path, required, optional)
    else:
        table = read_csv_table(path, required, optional)
    for row in table.itertuples():
        where = f"{path}, {table.index.name} {row.Index}"
        shown = [row.first, row.second, row.third]
        if twice := [face for face in shown if shown.count(face) > 1]:
            raise JudgementError(
                f"{where}: face {twice[0]!r} occurs twice in a triplet; leave out such trials"
            )
        if row.odd not in shown:
            raise JudgementError(
                f"{where}: odd is {row.odd!r}, none of the faces shown ({', '.join(shown)}); write "
                "the name of a face, not its place"
            )
    choices = pd.DataFrame({"subject": table.get("subject", POOLED), **table[required]})
    choices["simulated"] = False
    if "simulated" in table:
        choices["simulated"] = _read_truth(table["simulated"], path)
    choices = choices.sort_values(["subject", *required], ignore_index=True)
    judgements = assemble_judgements(
        choices_to_dissimilarity(choices, pooled),
        setting,
        "triplets",
        path.name,
        LEFT_TOGETHER,
        bool(choices["simulated"].any()),
    )
    return judgements, choices


def choices_to_dissimilarity(choices: pd.DataFrame, pooled: bool) -> xr.DataArray:
    """Turn choices into dissimilarities.

    Parameters
    ----------
    choices : pandas.DataFrame
        ``subject``, ``first``, ``second``, ``third`` and ``odd``, one of the three.
    pooled : bool
        Whether to count the trials of all subjects together.

    Returns
    -------
    xarray.DataArray, (subject, condition, paired_condition)
        1 - the number of trials in which the pair was left together, because the third face was
        the odd one, over the number of trials that showed both; NaN where none did.

    Notes
    -----
    The measure of Hebart et al. 2020 (Nature Human Behaviour) and of FaceSim3D.
    """
    who = np.full(len(choices), POOLED) if pooled else choices["subject"].to_numpy(str)
    subjects, subject = np.unique(who, return_inverse=True)
    names = choices[[*SHOWN, "odd"]].to_numpy(str)
    faces, face = np.unique(names, return_inverse=True)
    face = face.reshape(names.shape)
    shown, odd = face[:, :3], face[:, 3]
    together, left = np.zeros((2, len(subjects), len(faces), len(faces)))
    for one, other, third in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        for a, b in ((one, other), (other, one)):
            np.add.at(together, (subject, shown[:, a], shown[:, b]), 1)
            np.add.at(left, (subject, shown[:, a], shown[:, b]), odd == shown[:, third])
    share = np.divide(left, together, out=np.full_like(left, np.nan), where=together > 0)
    return label_judgements(1 - share, subjects, faces)


def _read_parquet(path: Path, required: list[str], optional: list[str]) -> pd.DataFrame:
    """Read and check the columns of a Parquet file as text, by the row (from 1)."""
    if not path.is_file():
        raise CsvError(f"{path} does not exist, or is no file")
    table = pd.read_parquet(path)
    require_columns(table.columns, required, optional, str(path))
    table = table[[name for name in table if name in (*required, *optional)]]
    table.index = pd.RangeIndex(1, len(table) + 1, name="row")
    if table.empty:
        raise CsvError(f"{path} has no rows")
    for column in table:
        empty = table[column].isna() | (table[column].astype(str) == "")
        if empty.any():
            raise CsvError(f"{path}, row {table.index[empty][0]}: {column} is empty")
        if table[column].dtype.kind == "f":
            raise CsvError(
                f"{path}: {column} holds numbers with decimals; save names of faces as text"
            )
    return table.astype(str).astype(object)


def _read_truth(texts: pd.Series, path: Path) -> pd.Series:
    """Read a column of true and false, in whichever case."""
    known = {"true": True, "false": False}
    truth = texts.str.lower().map(known)
    if truth.isna().any():
        wrong = truth.index[truth.isna()][0]
        raise JudgementError(
            f"{path}, {texts.index.name} {wrong}: {texts.name} is {texts[wrong]!r}; write true or "
            "false"
        )
    return truth.astype(bool)
