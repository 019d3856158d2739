"""Words for which methods find the pixels that are known to decide."""

import pandas as pd

from face_relevance.figures.style import name_block
from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    percentage,
    pick,
    say_each,
    say_intervals,
    say_method,
)

_QUESTION = "Which method finds the pixels that are known to decide?"
_MEASURE = "absolute-auc"


def describe_localisation(
    study: Study, localisation: pd.DataFrame, effects: pd.DataFrame
) -> Described:
    """Say how often each method is among the best at finding a cue that models use.

    Parameters
    ----------
    study : Study
    localisation, effects : pandas.DataFrame
        ``comparison/localisation.parquet`` and ``cue_effects.parquet``.

    Returns
    -------
    Described
        By the area under the ROC curve of |relevance|. Where a cue is not used no map should be
        on it; such cues are named and left out.
    """
    place = ["pretraining", "task", "cue"]
    used = effects[effects["used"]]
    rows = pick(localisation, measure=_MEASURE).merge(used[place], on=place)
    methods, controls = pick(rows, kind="method"), pick(rows, kind="control")
    if methods.empty:
        return Described()
    cells = len(methods.groupby(place))
    wins = methods.groupby("method", sort=False)["among_best"].sum().sort_values(ascending=False)
    words = join_words(f"{say_method(name)} for {int(wins[name])}" for name in wins.index)
    best = methods.loc[methods.groupby(place, sort=False)["estimate"].idxmax()]
    said = (
        f"Of {count(cells, 'cue')} that models use, these methods are not found worse than the "
        f"best one: {words}. The best method of each cue has an area under the ROC curve "
        f"{say_each(best, estimate, _name)}."
    )
    if len(controls):
        top = controls.loc[controls.groupby(place, sort=False)["estimate"].idxmax()]
        said += (
            " The best control, which knows nothing of the decision, has "
            f"{say_each(top, estimate, _name)}."
        )
    ignored = effects[~effects["used"]]
    if len(ignored):
        said += (
            f" Not used by every model: {join_words(_cue(row) for _, row in ignored.iterrows())}."
        )
    changed = say_each(
        used,
        lambda row: percentage(row, "changed", ("changed_low", "changed_high")),
        _cue,
        "changed",
    )
    note = (
        f"The share of decisions that swapping a used cue changes is {changed}. {_say_sizes(rows)}"
    )
    examples = f"One image each of {count(effects['task'].nunique(), 'task')}. {note}"
    return Described(
        (Answer(_QUESTION, said, "verdict"),),
        {"verdict": f"{said} {note}", "cue_examples": examples},
    )


def _cue(row: pd.Series) -> str:
    return f"{row['cue']} in {row['task']}"


def _name(row: pd.Series) -> str:
    method = name_block(row["method"]) if row["kind"] == "control" else say_method(row["method"])
    return f"{_cue(row)} by {method}"


def _say_sizes(rows: pd.DataFrame) -> str:
    sizes = [
        count(int(rows[column].max()), noun)
        for column, noun in (("models", "model"), ("images", "image"))
    ]
    return f"Up to {' and '.join(sizes)} for each cue. {say_intervals(rows['over'])}"
