"""The page of a table: light, readable without any further file, sorted and searched by clicks."""

import json

import jinja2
import numpy as np
import pandas as pd

from face_relevance.pages.table_catalogue import TABLES, UNITS
from face_relevance.pages.table_template import SCRIPT, STYLE, TEMPLATE

MOST_ROWS = 2000
"""Rows on a page; the rest is in the Parquet file alone."""

DIGITS = 3
"""Significant digits of numbers; whole numbers keep all of theirs."""


def write_table(table: pd.DataFrame, name: str, study_title: str, simulated: bool) -> str:
    """Write the page of a table.

    Parameters
    ----------
    table : pandas.DataFrame
        Tidy: a row per estimate. Columns of one value only, such as what intervals are over, are
        shown as they are.
    name : str
        Path below the folder of the study without ending, such as ``comparison/performance``.
    study_title : str
        Title of the study.
    simulated : bool
        Whether its images or fields are simulated.

    Returns
    -------
    str
        HTML without any further file, with at most `MOST_ROWS` rows.

    Raises
    ------
    ValueError
        If the table is not described in `pages/table_catalogue.py`, or has no column.
    """
    if name not in TABLES:
        raise ValueError(
            f"table '{name}' is not described; say what a row of it is in pages/table_catalogue.py"
        )
    if not len(table.columns):
        raise ValueError(f"table '{name}' has no column; make it anew")
    shown = table.head(MOST_ROWS)
    template = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(TEMPLATE)
    over = sorted(set(table["over"].dropna())) if "over" in table else []
    packed = json.dumps([pack_column(shown[column]) for column in shown], separators=(",", ":"))
    return template.render(
        name=name,
        table=TABLES[name],
        study_title=study_title,
        simulated=simulated,
        total=len(table),
        shown=len(shown),
        over=over[0] if len(over) == 1 else "what stands in the column over" if over else "",
        columns=[
            {"name": column.replace("_", " "), "unit": UNITS.get(column, "")} for column in shown
        ],
        # In a script element nothing but this could end it.
        data=packed.replace("</", "<\\/"),
        style=STYLE,
        script=SCRIPT,
    )


def pack_column(column: pd.Series) -> dict:
    """Pack a column for the page: numbers rounded, names as places in a list of names.

    Parameters
    ----------
    column : pandas.Series, (row,)

    Returns
    -------
    dict
        ``values``, one per row and None where nothing is known; of names, they are places in the
        list ``names``.
    """
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
        return {"values": [round_number(value) for value in numbers.tolist()]}
    places, names = pd.factorize(column)
    return {
        "names": [_say(name) for name in names],
        "values": [int(place) if place >= 0 else None for place in places],
    }


def round_number(value: float) -> float | int | None:
    """Round to `DIGITS` significant digits; whole numbers stay, what is no number is None."""
    if not np.isfinite(value):
        return None
    if float(value).is_integer():
        return int(value)
    return float(f"{value:.{DIGITS}g}")


def _say(name: object) -> str:
    """Name in a cell."""
    return (
        {True: "yes", False: "no"}[bool(name)] if isinstance(name, bool | np.bool_) else str(name)
    )
