"""Words for what helps against artifacts, and what it costs."""

import pandas as pd

from face_relevance.figures.audit_style import name_audit
from face_relevance.figures.protocol_style import name_network
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    pick,
    say_intervals,
)
from face_relevance.pages.findings import Help, find_help, list_unhelped

_QUESTION = "What helps against artifacts of {network}, and what does it cost?"
_CHANGE = ("change_low", "change_high")


def describe_remedies(study: Study, remedies: pd.DataFrame) -> Described:
    """Say which remedy lessens which artifact of each network most, and which cost accuracy.

    Parameters
    ----------
    study : Study
    remedies : pandas.DataFrame
        ``comparison/remedies.parquet``.

    Returns
    -------
    Described
        A remedy lessens an artifact where the whole interval of its change is below 0.
    """
    answers, captions = [], {}
    for network in dict.fromkeys(remedies["network"]):
        mine = pick(remedies, network=network)
        said = f"{_say_help(remedies, network)} {_say_cost(mine)}"
        figure = f"remedies_{network}"
        answers.append(Answer(_QUESTION.format(network=name_network(network)), said, figure))
        audited = mine[~mine["measure"].isin(("accuracy", "seconds", "localisation"))]
        sizes = f"{_count(mine)}, up to {count(int(audited['images'].max()), 'image')}."
        captions[figure] = f"{name_network(network)}. {said} {sizes} {say_intervals(mine['over'])}"
    captions["remedy_maps"] = f"{count(len(answers), 'network')}, {_count(remedies)}."
    return Described(tuple(answers), captions)


def _count(remedies: pd.DataFrame) -> str:
    number = remedies.loc[remedies["remedy"] != "none", "remedy"].nunique()
    return count(number, "remedy", "remedies")


def _say_help(remedies: pd.DataFrame, network: str) -> str:
    """Say the best remedy for each artifact, and how many others lessen it too."""
    groups: dict[str, list[Help]] = {}
    for found in find_help(remedies, network):
        groups.setdefault(found.audit, []).append(found)
    times = pick(remedies, network=network, measure="seconds").set_index("remedy")
    words = []
    for audit, found in groups.items():
        best = found[0]
        change = estimate(vars(best), "change", ("low", "high"))
        time = estimate(times.loc[best.remedy], "value")
        more = f", {len(found) - 1} more help" if len(found) > 1 else ""
        words.append(f"{name_audit(audit)} {change} by {best.remedy} ({time} × the time{more})")
    said = f"Lessened most: {'; '.join(words)}." if words else "No remedy lessens any artifact."
    unhelped = list_unhelped(remedies, network)
    if unhelped:
        said += f" No remedy was seen to lessen {join_words(map(name_audit, unhelped), 'or')}."
    return said


def _say_cost(remedies: pd.DataFrame) -> str:
    """Say which remedies are told to change the accuracy."""
    rows = pick(remedies, measure="accuracy", stage="training").dropna(subset=["change_low"])
    told = rows[(rows["change_high"] < 0) | (rows["change_low"] > 0)]
    if told.empty:
        return "No change of accuracy is told from 0."
    words = join_words(
        f"{row['remedy']} {estimate(row, 'change', _CHANGE)}" for _, row in told.iterrows()
    )
    return f"Changes of accuracy told from 0: {words}."
