"""Words for what the audits of artifacts came to."""

import pandas as pd

from face_relevance.figures.audit_style import name_audit, select_pooled
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.stamp import find_failed
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    pick,
    say_intervals,
    say_method,
)

_QUESTION = "Are the maps facts about the network, or artifacts?"


def describe_artifacts(study: Study, artifacts: pd.DataFrame) -> Described:
    """Say which audits the methods of each network fail, and what warns of the main one.

    Parameters
    ----------
    study : Study
    artifacts : pandas.DataFrame
        ``audit/artifacts.parquet``.

    Returns
    -------
    Described
        With captions for the figures of every network and page of the audit.
    """
    pooled = select_pooled(artifacts)
    captions, said = {}, []
    for network, rows in pooled.groupby("network", sort=False):
        method = study.method or rows["explained_by"].iloc[0]
        failures = _say_failures(name_network(str(network)), rows)
        said.append(f"{failures} {_say_verdicts(method, rows)}" if study.method else failures)
        models = pick(artifacts, network=network).query("model != 'all'")["model"].nunique()
        note = f"{count(models, 'model')}. {say_intervals(rows['over'])}"
        measured = f"{failures} {_say_values(method, rows)} {note}"
        captions[f"artifacts_{network}"] = measured
        captions[f"artifact_evidence_{network}"] = measured
        captions[f"conservation_{network}"] = f"{_say_conservation(rows)} {note}"
    captions["guidance"] = " ".join(said)
    if study.kind == "remedies":
        return Described((), captions)
    figure = f"artifacts_{pooled['network'].iloc[0]}"
    return Described((Answer(_QUESTION, " ".join(said), figure),), captions)


def list_failures(artifacts: pd.DataFrame) -> list[dict]:
    """List the audits that methods fail, by network; controls are not among them.

    Returns
    -------
    list of dict
        ``network``, ``method``, ``audits``, in words.
    """
    return [
        {
            "network": name_network(str(network)),
            "method": say_method(method),
            "audits": [name_audit(audit) for audit in audits],
        }
        for network, rows in artifacts.groupby("network", sort=False)
        for method, audits in find_failed(rows, rows["explained_by"]).items()
    ]


def _say_failures(network: str, rows: pd.DataFrame) -> str:
    """Say which methods fail which audits; controls are not among them."""
    failed = find_failed(rows, rows["explained_by"])
    tested = set(rows["explained_by"]) - {"random", "centre-prior"}
    if not failed:
        return f"{network}: none of {count(len(tested), 'method')} fails an audit."
    groups: dict[tuple[str, ...], list[str]] = {}
    for method, audits in failed.items():
        groups.setdefault(audits, []).append(say_method(method))
    words = "; ".join(
        f"{join_words(names)} ({', '.join(map(name_audit, audits))})"
        for audits, names in groups.items()
    )
    verb = "fails" if len(failed) == 1 else "fail"
    return f"{network}: {len(failed)} of {count(len(tested), 'method')} {verb} an audit: {words}."


def _say_verdicts(method: str, rows: pd.DataFrame) -> str:
    """Say which audits warn of the method that the other figures rest on."""
    warned = pick(rows, explained_by=method, verdict="warn")["audit"]
    if warned.empty:
        return ""
    return f"Warnings of {say_method(method)}: {join_words(map(name_audit, warned))}."


def _say_values(method: str, rows: pd.DataFrame) -> str:
    """Say what was measured of a method where it does not pass."""
    mine = pick(rows, explained_by=method, verdict=["warn", "fail"])
    if mine.empty:
        return ""
    words = (
        f"{name_audit(row['audit'])} {estimate(row, 'value')}"
        f"{' (failed)' if row['verdict'] == 'fail' else ''}"
        for _, row in mine.iterrows()
    )
    return f"Of {say_method(method)} do not pass: {'; '.join(words)}."


def _say_conservation(rows: pd.DataFrame) -> str:
    """Say how much of the score the layers took from each method."""
    lost = pick(rows, audit="conservation").dropna(subset=["value"])
    if lost.empty:
        return "No method of this study keeps account of relevance."
    words = (
        f"{estimate(row, 'value')} by {say_method(row['explained_by'])}"
        for _, row in lost.iterrows()
    )
    return f"Of a score of 1 the layers take {join_words(words)}."
