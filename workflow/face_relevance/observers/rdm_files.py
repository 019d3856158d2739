"""Whole dissimilarity matrices (RDMs) of subjects, such as those of a multi-arrangement task.

Three kinds of files: square CSV tables, arrays in npz, and rsatoolbox's own in HDF5. Files that
hold pickled objects are refused: to open one is to run its code.
"""

from pathlib import Path

import numpy as np
import xarray as xr

from face_relevance.observers.judgements import (
    DIMS,
    POOLED,
    JudgementError,
    assemble_judgements,
    label_judgements,
    pool_subjects,
)
from face_relevance.store import read_csv_rows
from face_relevance.store.labels import read_names


def read_rdms(path: str | Path, setting: str, pooled: bool) -> xr.Dataset:
    """Read RDMs of one or many subjects.

    Parameters
    ----------
    path : path-like
        One of

        - a CSV file: names of faces in the header and in the first column, in any order; an empty
          cell is a pair that was not judged. There is one subject;
        - a folder of such files, one for each subject, who is called as the file is. Subjects may
          have judged different faces;
        - an ``.npz`` file with ``dissimilarity``, (subject, condition, condition) or (condition,
          condition), ``conditions`` and perhaps ``subjects``; NaN is a pair that was not judged;
        - an ``.h5`` or ``.hdf5`` file of ``rsatoolbox.rdm.RDMs.save``, with a pattern descriptor
          ``conditions`` and perhaps an RDM descriptor ``subjects``.
    setting : str
        Name of the setting.
    pooled : bool
        Whether to average over subjects.

    Returns
    -------
    xarray.Dataset
        See :func:`assemble_judgements`.

    Raises
    ------
    CsvError, JudgementError
        If a matrix is not square, symmetric, non-negative and zero on its diagonal, names do not
        fit or repeat, nobody judged some pair, or the file is of another kind.
    """
    path = Path(path)
    if path.is_dir():
        dissimilarity = _read_folder(path)
    elif path.suffix == ".csv":
        dissimilarity = _read_square(path, POOLED)
    elif path.suffix == ".npz":
        dissimilarity = _read_npz(path)
    elif path.suffix in (".h5", ".hdf5"):
        dissimilarity = _read_hdf5(path)
    else:
        raise JudgementError(
            f"{path}: RDMs are read from .csv, a folder of .csv, .npz, .h5 and .hdf5; pickled ones "
            "can be saved again with rdms.save('rdms.hdf5', file_type='hdf5')"
        )
    words = "as given"
    if pooled:
        dissimilarity, words = pool_subjects(dissimilarity), "mean over subjects"
    return assemble_judgements(dissimilarity, setting, "rdms", path.name, words)


def check_matrices(
    values: np.ndarray, subjects: np.ndarray, faces: np.ndarray, where: str
) -> xr.DataArray:
    """Check RDMs and label them.

    Parameters
    ----------
    values : numpy.ndarray, (S, N, N)
        Dissimilarities, NaN where a pair was not judged.
    subjects, faces : numpy.ndarray of str
        Their names.
    where : str
        The file, for messages.

    Returns
    -------
    xarray.DataArray, (subject, condition, paired_condition)
        The mean of both triangles, which may differ by rounding.

    Raises
    ------
    JudgementError
        For the first name that repeats, or entry that cannot be one of an RDM.
    """
    if not len(subjects):
        raise JudgementError(f"{where} holds no matrix")
    if values.shape != (len(subjects), len(faces), len(faces)):
        raise JudgementError(
            f"{where}: matrices of shape {values.shape} do not fit to {len(subjects)} subjects and "
            f"{len(faces)} faces; an RDM is square, with a row and a column for each face"
        )
    for what, names in (("subject", subjects), ("face", faces)):
        once, counts = np.unique(names.astype(str), return_counts=True)
        if (counts > 1).any():
            raise JudgementError(f"{where}: {what} {str(once[counts > 1][0])!r} occurs twice")
    mirrored = values.transpose(0, 2, 1)
    for wrong, what in (
        (np.isinf(values), "is not finite"),
        (values < 0, "is negative; a dissimilarity is zero or more"),
        ((values != 0) & ~np.isnan(values) & np.eye(len(faces), dtype=bool), "is not zero"),
        (
            ~np.isclose(values, mirrored, rtol=1e-6, atol=1e-12, equal_nan=True),
            "is another one the other way round: asymmetric; average both",
        ),
    ):
        if wrong.any():
            subject, one, other = np.argwhere(wrong)[0]
            of = "" if len(subjects) == 1 else f", subject {subjects[subject]!r}"
            pair = f"face {faces[one]!r} with itself"
            if one != other:
                pair = f"faces {faces[one]!r} and {faces[other]!r}"
            raise JudgementError(
                f"{where}{of}: the dissimilarity of {pair}, {values[subject, one, other]:g}, {what}"
            )
    return label_judgements((values + mirrored) / 2, subjects, faces)


