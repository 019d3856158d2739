"""Tidy tables in Parquet, written whole or not at all."""

import os
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
