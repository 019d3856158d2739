"""A page of what two trees of results differ in.

``python -m face_relevance.pages.compare_trees results/rendered results/other results/comparisons``
"""

import base64
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2
import pandas as pd
import yaml

from face_relevance.figures.style import save
from face_relevance.figures.tree_curves import plot_tree_accuracies, plot_tree_curves
from face_relevance.pages.compare_template import TEMPLATE
from face_relevance.pages.guidance_template import STYLE
from face_relevance.pages.tree_changes import TreeError, compare_trees, list_tables
from face_relevance.store import write_table

SHOWN = 200
"""Rows of the page; the table has all of them."""


def write_comparison(one: str | Path, other: str | Path, comparisons: str | Path) -> Path:
    """Compare two trees of results and write table, figure and page.

    Parameters
    ----------
    one, other : path-like
        Such as ``results/rendered``.
    comparisons : path-like
        Folder that gets a folder ``{one}-vs-{other}`` with ``changes.parquet``, ``alone.parquet``,
        ``changes.html`` and, where both have accuracies, ``curves.svg`` and ``curves.png``.

    Returns
    -------
    path
        Of the page.

    Raises
    ------
    TreeError
        If one of them is no tree of results, or both are the same.
    """
    one, other = Path(one), Path(other)
    if one.resolve() == other.resolve():
        raise TreeError(f"{one} and {other} are the same tree; give two different ones")
    changes, alone = compare_trees(one, other)
    names = _name_trees(one, other)
    folder = Path(comparisons, f"{names[0]}-vs-{names[1]}".replace("/", "-"))
    folder.mkdir(parents=True, exist_ok=True)
    write_table(changes, folder / "changes.parquet")
    write_table(alone, folder / "alone.parquet")
    picture = _draw(one, other, names, folder)
    page = folder / "changes.html"
    page.write_text(write_page(names, changes, alone, _differ(one, other), picture))
    return page


def write_page(
    names: tuple[str, str],
    changes: pd.DataFrame,
    alone: pd.DataFrame,
    keys: list[tuple[str, str, str]] | None,
    picture: bytes,
) -> str:
    """Write the page from what was found.

    Parameters
    ----------
    names : tuple of str
        Of the trees.
    changes, alone : pandas.DataFrame
        From :func:`face_relevance.pages.tree_changes.compare_trees`.
    keys : list of tuple of str
        Keys of the config that differ, with both values; None if they are not known.
    picture : bytes
        PNG of the curves; empty if there is none.

    Returns
    -------
    str
        HTML without any further file.
    """
    template = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(TEMPLATE)
    counts = changes.groupby("table", sort=False)["apart"].agg(["size", "sum"])
    moved = changes[changes["difference"] != 0]
    order = moved.assign(size=moved["difference"].abs()).sort_values(
        ["apart", "size"], ascending=False, kind="stable"
    )
    return template.render(
        names=names,
        style=STYLE,
        compared=len(changes),
        equal=int((changes["difference"] == 0).sum()),
        apart=int(changes["apart"].sum()),
        counts=[(table, *row) for table, row in zip(counts.index, counts.to_numpy(), strict=True)],
        rows=order.head(SHOWN).to_dict("records"),
        hidden=max(len(order) - SHOWN, 0),
        alone=alone.groupby(["table", "only_in"], sort=False)["what"].agg(list).to_dict(),
        keys=keys,
        picture=base64.b64encode(picture).decode(),
    )


def _name_trees(one: Path, other: Path) -> tuple[str, str]:
    """Name trees by their last folders, or where these are equal by as much as tells them apart."""
    parts = [path.resolve().parts for path in (one, other)]
    length = 1
    while parts[0][-length:] == parts[1][-length:]:
        length += 1
    return tuple("/".join(part[-length:]).replace("results/", "") for part in parts)


def _draw(one: Path, other: Path, names: tuple[str, str], folder: Path) -> bytes:
    """Draw what both trees have, and return the picture."""
    tables = [list_tables(tree) for tree in (one, other)]
    for table, plot in (
        ("comparison/masking_curves", plot_tree_curves),
        ("runs", plot_tree_accuracies),
        ("comparison/performance", plot_tree_accuracies),
    ):
        if all(table in found for found in tables):
            figure = plot(*(pd.read_parquet(found[table]) for found in tables), names)
            save(figure, [folder / "curves.svg", folder / "curves.png"])
            return (folder / "curves.png").read_bytes()
    return b""


def _differ(one: Path, other: Path) -> list[tuple[str, str, str]] | None:
    """List the keys of the configs that differ; None if a tree has no config."""
    paths = [tree / "config.yaml" for tree in (one, other)]
    if not all(path.is_file() for path in paths):
        return None
    left, right = (dict(_flatten(yaml.safe_load(path.read_text()))) for path in paths)
    values = {
        key: [str(found[key]) if key in found else "–" for found in (left, right)]
        for key in dict.fromkeys([*left, *right])
    }
    return [(key, ours, theirs) for key, (ours, theirs) in values.items() if ours != theirs]


def _flatten(config: Mapping, place: str = "") -> Iterator[tuple[str, object]]:
    """List the keys of a config by their whole names."""
    for key, value in config.items():
        if isinstance(value, Mapping) and value:
            yield from _flatten(value, f"{place}{key}.")
        else:
            yield f"{place}{key}", value


if __name__ == "__main__":
    try:
        print(write_comparison(*sys.argv[1:]))
    except TreeError as error:
        sys.exit(f"ERROR: {error}")
