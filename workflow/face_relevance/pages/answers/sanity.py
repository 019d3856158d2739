"""Words for whether maps depend on what the network learned, and on the class."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    pick,
    say_each,
    say_intervals,
    say_method,
)

_QUESTION = "Do the maps change when the network forgets what it learned?"


def describe_sanity(study: Study, sanity: pd.DataFrame) -> Described:
    """Say what is left of maps after all layers were drawn afresh, and for another class.

    Parameters
    ----------
    study : Study
    sanity : pandas.DataFrame
        ``audit/sanity.parquet``.

    Returns
    -------
    Described
        Of the method that figures rest on, or the first one that was checked.
    """
    checked = list(dict.fromkeys(sanity["method"]))
    method = study.method if study.method in checked else checked[0]
    ranks = pick(sanity, method=method, measure="spearman")
    drawn = pick(ranks, check="cascading")
    drawn = drawn[drawn["layer"] == drawn["layer"].iloc[-1]] if len(drawn) else drawn
    swapped = pick(ranks, check="class swap")
    runs = pick(sanity, method=method, check="convergence")
    runs = runs[runs["layer"] == runs["layer"].iloc[-1]] if len(runs) else runs
    said = " ".join(
        filter(
            None,
            [_say_drawn(method, drawn), _say_swapped(swapped), _say_convergence(runs)],
        )
    )
    rows = pd.concat([drawn, swapped])
    sizes = (
        f"{count(int(rows['models'].max()), 'model')} of each kind, "
        f"{count(int(rows['images'].max()), 'image')}. {say_intervals(rows['over'])}"
    )
    return Described((Answer(_QUESTION, said, "sanity"),), {"sanity": f"{said} {sizes}"})


def _say_drawn(method: str, rows: pd.DataFrame) -> str:
    if rows.dropna(subset=["estimate"]).empty:
        return ""
    told = rows[(rows["low"] > 0) | (rows["high"] < 0)]
    left = "none" if told.empty else f"{len(told)}"
    return (
        f"The rank correlation of {say_method(method)} maps with those after all layers were drawn "
        f"afresh is {say_each(rows, estimate)}; {left} of {len(rows)} "
        f"{'is' if len(told) < 2 else 'are'} told from 0."
    )


def _say_swapped(rows: pd.DataFrame) -> str:
    if rows.dropna(subset=["estimate"]).empty:
        return ""
    return f"With maps of the second-best class it is {say_each(rows, estimate)}."


def _say_convergence(rows: pd.DataFrame) -> str:
    if rows.dropna(subset=["estimate"]).empty:
        return ""
    return (
        "At the layer next to the image the cosine of the relevance of different classes is "
        f"{say_each(rows, estimate)} (1: it runs the same way whatever the class)."
    )
