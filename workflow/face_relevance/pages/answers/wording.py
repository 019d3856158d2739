"""How sentences about results write numbers, intervals, counts and lists."""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping

import pandas as pd

from face_relevance.figures.protocol_style import name_method, name_network


def write_decimal(value: float, digits: int = 2) -> str:
    """Write a correlation, an area or a ratio; what is not a number is unknown."""
    if not math.isfinite(value):
        return "unknown"
    text = f"{value:,.{digits}f}"
    if not float(text.replace(",", "")):
        return text.removeprefix("-")
    return text.replace("-", "−")


def write_percent(value: float, digits: int = 0) -> str:
    """Write a share in percent, without the sign of percent."""
    return write_decimal(100 * value, digits)


def estimate(row: Mapping, value: str = "estimate", ends: tuple[str, str] = ("low", "high")) -> str:
    """Write an estimate with its interval, such as 0.92 (0.90 to 0.94).

    Parameters
    ----------
    row : mapping
        Row of a table.
    value : str
        Column of the estimate.
    ends : tuple of str
        Columns of the ends of its interval, which decides how many digits there are.
    """
    numbers = [row[key] for key in (value, *ends)]
    digits = _count_digits(numbers, least=2, most=3)
    return _with_ends([write_decimal(number, digits) for number in numbers])


def percentage(
    row: Mapping, value: str = "estimate", ends: tuple[str, str] = ("low", "high")
) -> str:
    """Write a share with its interval in percent, such as 84 % (72 to 92)."""
    numbers = [row[key] for key in (value, *ends)]
    digits = _count_digits([100 * number for number in numbers], least=0, most=1)
    texts = [write_percent(number, digits) for number in numbers]
    return _with_ends([f"{texts[0]} %", *texts[1:]])


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
    found = sorted(dict.fromkeys(over), key=len, reverse=True)
    others = f", some over {join_words(found[1:], 'or')}" if found[1:] else ""
    return f"Intervals are 95 %, over {found[0]}{others}."


def say_method(method: str) -> str:
    """Name of a method as figures have it; composites of the config keep their own."""
    try:
        return name_method(method)
    except ValueError:
        return method


def name_cell(row: Mapping) -> str:
    """Name a kind of model by its pretraining and task."""
    return f"{name_network(row['pretraining'])}/{row['task']}"


def say_each(
    rows: pd.DataFrame,
    write: Callable[[Mapping], str],
    name: Callable[[Mapping], str] = name_cell,
    value: str = "estimate",
    most: int = 2,
) -> str:
    """Say an estimate of each row, or of the least and the greatest one where there are many.

    Parameters
    ----------
    rows : pandas.DataFrame
        At least one; those without an estimate are left out.
    write, name : callable
        Estimate and name of a row in words.
    value : str
        Column of the estimate, by which the least and the greatest one are found.
    most : int
        Rows up to which all are said.
    """
    rows = rows.dropna(subset=[value]).sort_values(value, kind="stable")
    if rows.empty:
        return "nothing that could be measured"
    if len(rows) > most:
        least, greatest = rows.iloc[0], rows.iloc[-1]
        return f"from {write(least)} for {name(least)} to {write(greatest)} for {name(greatest)}"
    return join_words(f"{write(row)} for {name(row)}" for _, row in rows.iterrows())


def pick(table: pd.DataFrame, **levels: Hashable) -> pd.DataFrame:
    """Rows of a table that have these levels, one or several for each column."""
    for column, level in levels.items():
        wanted = [level] if isinstance(level, str) or not isinstance(level, Iterable) else level
        table = table[table[column].isin(list(wanted))]
    return table


def _count_digits(numbers: list[float], least: int, most: int) -> int:
    """Digits behind the point with which the ends of an interval differ; few for large numbers."""
    value, low, high = numbers
    width = high - low
    if math.isfinite(value) and abs(value) >= 10 and least:
        return 1
    if not (math.isfinite(width) and width > 0):
        return least
    return min(max(least, -math.floor(math.log10(width / 2))), most)


def _with_ends(texts: list[str]) -> str:
    value, low, high = texts
    if "unknown" in (low, high):
        return f"{value} (interval unknown)"
    return f"{value} ({low} to {high})"
