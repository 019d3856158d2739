"""Words for where networks find a planted square in simulated fields, and where they are blind."""

import pandas as pd

from face_relevance.figures.protocol_style import name_network
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    percentage,
    pick,
    say_intervals,
    say_method,
    write_percent,
)

_LOOKS = "Where do networks find the square that decides, and where are they blind?"
_FOLLOWS = "Does the focus follow the place in the field or the order of reading?"
_FADES = "How fast does a reservoir forget?"
_NO_RECURRENCE = 0


def describe_places(study: Study, localisation: pd.DataFrame) -> Described:
    """Say how much relevance the square has by network, and in how many places there is too little.

    Parameters
    ----------
    study : Study
    localisation : pandas.DataFrame
        ``comparison/field_localisation.parquet``.

    Returns
    -------
    Described
        A place is blind where the interval of the share of |relevance| is not above that of a map
        of one value.
    """
    plain = localisation[~localisation["permuted"]]
    mass = pick(plain, measure="mass", method=study.method)
    right = pick(plain, measure="accuracy", position="all").set_index("variant")
    words = []
    for variant, rows in mass.groupby("variant", sort=False):
        single = rows[rows["position"] != "all"]
        blind = int((single["low"] <= single["chance"]).sum())
        overall = rows[rows["position"] == "all"].iloc[0]
        words.append(
            f"{_name(overall)} {percentage(overall)}, right in {percentage(right.loc[variant])}, "
            f"blind in {blind} of {count(len(single), 'place')}"
        )
    chance = write_percent(mass["chance"].iloc[0])
    said = (
        f"Share of absolute relevance ({say_method(study.method)}) in the square, where a map of "
        f"one value has {chance} %: {'; '.join(words)}."
    )
    moved = pick(localisation, method=study.method)
    order = _say_order(moved)
    sizes = _say_sizes(mass)
    return Described(
        (
            Answer(_LOOKS, said, "field_localisation"),
            Answer(_FOLLOWS, order, "field_permutation"),
        ),
        {
            "field_localisation": f"{said} {sizes}",
            "field_permutation": f"{order} {sizes}",
            "field_examples": f"{say_method(study.method)}. {sizes}",
        },
    )


def describe_fading(study: Study, fading: pd.DataFrame) -> Described:
    """Say what every line that is read later leaves of relevance, with and without recurrence.

    Parameters
    ----------
    study : Study
    fading : pandas.DataFrame
        ``comparison/fading_memory.parquet``.

    Returns
    -------
    Described
    """
    rates = pick(fading, measure="rate", method=study.method, reading="columns")
    recurrent = rates[rates["spectral_radius"] != _NO_RECURRENCE]
    without = rates[rates["spectral_radius"] == _NO_RECURRENCE]
    outside = (recurrent["low"] > recurrent["expected"]) | (
        recurrent["high"] < recurrent["expected"]
    )
    said = (
        f"With every column read later there is left of relevance: {_say_rates(recurrent)}. "
        f"{int(outside.sum())} of {len(recurrent)} are told from what the leak alone leaves."
    )
    if len(without):
        said += f" Without recurrence: {_say_rates(without)}."
    return Described(
        (Answer(_FADES, said, "fading_memory"),),
        {"fading_memory": f"{said} {_say_sizes(rates)}"},
    )


def _name(row: pd.Series) -> str:
    """Name a variant: its network, and what is special about it."""
    rest = row["variant"].removeprefix(row["network"]).strip("-").replace("-", " ")
    return name_network(row["network"]) + (f" ({rest})" if rest else "")


def _say_order(rows: pd.DataFrame) -> str:
    """Say with what the relevance of columns goes, once they are permuted."""
    permuted = rows[rows["permuted"] & (rows["position"] == "all")]
    words = []
    for _, of_network in permuted.groupby("network", sort=False):
        found = {row["measure"]: row for _, row in of_network.iterrows()}
        if {"follows-reading", "follows-place"} <= set(found):
            reading, place = found["follows-reading"], found["follows-place"]
            words.append(
                f"{name_network(reading['network'])} {estimate(reading)} with the order of "
                f"reading, {estimate(place)} with the place"
            )
    return f"Rank correlation of the relevance of permuted columns: {'; '.join(words)}."


def _say_rates(rows: pd.DataFrame) -> str:
    return "; ".join(
        f"{estimate(row)} at leak {row['leak']:g} (the leak alone leaves {row['expected']:g})"
        for _, row in rows.iterrows()
    )


def _say_sizes(rows: pd.DataFrame) -> str:
    models, fields = int(rows["models"].max()), int(rows["fields"].max())
    sizes = f"{count(models, 'seed')}, {count(fields, 'simulated field')}."
    return f"{sizes} {say_intervals(rows['over'].str.replace('images', 'fields'))}"
