"""How sentences about results write numbers, intervals, counts and lists."""

import math
from collections.abc import Hashable, Iterable, Mapping

import pandas as pd

from face_relevance.figures.protocol_style import name_method


def write_decimal(value: float) -> str:
    """Write a correlation, an area or a ratio: two decimals, more where these would all be 0."""
    if not math.isfinite(value):
        return "unknown"
    digits = 2
    while digits < 5 and value and abs(value) < 0.5 * 10**-digits:
        digits += 1
    text = f"{value:.{digits}f}" if abs(value) < 100 else f"{value:,.0f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.replace("-", "")


def write_percent(value: float) -> str:
    """Write a share in whole percent, without its sign."""
    return f"{100 * value:.0f}".replace("-", "−") if math.isfinite(value) else "unknown"


def estimate(row: Mapping, value: str = "estimate", ends: tuple[str, str] = ("low", "high")) -> str:
    """Write an estimate with its interval, such as 0.92 (0.90 to 0.94).

    Parameters
    ----------
    row : mapping
        Row of a table.
    value : str
        Column of the estimate.
    ends : tuple of str
        Columns of the ends of its interval.
    """
    low, high = (row[end] for end in ends)
    return _with_ends(write_decimal(row[value]), write_decimal(low), write_decimal(high))


def percentage(
    row: Mapping, value: str = "estimate", ends: tuple[str, str] = ("low", "high")
) -> str:
    """Write a share with its interval in percent, such as 84 % (72 to 92)."""
    low, high = (row[end] for end in ends)
    text = f"{write_percent(row[value])} %"
    return _with_ends(text, write_percent(low), write_percent(high))


def count(number: int, noun: str, nouns: str = "") -> str:
    """Write a number with its noun: 1 model, 8 models, 2 identities."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Join words as in a sentence: a, b and c."""
    words = list(words)
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def capitalise(sentence: str) -> str:
    """Begin a sentence with a capital letter, and leave the other ones as they are."""
    return sentence[:1].upper() + sentence[1:]


def say_intervals(over: Iterable[str]) -> str:
    """Say what the intervals of some rows resample."""
    found = list(dict.fromkeys(over))
    return f"Intervals are 95 %, over {join_words(found, 'or')}."


def say_method(method: str) -> str:
    """Name of a method as figures have it; composites of the config keep their own."""
    try:
        return name_method(method)
    except ValueError:
        return method


def pick(table: pd.DataFrame, **levels: Hashable) -> pd.DataFrame:
    """Rows of a table that have these levels, one or several for each column."""
    for column, level in levels.items():
        wanted = [level] if isinstance(level, str) or not isinstance(level, Iterable) else level
        table = table[table[column].isin(list(wanted))]
    return table


def _with_ends(text: str, low: str, high: str) -> str:
    if "unknown" in (low, high):
        return f"{text} (interval unknown)"
    return f"{text} ({low} to {high})"
