"""What a figure asks of its tables, checked before anything is drawn."""

from collections.abc import Sequence

import pandas as pd

from face_relevance.figures.style import Factors

_INTERVAL_NOTE = "a figure shows no estimate without its interval"


def require_columns(
    table: pd.DataFrame, name: str, columns: Sequence[str], may_be_empty: bool = False
) -> None:
    """Stop unless the table has rows, every column, and no missing number in them.

    Parameters
    ----------
    table : pandas.DataFrame
        A tidy table.
    name : str
        Its name, for the message.
    columns : sequence of str
        Columns that the figure reads.
    may_be_empty : bool
        Whether a study can be too small for a row; the figure then says so.

    Raises
    ------
    ValueError
        Names the table and the column.
    """
    for column in columns:
        if column not in table.columns:
            raise ValueError(f"table '{name}' has no column '{column}'; {_INTERVAL_NOTE}")
        missing = int(table[column].isna().sum())
        if missing:
            raise ValueError(
                f"table '{name}' has {missing} empty values in column '{column}'; {_INTERVAL_NOTE}"
            )
    if table.empty and not may_be_empty:
        raise ValueError(f"table '{name}' has no rows; there is nothing to draw")


def require_levels(table: pd.DataFrame, name: str, factors: Factors) -> None:
    """Stop unless every pretraining and task of a table is of the study.

    Rows without a model, whose levels are empty, and averages over all levels have none.

    Raises
    ------
    ValueError
        Names the table and the level.
    """
    for factor in ("pretraining", "task"):
        known = {*getattr(factors, factor), "", "all"}
        for level in table[factor].unique():
            if level not in known:
                raise ValueError(
                    f"table '{name}' has {factor} '{level}', which is not in the study; it has: "
                    f"{', '.join(getattr(factors, factor))}"
                )


def select_rows(table: pd.DataFrame, name: str, column: str, value: str) -> pd.DataFrame:
    """Rows of one value of a column.

    Raises
    ------
    ValueError
        If no row has it; lists those that are there.
    """
    rows = table[table[column] == value]
    if rows.empty:
        there = ", ".join(map(str, table[column].unique()))
        raise ValueError(f"table '{name}' has no {column} '{value}'; it has: {there}")
    return rows


def select_all_networks(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows that are averages over all networks, or those of the only network.

    Raises
    ------
    ValueError
        If there are several networks and no averages over them.
    """
    if (table["network"] == "all").any():
        return table[table["network"] == "all"]
    only_value(table, name, "network")
    return table


def only_value(table: pd.DataFrame, name: str, column: str) -> str:
    """Return the one value that a column holds.

    Raises
    ------
    ValueError
        If it holds several.
    """
    values = list(map(str, table[column].unique()))
    if len(values) != 1:
        raise ValueError(
            f"table '{name}' mixes {len(values)} values of '{column}' ({', '.join(values)}); "
            "select one for a figure"
        )
    return values[0]
