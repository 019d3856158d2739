"""What the audits and remedies of an architecture come to: facts for the page of guidance."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.pages.study_tables import StudyTables

VERDICTS = ("pass", "warn", "fail")
"""From good to bad."""


@dataclass(frozen=True)
class Help:
    """A remedy that was seen to lessen an artifact.

    Parameters
    ----------
    audit, remedy, stage : str
        What is lessened by what, in training or in explaining.
    before, after : float
        The measure without and with the remedy.
    change, low, high : float
        Its change, with the ends of its 95 % interval.
    verdict : str
        Of the audit with the remedy.
    accuracy, accuracy_low, accuracy_high : float
        Change of the accuracy; zero for remedies that leave the network alone.
    seconds : float
        Time of explaining an image, as a multiple of that without the remedy.
    """

    audit: str
    remedy: str
    stage: str
    before: float
    after: float
    change: float
    low: float
    high: float
    verdict: str
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    seconds: float


def pool_artifacts(artifacts: pd.DataFrame, network: str) -> pd.DataFrame:
    """Select the estimates of an architecture over all its models.

    Parameters
    ----------
    artifacts : pandas.DataFrame
        ``audit/artifacts.parquet``.
    network : str
        Architecture.

    Returns
    -------
    pandas.DataFrame
        A row for each method (``explained_by``) and ``audit``.
    """
    mine = artifacts[(artifacts["network"] == network) & (artifacts["model"] == "all")]
    return mine[mine["pretraining"] == "all"]


def find_help(remedies: pd.DataFrame, network: str) -> list[Help]:
    """List the remedies whose interval says that they lessen an artifact.

    Parameters
    ----------
    remedies : pandas.DataFrame
        ``comparison/remedies.parquet``.
    network : str
        Architecture.

    Returns
    -------
    list of Help
        By audit in the order of the table; the remedy that lessens it most first.
    """
    mine = remedies[remedies["network"] == network]
    costs = {
        name: mine[mine["measure"] == name].set_index("remedy") for name in ("accuracy", "seconds")
    }
    audited = mine[mine["measure"].isin(AUDITS)]
    found = []
    for audit, rows in audited.groupby("measure", sort=False):
        before = rows.loc[rows["remedy"] == "none", "value"].iloc[0]
        lessened = rows[(rows["remedy"] != "none") & (rows["change_high"] < 0)]
        for row in lessened.sort_values("change").itertuples():
            accuracy = costs["accuracy"].loc[row.remedy]
            found.append(
                Help(
                    str(audit),
                    row.remedy,
                    row.stage,
                    before,
                    row.value,
                    row.change,
                    row.change_low,
                    row.change_high,
                    row.verdict,
                    accuracy["change"],
                    accuracy["change_low"],
                    accuracy["change_high"],
                    costs["seconds"].loc[row.remedy, "value"],
                )
            )
    return found


def list_unhelped(remedies: pd.DataFrame, network: str) -> list[str]:
    """Name the audits that do not pass without a remedy and that no remedy was seen to lessen."""
    mine = remedies[(remedies["network"] == network) & (remedies["remedy"] == "none")]
    helped = {found.audit for found in find_help(remedies, network)}
    troubled = mine[mine["verdict"].isin(("warn", "fail"))]
    return [audit for audit in troubled["measure"] if audit not in helped]


def list_networks(studies: Sequence[StudyTables]) -> list[str]:
    """Name the architectures of all studies once each, in their order."""
    return list(dict.fromkeys(name for study in studies for name in study.artifacts["network"]))


def count_verdicts(pooled: pd.DataFrame) -> pd.DataFrame:
    """Count methods by audit and verdict.

    Parameters
    ----------
    pooled : pandas.DataFrame
        From `pool_artifacts`.

    Returns
    -------
    pandas.DataFrame
        A row for each audit, columns ``pass``, ``warn`` and ``fail``.
    """
    order = list(dict.fromkeys(pooled["audit"]))
    counts = pd.crosstab(pooled["audit"], pooled["verdict"])
    return counts.reindex(index=order, columns=list(VERDICTS), fill_value=0)
