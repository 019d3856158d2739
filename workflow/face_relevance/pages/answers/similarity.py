"""Words for whether models find the same faces alike as observers do."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    name_cell,
    pick,
    say_each,
    say_intervals,
)

_DEPENDS = "Does that depend on pretraining, task and relevance?"
_FACTORS = {
    "pretraining": "pretraining",
    "task": "task",
    "masking": "most relevant pixels kept, against whole images",
    "random masking": "random pixels kept, against whole images",
    "relevance": "most relevant pixels kept, against random ones",
    "weighting": "features weighted by relevance, against plain ones",
    "representation": "layers",
}


def describe_similarity(study: Study, similarity: pd.DataFrame) -> Described:
    """Say which layers agree with the judgements, beside the noise ceiling and baselines.

    Parameters
    ----------
    study : Study
    similarity : pandas.DataFrame
        ``comparison/similarity.parquet``.

    Returns
    -------
    Described
        Of the first setting, empty where nothing could be compared. Told from 0 is what is below
        0.05 after Holm's correction.
    """
    rows = similarity[similarity["setting"] == similarity["setting"].iloc[0]]
    rows = rows[rows["controlled_for"] == ""]
    layers = pick(rows, kind="features").dropna(subset=["estimate"])
    if layers.empty:
        return Described()
    told = layers[layers["p_holm"] < 0.05]
    best = layers.loc[layers["estimate"].idxmax()]
    with_what = _say_judged(rows)
    said = (
        f"{with_what}: the similarity of {len(told) or 'none'} of {count(len(layers), 'layer')} of "
        f"all kinds of model is told from 0 after Holm's correction. The most alike is "
        f"{best['layer']} of {name_cell(best)}, {estimate(best)}."
    )
    said += _say_ceiling(best) + _say_baseline(rows)
    sizes = (
        f"{count(int(best['conditions']), 'face')}, {_say_subjects(best)}, "
        f"{count(int(best['seeds']), 'seed')}. {say_intervals(rows['over'])}"
    )
    question = (
        "Do the networks find the same faces alike as observers do?"
        if best["ceiling_low"] == best["ceiling_low"]
        else "Do the networks find those faces alike that belong together?"
    )
    return Described(
        (Answer(question, said, "similarity"),),
        {"similarity": f"{said} {sizes}", "rdms": f"{with_what}: {sizes}"},
    )


def describe_contrasts(study: Study, contrasts: pd.DataFrame) -> Described:
    """Say which differences between kinds of model and representation are told from 0.

    Parameters
    ----------
    study : Study
    contrasts : pandas.DataFrame
        ``comparison/similarity_contrasts.parquet``.

    Returns
    -------
    Described
        Of the first setting; empty where there is nothing to compare.
    """
    rows = contrasts.dropna(subset=["difference", "p_holm"])
    if rows.empty:
        return Described()
    rows = rows[rows["setting"] == rows["setting"].iloc[0]]
    said = " ".join(_say_factor(*group) for group in rows.groupby("factor", sort=False))
    said = f"Differences that are told from 0 after Holm's correction. {said}"
    return Described(
        (Answer(_DEPENDS, said, "similarity_contrasts"),),
        {"similarity_contrasts": f"{said} {say_intervals(rows['over'])}"},
    )


def describe_weighted(study: Study, weighted: pd.DataFrame) -> Described:
    """Say what weighted layers reach on faces and subjects left out.

    Parameters
    ----------
    study : Study
    weighted : pandas.DataFrame
        ``comparison/similarity_weighted.parquet``.

    Returns
    -------
    Described
        A caption alone.
    """
    rows = weighted[weighted["setting"] == weighted["setting"].iloc[0]]
    words = [
        f"{name}: {say_each(pick(rows, model=name), estimate)}"
        for name in ("best layer", "weighted layers")
        if name in set(rows["model"])
    ]
    parts = pick(rows, model="weighted parts")
    if len(parts):
        words.append(f"weighted parts of the face: {estimate(parts.iloc[0])}")
    said = f"Similarity on faces and subjects left out: {'; '.join(words)}."
    return Described((), {"layer_weights": f"{said} {say_intervals(rows['over'])}"})


def _say_judged(rows: pd.DataFrame) -> str:
    """Say what models are compared with, and that it is simulated where it is."""
    return f"Compared with {rows['reference'].iloc[0]}"


def _say_factor(factor: str, rows: pd.DataFrame) -> str:
    """Say how many differences of a factor are told from 0, and the largest of them."""
    told = rows[rows["p_holm"] < 0.05]
    said = f"{_FACTORS.get(factor, factor)}: {len(told) or 'none'} of {len(rows)}"
    said = said[:1].upper() + said[1:]
    if told.empty:
        return f"{said}."
    largest = told.loc[told["difference"].abs().idxmax()]
    return f"{said}, the largest {estimate(largest, 'difference')} ({_name(largest)})."


def _name(row: pd.Series) -> str:
    """Name a difference: what it is between, and of which models."""
    where = [row[key] for key in ("pretraining", "task") if row[key] not in ("", "all")]
    named = row["representation"] not in (row["one"], row["other"])
    places = [row["representation"] if named else "", "/".join(where)]
    rest = ", ".join(filter(None, places))
    return f"{row['one']} less {row['other']}" + (f", {rest}" if rest else "")


def _say_ceiling(row: pd.Series) -> str:
    if row["ceiling_low"] != row["ceiling_low"]:
        return f" Ties allow at most {row['attainable']:.2f}." if row["attainable"] < 0.995 else ""
    return (
        " The noise ceiling, how far single observers agree with the others, is "
        f"{row['ceiling_low']:.2f} to {row['ceiling_high']:.2f}."
    )


def _say_baseline(rows: pd.DataFrame) -> str:
    """Say what the known shape of the faces, or their pixels, reach without any network."""
    found = pick(rows, kind="baseline", representation=["shape", "pixels"])
    words = [f"{row['representation']} {estimate(row)}" for _, row in found.iterrows()]
    return f" Without a network: {join_words(words)}." if words else ""


def _say_subjects(row: pd.Series) -> str:
    subjects = count(int(row["subjects"]), "subject")
    return f"{subjects}, simulated" if row["simulated"] else subjects
