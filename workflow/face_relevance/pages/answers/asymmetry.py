"""Words for the directions of transfer and what explains them."""

import pandas as pd

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    pick,
    say_intervals,
    write_decimal,
    write_percent,
)

_QUESTION = "Is transfer between two kinds of network the same both ways?"
_RELATIVE = ("relative_low", "relative_high")


def describe_asymmetry(study: Study, directions: pd.DataFrame, factors: pd.DataFrame) -> Described:
    """Say which directions of transfer differ, and which factors explain how well it works.

    Parameters
    ----------
    study : Study
    directions, factors : pandas.DataFrame
        ``comparison/transfer_asymmetry.parquet`` and ``transfer_factors.parquet``.

    Returns
    -------
    Described
        Empty where no factor has two levels. Told from 0 is what is below 0.05 after Holm's
        correction.
    """
    rows = pick(directions, fill=study.fill, measure="accuracy").dropna(subset=["relative"])
    if rows.empty:
        return Described()
    told = rows[rows["p_holm"] < 0.05]
    largest = rows.loc[rows["relative"].abs().idxmax()]
    said = (
        f"Of {count(len(rows), 'difference')} between a direction and the way back, "
        f"{len(told) or 'none'} {'is' if len(told) < 2 else 'are'} told from 0 after Holm's "
        f"correction{_list(told)}."
    )
    if told.empty:
        said += f" The largest one is {_say(largest)}."
    sizes = f"Pairs of models: {_range(rows['pairs'])}. {say_intervals(rows['over'])}"
    caption = f"{said} {_say_factors(study, factors)} {sizes}".replace("  ", " ")
    return Described((Answer(_QUESTION, said, "asymmetry"),), {"asymmetry": caption})


def _say(row: pd.Series) -> str:
    """Say a difference of relative areas and what it is between."""
    difference = estimate(row, "relative", _RELATIVE)
    return f"{difference} from {row['origin']} to {row['destination']} less the way back"


def _list(rows: pd.DataFrame) -> str:
    return f": {join_words(_say(row) for _, row in rows.iterrows())}" if len(rows) else ""


def _range(numbers: pd.Series) -> str:
    """Say a number, or the least and the greatest one."""
    least, greatest = int(numbers.min()), int(numbers.max())
    return f"{least}" if least == greatest else f"{least} to {greatest}"


def _say_factors(study: Study, factors: pd.DataFrame) -> str:
    """Say which of the tested factors are told from chance by permutations of whole models."""
    tested = pick(factors, fill=study.fill, measure="accuracy").dropna(subset=["p_holm"])
    if tested.empty:
        return ""
    told = tested[tested["p_holm"] < 0.05]
    words = join_words(
        f"{row['factor']} ({write_percent(row['share'])} % of the variance, Holm's p "
        f"{write_decimal(row['p_holm'])}, smallest possible p {write_decimal(row['smallest_p'])})"
        for _, row in tested.iterrows()
    )
    found = join_words(told["factor"]) if len(told) else "none"
    return f"What a pair has in common: {words}; told from chance: {found}."
