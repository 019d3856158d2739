"""Words for how much of the answer the shapes of the masks give away."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import count, percentage, pick, write_percent

_QUESTION = "How much of the answer does the shape of the masks alone give away?"


def describe_leakage(study: Study, leakage: pd.DataFrame) -> Described:
    """Say how well a classifier of masks does, of the smallest masked fraction of the table.

    Parameters
    ----------
    study : Study
    leakage : pandas.DataFrame
        ``comparison/leakage.parquet``.

    Returns
    -------
    Described
        Empty where no mask was classified.
    """
    masks = pick(leakage, kind="model").dropna(subset=["accuracy"])
    if masks.empty:
        return Described()
    fraction = masks["fraction"].min()
    rows = masks[masks["fraction"] == fraction]
    said = " ".join(_say_task(*group) for group in rows.groupby("task", sort=False))
    said = (
        f"A classifier that sees the masks alone, of the {write_percent(fraction)} % most relevant "
        f"pixels. {said}"
    )
    note = f"{_say_sizes(rows)} Intervals are 95 %, over identities."
    return Described((Answer(_QUESTION, said, "leakage"),), {"leakage": f"{said} {note}"})


def _say_task(task: str, rows: pd.DataFrame) -> str:
    """Say by how many models the masks tell the answer of a task, and by which one most."""
    above = int((rows["low"] > rows["chance"]).sum())
    best = rows.loc[rows["accuracy"].idxmax()]
    return (
        f"{task.capitalize()}: told better than chance ({write_percent(best['chance'])} %) by the "
        f"masks of {above} of {count(len(rows), 'model')}, at best right in "
        f"{percentage(best, 'accuracy')} ({best['source']})."
    )


def _say_sizes(rows: pd.DataFrame) -> str:
    """Say how many images the classifier was tested on, left out in folds."""
    first = rows.iloc[0]
    identities = count(int(first["identities"]), "identity", "identities")
    images = count(int(first["images"]), "image")
    return f"{images} of {identities}, left out in {count(int(first['folds']), 'fold')}."
