"""Words for where networks see El Niño and La Niña."""

import pandas as pd

from face_relevance.figures.protocol_style import name_network
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    percentage,
    pick,
    say_each,
    say_intervals,
    write_decimal,
    write_percent,
)

_CLASSES = "Can networks tell El Niño, La Niña and neither?"
_BOX = "Is the relevance on the cells from which the classes follow?"
_CONTROLS = "What do land, extremes and the order of columns do to that?"
_MEMORY = "Does the relevance of an echo-state network fade as its leak says?"
_CHANGE = ("change_low", "change_high")


def describe_seas(study: Study, measures: pd.DataFrame, orders: pd.DataFrame) -> Described:
    """Say how accurate networks are, whether relevance is in the box, and what changes that.

    Parameters
    ----------
    study : Study
    measures, orders : pandas.DataFrame
        ``comparison/sst_measures.parquet`` and ``sst_orders.parquet``.

    Returns
    -------
    Described
        Of the setting ``base`` and of samples that are no neutral ones, but for accuracy.
    """
    base = pick(measures, setting="base")
    right = pick(base, measure="correct", samples="all")
    accuracy = (
        f"Right on held-out samples: {_each(right, percentage)}; always saying the most frequent "
        f"class is right in {write_percent(right['control'].iloc[0])} %."
    )
    events = pick(base, samples="events")
    mass, ranks = pick(events, measure="mass"), pick(events, measure="auc")
    above = mass[mass["low"] > mass["chance"]]
    better = ranks[ranks["gain_low"] > 0]
    box = (
        "In winters of El Niño or La Niña the cells have, of absolute relevance: "
        f"{_each(mass, percentage)}; a map of one value has "
        f"{write_percent(mass['chance'].iloc[0], 1)} %, a map of the absolute anomalies "
        f"{write_percent(mass['control'].iloc[0], 1)} %. {len(above)} of {len(mass)} are above the "
        f"former. Area under the ROC curve: {_each(ranks, estimate)}; the anomalies "
        f"alone have {write_decimal(ranks['control'].iloc[0])}, and {len(better) or 'none'} of "
        f"{len(ranks)} {'is' if len(better) < 2 else 'are'} told to be better."
    )
    controls = _say_changes(pick(measures, samples="events", measure="mass"))
    seeds, winters = int(base["models"].max()), int(base["winters"].max())
    over = say_intervals(base["over"].str.replace("images", "winters"))
    sizes = f"{count(seeds, 'seed')}, {count(winters, 'winter')}. {over}"
    return Described(
        (
            Answer(_CLASSES, accuracy, "sst_classes"),
            Answer(_BOX, box, "sst_measures"),
            Answer(_CONTROLS, controls, "sst_controls"),
        ),
        {
            "sst_classes": f"{count(winters, 'winter')}. {accuracy} {sizes}",
            "sst_maps": f"{box} {sizes}",
            "sst_measures": f"{accuracy} {box} {sizes}",
            "sst_controls": f"{controls} {_say_orders(orders)} {sizes}",
        },
    )


def describe_memory(study: Study, fading: pd.DataFrame) -> Described:
    """Say how fast relevance fades with the steps since reading, beside the leak alone.

    Parameters
    ----------
    study : Study
    fading : pandas.DataFrame
        ``comparison/sst_fading.parquet``.

    Returns
    -------
    Described
    """
    words = "; ".join(
        f"{estimate(row)} at leak {row['leak']:g} (by the leak alone "
        f"{write_decimal(row['expected'], 3)})"
        for _, row in fading.iterrows()
    )
    outside = (fading["high"] < fading["expected"]) | (fading["low"] > fading["expected"])
    said = (
        f"Rate by which log relevance falls with every step: {words}. {int(outside.sum())} of "
        f"{len(fading)} are told from the leak alone."
    )
    return Described(
        (Answer(_MEMORY, said, "sst_memory"),),
        {"sst_memory": f"{said} {say_intervals(fading['over'].str.replace('images', 'winters'))}"},
    )


def _each(rows: pd.DataFrame, write) -> str:
    return join_words(f"{name_network(row['network'])} {write(row)}" for _, row in rows.iterrows())


def _say_changes(rows: pd.DataFrame) -> str:
    """Say which settings take relevance from the cells, and the largest change of each network."""
    changed = pick(rows[rows["setting"] != "base"]).dropna(subset=["change_low"])
    less, more = changed[changed["change_high"] < 0], changed[changed["change_low"] > 0]
    said = (
        f"Of {count(len(changed), 'change')} of the setting, {len(less)} are told to take "
        f"relevance from these cells, {len(more)} to put more there."
    )
    if len(changed):
        span = say_each(
            changed,
            lambda row: estimate(row, "change", _CHANGE),
            lambda row: f"{name_network(row['network'])}, {row['setting']}",
            "change",
        )
        said += f" Changes of the share go {span}."
    return said


def _say_orders(orders: pd.DataFrame) -> str:
    """Say with what the relevance of permuted columns goes."""
    plain = pick(orders, setting="permuted")
    words = [
        f"{name_network(row['network'])} {estimate(row)}"
        for _, row in pick(plain, measure="place").iterrows()
    ]
    steps = [
        f"{name_network(row['network'])} {estimate(row)}"
        for _, row in pick(plain, measure="step").iterrows()
    ]
    return (
        f"When columns are permuted, maps correlate with those of the same place by "
        f"{join_words(words)}, of the same step of reading by {join_words(steps)}."
    )
