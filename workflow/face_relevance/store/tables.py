"""Tidy tables in Parquet, written whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as Parquet under a temporary name and rename it.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per observation; the index is not stored.
    path : path-like
        The file to write.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    table.to_parquet(partial, index=False)
    partial.replace(path)


def write_tables(tables: Mapping[str, pd.DataFrame], paths: Mapping[str, str]) -> None:
    """Write several tables as Parquet, all or, if one is missing, none.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    paths : mapping of str to path-like
        By the names of the tables.

    Raises
    ------
    ValueError
        If a table has no path or a path no table.
    """
    paths = dict(paths.items())
    if odd := set(tables) ^ set(paths):
        raise ValueError(f"table {min(odd)!r} has no path, or the path no table")
    for name, table in tables.items():
        write_table(table, paths[name])
