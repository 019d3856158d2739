"""Words for what observers judged, which parts count and which choices can be told."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    capitalise,
    count,
    estimate,
    join_words,
    name_cell,
    percentage,
    pick,
    say_each,
    say_intervals,
    say_method,
    write_decimal,
    write_percent,
)

_JUDGED = "How alike do observers find the faces, and do they agree?"
_PARTS = "Do models weigh the parts of the face as observers do?"
_TRIALS = "Can it be told which of three faces an observer finds odd?"
_SIMULATED = "The observers are simulated: nothing here is about people."


def describe_judgements(study: Study, judgements: pd.DataFrame) -> Described:
    """Say how unlike faces are judged within and between groups, and how far observers agree.

    Parameters
    ----------
    study : Study
    judgements : pandas.DataFrame
        ``comparison/judgements.parquet``.

    Returns
    -------
    Described
    """
    words = []
    for setting, rows in judgements.groupby("setting", sort=False):
        said = [
            f"{estimate(row)} for {row['one']} with {row['other']} faces"
            for _, row in pick(rows, statistic="mean dissimilarity").iterrows()
        ]
        if said:
            words.append(f"mean dissimilarity ({setting}) {join_words(said)}")
        said = [
            f"{end} {estimate(row)}"
            for end in ("low", "high")
            for _, row in pick(rows, statistic=f"ceiling {end}").iterrows()
        ]
        if said:
            words.append(f"noise ceiling ({setting}) {join_words(said)}")
    words += [
        f"settings {row['one']} and {row['other']} agree to {estimate(row)}"
        for _, row in pick(judgements, statistic="agreement").iterrows()
    ]
    pairs = count(int(judgements["pairs"].max()), "pair", "pairs")
    said = f"{capitalise('; '.join(words))}."
    return Described(
        (Answer(_JUDGED, said, "judgements"),),
        {"judgements": f"{said} {pairs}. {say_intervals(judgements['over'])}"},
    )


def describe_part_weights(study: Study, weights: pd.DataFrame, overlaps: pd.DataFrame) -> Described:
    """Say which parts count for observers, and how far the relevance of models lies as they do.

    Parameters
    ----------
    study : Study
    weights, overlaps : pandas.DataFrame
        ``comparison/part_weights.parquet`` and ``part_overlaps.parquet``.

    Returns
    -------
    Described
        Of the first setting.
    """
    rows = weights[weights["setting"] == weights["setting"].iloc[0]]
    judged = pick(rows, who="observers").sort_values("weight", ascending=False)
    known = judged["planted"].notna().any()
    words = join_words(
        f"the {row['part']} {estimate(row, 'weight')}"
        + (f" (planted {write_decimal(row['planted'])})" if known else "")
        for _, row in judged.head(3).iterrows()
    )
    said = f"For the observers {words} count most, of 1 in all."
    mine = overlaps[overlaps["setting"] == rows["setting"].iloc[0]]
    mine = pick(mine, who="relevance", other_pretraining="")
    method = study.method if study.method in set(mine["representation"]) else ""
    method = method or next(iter(mine["representation"]), "")
    if method:
        shares = say_each(
            pick(mine, representation=method),
            lambda row: estimate(row, "overlap"),
            value="overlap",
        )
        said += f" Of {say_method(method)} relevance the overlap with these weights is {shares}"
        chance = pick(mine, representation="random")
        if len(chance) and method != "random":
            shares = say_each(chance, lambda row: estimate(row, "overlap"), value="overlap")
            said += f"; of random maps it is {shares}"
        said += "."
    if rows["simulated"].any():
        said += f" {_SIMULATED}"
    return Described(
        (Answer(_PARTS, said, "part_weights"),),
        {"part_weights": f"{said} {say_intervals(rows['over'])}"},
    )


def describe_trials(study: Study, trials: pd.DataFrame) -> Described:
    """Say how often weighted layers and parts predict the odd one out, beside chance.

    Parameters
    ----------
    study : Study
    trials : pandas.DataFrame
        ``comparison/trials.parquet``.

    Returns
    -------
    Described
        Of the first setting. Told from chance is what is below 0.05 after Holm's correction.
    """
    rows = trials[trials["setting"] == trials["setting"].iloc[0]].dropna(subset=["accuracy"])
    layers = pick(rows, kind="fitted", representation="weighted layers")
    layers = layers if len(layers) else pick(rows, kind="features")
    told = layers[layers["p_holm"] < 0.05]
    first = rows.iloc[0]
    said = (
        "The share of choices told by layers, weighted on other faces, is "
        f"{say_each(layers, lambda row: percentage(row, 'accuracy'), value='accuracy')}; told from "
        f"chance ({write_percent(first['chance'])} %) after Holm's correction: "
        f"{join_words(name_cell(row) for _, row in told.iterrows()) or 'none'}."
    )
    parts = pick(rows, kind="fitted", representation="weighted parts")
    if len(parts):
        said += f" The shapes of the parts tell {percentage(parts.iloc[0], 'accuracy')}"
        said += (
            f", other observers {write_percent(first['ceiling_low'])} to "
            f"{write_percent(first['ceiling_high'])} %."
        )
    sizes = f"{count(int(first['trials']), 'trial')} of {count(int(first['subjects']), 'subject')}."
    caption = f"{said} {sizes} {say_intervals(rows['over'])}"
    return Described((Answer(_TRIALS, said, "trials"),), {"trials": caption})