def _read_square(path: Path, subject: str) -> xr.DataArray:
    """Read a square CSV table as the RDM of one subject."""
    header, rows = read_csv_rows(path)
    columns = header[1:]
    named = [row[0] for row in rows.values()]
    for what, ones, others in (("row", columns, named), ("column", named, columns)):
        if lacking := [face for face in ones if face not in others]:
            raise JudgementError(
                f"{path}: face {lacking[0]!r} has no {what}; header and first column must name the "
                "same faces"
            )
    for what, names in (("columns", columns), ("rows", named)):
        if twice := [face for face in names if names.count(face) > 1]:
            raise JudgementError(f"{path}: face {twice[0]!r} has two {what}; keep one")
    values = np.full((len(named), len(columns)), np.nan)
    for i, (line, row) in enumerate(rows.items()):
        for j, text in enumerate(row[1:]):
            try:
                values[i, j] = float(text) if text else np.nan
            except ValueError:
                raise JudgementError(
                    f"{path}, line {line}: the dissimilarity of {row[0]!r} and {columns[j]!r} is "
                    f"{text!r}, not a number; leave the cell empty if the pair was not judged"
                ) from None
    values = values[:, [columns.index(face) for face in named]]
    return check_matrices(values[None], read_names([subject]), read_names(named), str(path))


def _read_folder(path: Path) -> xr.DataArray:
    """Read a folder of square tables; faces that a subject did not judge are NaN."""
    files = sorted(path.glob("*.csv"))
    if not files:
        raise JudgementError(f"folder {path} holds no .csv file; it needs one for each subject")
    matrices = [_read_square(file, file.stem) for file in files]
    return xr.concat(matrices, "subject", join="outer", coords="minimal").sortby(list(DIMS))


def _read_npz(path: Path) -> xr.DataArray:
    """Read RDMs that numpy saved, without unpickling anything."""
    if not path.is_file():
        raise JudgementError(f"{path} does not exist")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except ValueError as error:
        raise JudgementError(
            f"{path} holds objects, which are not opened ({error}); save names as text: "
            "np.array(names, dtype=str)"
        ) from None
    if missing := [name for name in ("dissimilarity", "conditions") if name not in arrays]:
        raise JudgementError(
            f"{path}: array {missing[0]!r} is missing; it has {', '.join(sorted(arrays))}"
        )
    values = arrays["dissimilarity"]
    if values.ndim == 2:
        values = values[None]
    return _label(values, arrays.get("subjects"), arrays["conditions"], path)


def _read_hdf5(path: Path) -> xr.DataArray:
    """Read what rsatoolbox saved in HDF5."""
    # Takes seconds to import, which other readers need not wait for.
    from rsatoolbox.rdm.rdms import load_rdm

    if not path.is_file():
        raise JudgementError(f"{path} does not exist")
    try:
        rdms = load_rdm(str(path), file_type="hdf5")
    except (OSError, KeyError) as error:
        raise JudgementError(f"{path} is no file of rsatoolbox's RDMs in HDF5: {error}") from None
    if "conditions" not in rdms.pattern_descriptors:
        raise JudgementError(
            f"{path}: there is no pattern descriptor 'conditions' with the names of faces; there "
            f"are {', '.join(sorted(rdms.pattern_descriptors))}"
        )
    subjects, faces = rdms.rdm_descriptors.get("subjects"), rdms.pattern_descriptors["conditions"]
    return _label(rdms.get_matrices(), subjects, faces, path)


def _label(values: np.ndarray, subjects: object, faces: object, path: Path) -> xr.DataArray:
    """Check and label matrices; those without names of subjects are numbered."""
    if subjects is None:
        count = len(values)
        subjects = [POOLED] if count == 1 else [f"subject-{i:03d}" for i in range(1, count + 1)]
    return check_matrices(values, read_names(subjects), read_names(faces), str(path))
