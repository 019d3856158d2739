"""Words for how many images each model gets right."""

import pandas as pd

from face_relevance.figures.protocol_style import name_network
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import count, join_words, percentage, write_percent

_QUESTION = "Did the networks learn to tell the images apart?"


def describe_performance(study: Study, performance: pd.DataFrame) -> Described:
    """Say which models beat chance, and how good the best and the worst one of each task are.

    Parameters
    ----------
    study : Study
    performance : pandas.DataFrame
        ``comparison/performance.parquet``.

    Returns
    -------
    Described
        A model is above chance where the lower end of its 95 % interval is.
    """
    above = performance["low"] > performance["chance"]
    if above.all():
        said = f"All {count(len(performance), 'model')} are right on held-out images more often"
        said = said.replace("All 1 model are", "The model is")
        said += " than chance, by the lower ends of the intervals."
    else:
        doubtful = (_name(row) for row in performance[~above].itertuples())
        said = (
            f"{int(above.sum())} of {count(len(performance), 'model')} are right on held-out "
            f"images more often than chance. Not told from chance: {join_words(doubtful)}."
        )
    tasks = " ".join(_say_task(*group) for group in performance.groupby("task", sort=False))
    clusters = (performance["identities"] < performance["images"]).all()
    over = "identities" if clusters else "images"
    note = f"Intervals are 95 %, of each model by itself, over {over}."
    answer = f"{said} {tasks}"
    return Described(
        (Answer(_QUESTION, answer, "performance"),), {"performance": f"{answer} {note}"}
    )


def _say_task(task: str, rows: pd.DataFrame) -> str:
    """Say how accurate the best and the worst model of a task are."""
    worst, best = rows.loc[rows["accuracy"].idxmin()], rows.loc[rows["accuracy"].idxmax()]
    tested = count(int(worst["images"]), "image")
    if int(worst["identities"]) < int(worst["images"]):
        tested += f" of {count(int(worst['identities']), 'identity', 'identities')}"
    chance = f"chance is {write_percent(worst['chance'])} %"
    if len(rows) == 1:
        return f"{task.capitalize()}: {percentage(best, 'accuracy')} of {tested}; {chance}."
    return (
        f"{task.capitalize()}, on {tested}: from {percentage(worst, 'accuracy')} "
        f"({_name(worst, task=False)}) to {percentage(best, 'accuracy')} "
        f"({_name(best, task=False)}); {chance}."
    )


def _name(row, task: bool = True) -> str:
    """Name a model."""
    words = [name_network(row.pretraining), row.task if task else "", f"seed {row.seed}"]
    return " ".join(filter(None, words))
