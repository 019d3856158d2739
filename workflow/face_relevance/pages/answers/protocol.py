"""Words for how methods of explanation score by the protocol of ADVISE."""

from collections.abc import Mapping

import pandas as pd

from face_relevance.figures.protocol_style import MEASURES, name_network
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    percentage,
    pick,
    say_intervals,
    say_method,
)

_ALL = "all"
_TOLD = ("avx", "avx_published", "deletion", "insertion", "road")
_RANKED = ("avx", "deletion", "insertion", "road")
_PLANNED = "Does choosing units by the shape of their activations help?"
_RANKS = "Which method is best, and does it stay the best by independent measures?"
_PEAKS = "How many peaks have the densities of activations?"


def describe_protocol(
    study: Study, protocol: pd.DataFrame, ranks: pd.DataFrame, contrasts: pd.DataFrame
) -> Described:
    """Say which planned differences are told from 0, and which methods rank first.

    Parameters
    ----------
    study : Study
    protocol, ranks, contrasts : pandas.DataFrame
        ``comparison/protocol.parquet``, ``protocol_ranks.parquet`` and
        ``protocol_contrasts.parquet``; rows of all networks together are told.

    Returns
    -------
    Described
        Empty where no method could be ranked.
    """
    overall = pick(protocol, network=_ALL)
    planned = pick(contrasts, network=_ALL, family="planned", measure=_TOLD)
    others = pick(contrasts, network=_ALL, measure=_TOLD)
    first = pick(ranks, network=_ALL, measure=_RANKED).dropna(subset=["rank"])
    if first.empty:
        return Described()
    better = dict(zip(overall["measure"], overall["better"], strict=True))
    said = _say_planned(planned, better)
    answers = [Answer(_PLANNED, said, "protocol_table")] if said else []
    winners = _say_winners(first)
    answers.append(Answer(_RANKS, winners, "protocol_ranks"))
    shown = list(dict.fromkeys(overall["method"]))
    methods = f"{count(len(shown), 'method')}."
    maps = f"Maps by {join_words(map(say_method, shown))}."
    sizes = (
        f"{count(int(overall['models'].max()), 'model')}, "
        f"{count(int(overall['images'].max()), 'image')}, {methods}"
    )
    over = say_intervals(overall["over"])
    told = int((others["p_holm"] < 0.05).sum())
    pairs = (
        f"{told} of {count(len(others), 'difference')} between two methods by {_list(_TOLD)} are "
        "told from 0 after Holm's correction."
    )
    networks = count(protocol.loc[protocol["network"] != _ALL, "network"].nunique(), "network")
    return Described(
        tuple(answers),
        {
            "protocol_table": f"{said} {sizes} {over}".strip(),
            "protocol_ranks": f"{winners} {pairs} {sizes} {over}",
            "protocol_measures": f"{winners} {sizes} {over}",
            "protocol_maps": maps,
            "protocol_networks": f"{networks}. {maps}",
        },
    )


def describe_peaks(study: Study, peaks: pd.DataFrame) -> Described:
    """Say which share of the units has a density of one peak, in each network.

    Parameters
    ----------
    study : Study
    peaks : pandas.DataFrame
        ``comparison/peak_counts.parquet``.

    Returns
    -------
    Described
    """
    rows = peaks[peaks["class"] == "all"]
    words = [
        f"{name_network(row['network'])} {percentage(row, 'share')}"
        for _, row in pick(rows, activations="published", peaks=1).iterrows()
    ]
    said = f"One peak have, of the units of the last stage: {join_words(words)}."
    normalised = [
        f"{name_network(row['network'])} {percentage(row, 'share')}"
        for _, row in pick(rows, activations="normalised", peaks=1).iterrows()
    ]
    if normalised:
        said += f" With normalised activations: {join_words(normalised)}."
    return Described(
        (Answer(_PEAKS, said, "peak_counts"),),
        {"peak_counts": f"{said} {say_intervals(rows['over'])}"},
    )


def _say_planned(rows: pd.DataFrame, better: Mapping[str, str]) -> str:
    """Say by which measures the planned pairs differ, and which of the two is better there."""
    words = []
    for (one, other), pair in rows.groupby(["one", "other"], sort=False):
        told = pair[pair["p_holm"] < 0.05]
        high = told["measure"].map(better) == "high"
        wins = (told["difference"] > 0) == high
        said = [
            f"{word} in {join_words(_say_difference(row) for _, row in part.iterrows())}"
            for word, part in (("better", told[wins]), ("worse", told[~wins]))
            if len(part)
        ]
        left = pair.loc[~pair.index.isin(told.index), "measure"]
        if len(left):
            said.append(f"not told apart in {_list(left)}")
        words.append(f"{say_method(one)}, against {say_method(other)}: {'; '.join(said)}.")
    return " ".join(words)


def _say_winners(ranks: pd.DataFrame) -> str:
    """Say which method has the best mean rank by each measure."""
    best = ranks.loc[ranks.groupby("measure", sort=False)["rank"].idxmin()]
    words = "; ".join(
        f"by {_title(row)} {say_method(row['method'])}, {estimate(row, 'rank')}"
        for _, row in best.iterrows()
    )
    methods = int(ranks["methods"].max())
    same = best["method"].nunique() == 1
    said = f"The best mean rank of {methods} (1 is best): {words}."
    return f"{said} {'It is one method by all of them.' if same else 'They are not the same.'}"


def _say_difference(row: pd.Series) -> str:
    return f"{_title(row)} by {estimate(row, 'difference')}"


def _title(row: pd.Series) -> str:
    return MEASURES[row["measure"]].title


def _list(measures) -> str:
    return join_words(MEASURES[name].title for name in dict.fromkeys(measures))
