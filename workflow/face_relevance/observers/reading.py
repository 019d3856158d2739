"""Judgements of people from whichever file they come in."""

from pathlib import Path

import pandas as pd
import xarray as xr

from face_relevance.observers.facesim3d import read_facesim3d
from face_relevance.observers.pairs import read_pairs
from face_relevance.observers.rdm_files import read_rdms
from face_relevance.observers.triplets import read_triplets


def read_judgements(
    kind: str, path: str | Path, setting: str, scale: str, pooled: bool
) -> tuple[xr.Dataset, pd.DataFrame | None]:
    """Read the judgements of one setting.

    Parameters
    ----------
    kind : {"pairs", "triplets", "rdms", "facesim3d"}
        What the file holds.
    path : path-like
        The file, or for RDMs perhaps a folder.
    setting : str
        Name of the setting.
    scale : {"similarity", "dissimilarity"}
        What a high rating of a pair means; nothing else needs it.
    pooled : bool
        Whether to take the judgements of all subjects together; those of FaceSim3D are.

    Returns
    -------
    judgements : xarray.Dataset
        See :func:`assemble_judgements`.
    choices : pandas.DataFrame or None
        Of triplets, each trial.

    Raises
    ------
    CsvError, JudgementError
        For the first thing that cannot be used.
    """
    if kind == "triplets":
        return read_triplets(path, setting, pooled)
    if kind == "pairs":
        return read_pairs(path, setting, scale, pooled), None
    if kind == "rdms":
        return read_rdms(path, setting, pooled), None
    if kind == "facesim3d":
        return read_facesim3d(path, setting), None
    raise ValueError(f"judgements are pairs, triplets, rdms or facesim3d, not {kind!r}")
