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
_ENDS = ("low", "high")


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
        of_network = _say_network(study, str(network), rows)
        said.append(of_network)
        models = pick(artifacts, network=network).query("model != 'all'")["model"].nunique()
        note = f"{count(models, 'model')}. {say_intervals(rows['over'])}"
        captions[f"artifacts_{network}"] = f"{of_network} {note}"
        captions[f"conservation_{network}"] = f"{_say_conservation(rows)} {note}"
        captions[f"artifact_evidence_{network}"] = f"{of_network} {note}"
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


def _say_network(study: Study, network: str, rows: pd.DataFrame) -> str:
    """Say what fails, and what warns of the method that figures rest on."""
    methods = list(dict.fromkeys(rows["explained_by"]))
    failed = find_failed(rows, methods)
    tested = [name for name in methods if name not in ("random", "centre-prior")]
    name = name_network(network)
    main = _say_main(study.method or methods[0], rows)
    if len(tested) == 1:
        return f"{name}. {main}"
    if not failed:
        return f"{name}: none of {len(tested)} methods fails an audit. {main}"
    groups: dict[tuple[str, ...], list[str]] = {}
    for method, audits in failed.items():
        groups.setdefault(audits, []).append(say_method(method))
    words = "; ".join(
        f"{join_words(names)} ({', '.join(map(name_audit, audits))})"
        for audits, names in groups.items()
    )
    said = f"{name}: {len(failed)} of {len(tested)} methods fail an audit: {words}."
    return f"{said} {main}" if study.method else said


def _say_main(method: str, rows: pd.DataFrame) -> str:
    """Say what is measured of the method that the other figures rest on."""
    mine = pick(rows, explained_by=method, verdict=["warn", "fail"])
    if not method or method not in set(rows["explained_by"]):
        return ""
    if mine.empty:
        return f"{say_method(method)} passes all audits."
    words = (
        f"{name_audit(row['audit'])} {estimate(row, 'value', _ENDS)}, "
        f"{'failed' if row['verdict'] == 'fail' else 'a warning'}"
        for _, row in mine.iterrows()
    )
    return f"Of {say_method(method)}: {'; '.join(words)}."


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
