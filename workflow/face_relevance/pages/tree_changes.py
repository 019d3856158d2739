"""What two trees of results differ in: estimates of all tables, and what only one of them has."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

# An estimate and the ends of its interval.
INTERVALS = (
    *((name, "low", "high") for name in ("estimate", "accuracy", "area", "weight", "overlap")),
    *((name, "low", "high") for name in ("difference", "gap", "mean", "rank", "share", "value")),
    *(
        (name, f"{name}_low", f"{name}_high")
        for name in (
            "accuracy", "advantage", "area", "change", "density", "gain", "kept", "own_area",
            "relative", "share", "stability",
        )
    ),
)  # fmt: skip

CHANGES = [
    "table", "row", "estimate", "one", "one_low", "one_high", "other", "other_low", "other_high",
    "difference", "apart",
]  # fmt: skip


# Ends of an interval of no width may lie the wrong way round by the last bits of a mean.
_ROUNDING = 1e-12


class TreeError(ValueError):
    """A folder that is no tree of results of a study; the message says what is missing."""


def list_tables(tree: str | Path) -> dict[str, Path]:
    """Find the tables of a tree of results.

    Parameters
    ----------
    tree : path-like
        Such as ``results/rendered``.

    Returns
    -------
    dict of str to path
        By their place in the tree, without ending: ``runs`` and those of ``comparison/`` and
        ``audit/``.

    Raises
    ------
    TreeError
        If the folder does not exist or has no table.
    """
    tree = Path(tree)
    if not tree.is_dir():
        raise TreeError(f"{tree} is no folder; give a tree of results, such as results/rendered")
    found = [*tree.glob("runs.parquet"), *tree.glob("comparison/*.parquet")]
    found += tree.glob("audit/*.parquet")
    if not found:
        raise TreeError(
            f"{tree} has neither runs.parquet nor comparison/*.parquet, so it is no tree of "
            "finished results; give one such as results/rendered"
        )
    return {str(path.relative_to(tree).with_suffix("")): path for path in sorted(found)}


def compare_trees(one: str | Path, other: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare every estimate of every table that two trees of results have.

    Parameters
    ----------
    one, other : path-like
        Trees of results.

    Returns
    -------
    changes : pandas.DataFrame
        A row for each estimate in both: ``table``; ``row``, what it is of; the name of the
        ``estimate``; ``one`` and ``other``, with ``_low`` and ``_high``; ``difference``, other
        minus one; and ``apart``, whether their intervals exclude each other.
    alone : pandas.DataFrame
        Columns ``table``, ``what`` (empty for a whole table) and ``only_in``, ``one`` or ``other``.

    Raises
    ------
    TreeError
        If one of them is no tree of results.

    Notes
    -----
    Rows are joined by all their labels. Intervals that exclude each other tell two results apart;
    intervals that overlap do not show that they are the same. Trees that share seeds or images are
    not independent, so that changes of what they share may be told apart although intervals
    overlap.
    """
    ours, theirs = list_tables(one), list_tables(other)
    changes, alone = [], []
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in ours or name not in theirs:
            alone.append({"table": name, "what": "", "only_in": _name_side(name in ours)})
            continue
        left, right = (dict(_read_estimates(pd.read_parquet(t[name]))) for t in (ours, theirs))
        for key in dict.fromkeys([*left, *right]):
            row, estimate = key
            if key not in left or key not in right:
                what = f"{row}: {estimate}"
                alone.append({"table": name, "what": what, "only_in": _name_side(key in left)})
                continue
            (a, a_low, a_high), (b, b_low, b_high) = left[key], right[key]
            gap = max(b_low - a_high, a_low - b_high)
            apart = bool(gap > _ROUNDING * max(abs(a), abs(b)))
            numbers = (a, a_low, a_high, b, b_low, b_high, b - a, apart)
            changes.append((name, row, estimate, *numbers))
    return (
        pd.DataFrame(changes, columns=CHANGES),
        pd.DataFrame(alone, columns=["table", "what", "only_in"]),
    )


def _name_side(ours: bool) -> str:
    return "one" if ours else "other"


def _read_estimates(
    table: pd.DataFrame,
) -> Iterator[tuple[tuple[str, str], tuple[float, float, float]]]:
    """List what rows are of, the names of their estimates, and these with their intervals."""
    known = [names for names in INTERVALS if set(names) <= set(table.columns)]
    labels = _find_labels(table)
    texts = table[labels].astype(object).where(table[labels].notna(), "").astype(str)
    rows = [
        ", ".join(f"{label} {text}" for label, text in zip(labels, values, strict=True) if text)
        for values in texts.itertuples(index=False, name=None)
    ]
    for names in known:
        values = table[list(names)].to_numpy(dtype=np.float64)
        for row, numbers in zip(rows, values, strict=True):
            if np.isfinite(numbers[0]):
                yield (row, names[0]), tuple(numbers)


def _find_labels(table: pd.DataFrame) -> list[str]:
    """Name the columns that say what a row is of: text, and numbers that were chosen."""
    chosen = {"seed", "fraction", "peaks", "row", "column", "leak", "steps", "step"}
    chosen |= {"spectral_radius", "permuted"}
    # They follow from the results themselves, or say where these come from.
    found = {"verdict", "over", "better", "reference", "code_revision"}
    found |= {"versions", "weights_sha256", "config_sha256", "trained", "explained", "made"}
    found |= {"failed_audits"}
    return [
        name
        for name in table.columns
        if name in chosen or (not pd.api.types.is_numeric_dtype(table[name]) and name not in found)
    ]
