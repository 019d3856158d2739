"""What results/README.md says of files, columns and arrays, held against a tree of results."""

import re
from pathlib import Path

import pandas as pd
import zarr

PAGE = (Path(__file__).parents[2] / "results/README.md").read_text()


def read_rows(heading: str) -> dict[str, str]:
    """Read the first table below a heading: the second cell of every row by the first."""
    _, _, below = PAGE.partition(f"{heading}\n")
    table = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE).group()
    rows = [re.split(r"\s*(?<!\\)\|\s*", line.strip())[1:3] for line in table.splitlines()[2:]]
    return dict(rows)


def quoted(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def match(path: str) -> str:
    """Turn a name with parts in braces into a regular expression."""
    return re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))


def list_patterns() -> list[tuple[str, str]]:
    """Regular expressions of all paths that the page explains, each with its explanation."""
    patterns = []
    for cell, meaning in read_rows("## Files").items():
        folder = ""
        for path in quoted(cell):
            folder, _, name = path.rpartition("/") if "/" in path[:-1] else (folder, "", path)
            pattern = match("/".join(filter(None, [folder, name])))
            patterns.append((pattern + (".*" if path.endswith("/") else ""), meaning))
    return patterns


def list_files(results: Path) -> list[Path]:
    """Files and stores of a study, relative to its folder; not what is in a store."""
    below = [path.relative_to(results) for path in sorted(results.rglob("*"))]
    return [
        path
        for path in below
        if not any(parent.suffix == ".zarr" for parent in path.parents)
        and (path.suffix == ".zarr" or (results / path).is_file())
        # What a job that was killed has left is no result.
        and not any(part.startswith(".") for part in path.parts)
    ]


def name_words(text: str) -> set[str]:
    """Return the names in backticks, without the dimensions behind some of them."""
    return {name for part in quoted(text) for name in re.findall(r"[\w{}-]+", part)}


def find_unknown_columns(path: Path, meanings: list[str]) -> list[str]:
    """List the columns of a table that neither its rows nor those of many tables name."""
    known = name_words(" ".join([*meanings, *read_rows("### Of many tables")]))
    for cell, columns in read_rows("### Of single tables").items():
        if {path.stem, f"{path.parent.name}/{{setting}}"} & set(quoted(cell)):
            known |= name_words(columns)
    bounds = {f"{name}_{end}" for name in known for end in ("low", "high")}
    pattern = "|".join(map(match, known | bounds))
    return [name for name in pd.read_parquet(path).columns if not re.fullmatch(pattern, name)]


def find_unknown_arrays(path: Path, meanings: list[str]) -> list[str]:
    """List the arrays of a store that neither its rows nor those of the dimensions name."""
    known = name_words(" ".join([*meanings, *read_rows("## Dimensions")]))
    pattern = "|".join(map(match, known))
    names = zarr.open_group(path, mode="r").array_keys()
    return [
        name for name in names if not re.fullmatch(pattern, name) and not name.startswith("channel")
    ]


def find_unexplained(results: Path) -> list[str]:
    """List the files, figures, columns and arrays of a study that the page does not explain."""
    patterns, missing = list_patterns(), []
    figures = [match(name) for cell in read_rows("## Figures") for name in quoted(cell)]
    for path in list_files(results):
        # The manifest of a store goes with it.
        store = path.with_suffix(".zarr")
        name = store if path.suffix == ".json" and (results / store).is_dir() else path
        meanings = [meaning for pattern, meaning in patterns if re.fullmatch(pattern, str(name))]
        if not meanings:
            missing.append(str(path))
        elif path.parent == Path("figures"):
            known = any(re.fullmatch(figure, path.stem) for figure in figures)
            missing += [] if known else [f"{path}: question"]
        elif path.suffix == ".parquet":
            missing += [
                f"{path}: {column}" for column in find_unknown_columns(results / path, meanings)
            ]
        elif path.suffix == ".zarr":
            unknown = find_unknown_arrays(results / path, meanings)
            missing += [f"{path}: {array}" for array in unknown]
    return missing
