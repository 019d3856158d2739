"""CSV files that people write: read as text, with the line of every row for messages."""

import csv
import difflib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd


class CsvError(ValueError):
    """A CSV file cannot be used; the message names file, line and column."""


def read_csv_rows(path: str | Path) -> tuple[list[str], dict[int, list[str]]]:
    """Read a CSV file with a header as text.

    Parameters
    ----------
    path : path-like
        Comma-separated, UTF-8, with or without byte order mark. Blank lines are skipped.

    Returns
    -------
    header : list of str
        The first row.
    rows : dict of int to list of str
        The other rows by the line on which they end, as long as the header. Spaces around values
        are taken off.

    Raises
    ------
    CsvError
        If the file is absent, empty, no UTF-8 text, separated by semicolons or tabs, or a row has
        more or fewer values than the header.
    """
    path = Path(path)
    if not path.is_file():
        raise CsvError(f"{path} does not exist, or is no file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, skipinitialspace=True, strict=True)
            lines = {}
            for row in reader:
                if row:
                    lines[reader.line_num] = [value.strip() for value in row]
    except UnicodeDecodeError:
        raise CsvError(f"{path} is no text in UTF-8; save it as 'CSV UTF-8'") from None
    except csv.Error as error:
        raise CsvError(f"{path}, line {reader.line_num}: {error}") from None
    if not lines:
        raise CsvError(f"{path} is empty")
    first, *others = lines
    header = lines[first]
    if len(header) == 1 and (found := [c for c in ";\t" if c in header[0]]):
        what = {";": "semicolons", "\t": "tabs"}[found[0]]
        raise CsvError(f"{path} is separated by {what}; save it with commas")
    for line in others:
        if len(lines[line]) != len(header):
            raise CsvError(
                f"{path}, line {line}: {len(lines[line])} values, but the header has {len(header)}"
            )
    return header, {line: lines[line] for line in others}


def read_csv_table(
    path: str | Path, required: Sequence[str], optional: Sequence[str] = ()
) -> pd.DataFrame:
    """Read a CSV file whose columns have names, and check these.

    Parameters
    ----------
    path : path-like
        See :func:`read_csv_rows`.
    required, optional : sequence of str
        Columns that must and may be there, whose values must not be empty. Any further column is
        kept as it is.

    Returns
    -------
    pandas.DataFrame
        All columns as strings; the index, named ``line``, is the line in the file.

    Raises
    ------
    CsvError
        As :func:`read_csv_rows`; if a column is missing, occurs twice, or seems to be a misspelt
        known one; if a value is empty, or there is no row.
    """
    header, rows = read_csv_rows(path)
    require_columns(header, required, optional, str(path))
    index = pd.Index(list(rows), name="line")
    table = pd.DataFrame(list(rows.values()), index=index, columns=header, dtype=object)
    if table.empty:
        raise CsvError(f"{path} has a header but no rows")
    known = [name for name in header if name in (*required, *optional)]
    if (empty := table[known] == "").any(axis=None):
        line = empty.index[empty.any(axis=1)][0]
        column = empty.columns[empty.loc[line]][0]
        raise CsvError(f"{path}, line {line}: {column} is empty")
    return table


def require_columns(
    columns: Sequence[str], required: Sequence[str], optional: Sequence[str], what: str
) -> None:
    """Raise a CsvError unless a table has its columns, each once and none misspelt."""
    known = [*required, *optional]
    absent = [name for name in known if name not in columns]
    for column in columns:
        near = difflib.get_close_matches(column.lower(), absent, n=1, cutoff=0.8)
        if column not in known and near:
            raise CsvError(f"{what}: unknown column {column!r}; did you mean {near[0]!r}?")
        if list(columns).count(column) > 1:
            raise CsvError(f"{what}: column {column!r} occurs twice; keep one")
    if missing := [name for name in required if name not in columns]:
        raise CsvError(
            f"{what}: column {missing[0]!r} is missing; it has {', '.join(map(repr, columns))}"
        )
