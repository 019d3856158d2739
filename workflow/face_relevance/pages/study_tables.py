"""The tables of studies that pages are written from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from face_relevance.study.kinds import SIMULATED_SOURCES, find_source

OPTIONAL = {
    "remedies": "comparison/remedies.parquet",
    "places": "comparison/field_localisation.parquet",
    "settings": "comparison/sst_measures.parquet",
}
"""Tables that only some studies have, below the folder of their results."""


@dataclass(frozen=True)
class StudyTables:
    """The tables of one study.

    Parameters
    ----------
    name, title : str
        Of the study.
    simulated : bool
        Whether its images or fields are simulated.
    artifacts : pandas.DataFrame
        ``audit/artifacts.parquet``.
    remedies, places, settings : pandas.DataFrame, optional
        ``comparison/remedies.parquet``, ``field_localisation.parquet`` and
        ``sst_measures.parquet``, where the study has them.
    """

    name: str
    title: str
    simulated: bool
    artifacts: pd.DataFrame
    remedies: pd.DataFrame | None = None
    places: pd.DataFrame | None = None
    settings: pd.DataFrame | None = None


def read_finished(configurations: Iterable[Path], results: Path) -> list[StudyTables]:
    """Read the tables of the studies that have them.

    Parameters
    ----------
    configurations : iterable of path
        YAML files of studies, in the order of the page.
    results : path
        Folder with a folder for each study.

    Returns
    -------
    list of StudyTables
        Studies whose audit is not finished are left out.
    """
    studies = []
    for path in configurations:
        config = yaml.safe_load(path.read_text())
        folder = results / config["study"]
        artifacts = folder / "audit/artifacts.parquet"
        if artifacts.is_file():
            found = {name: folder / place for name, place in OPTIONAL.items()}
            studies.append(
                StudyTables(
                    config["study"],
                    config.get("title") or config["study"],
                    find_source(config) in SIMULATED_SOURCES,
                    pd.read_parquet(artifacts),
                    **{
                        name: pd.read_parquet(table)
                        for name, table in found.items()
                        if table.is_file()
                    },
                )
            )
    return studies
