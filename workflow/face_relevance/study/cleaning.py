"""Remove the results of one study: ``python -m face_relevance.study.cleaning results rendered``."""

import shutil
import sys
from pathlib import Path

SHARED = ("benchmarks", "carriers", "comparisons")
"""Folders of results that belong to no study; downloads are kept for all."""


def clean_study(results: str | Path, study: str) -> str:
    """Remove the results of a study.

    Parameters
    ----------
    results : path-like
        Folder with a folder for each study.
    study : str
        Name of the study.

    Returns
    -------
    str
        What was removed.

    Raises
    ------
    ValueError
        If the study has no results there, or the name is that of something else.
    """
    results = Path(results)
    folder = results / study
    if study in SHARED:
        raise ValueError(f"{folder} belongs to all studies and is kept; remove it by hand")
    if not study or folder.is_symlink() or folder.resolve().parent != results.resolve():
        raise ValueError(f"{study!r} is not the name of a study: only folders in {results} go")
    if not folder.is_dir():
        known = sorted(
            path.name for path in results.glob("*/") if path.name not in SHARED and path.is_dir()
        )
        raise ValueError(
            f"study {study!r} has no results in {results}; there are {', '.join(known) or 'none'}"
        )
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    shutil.rmtree(folder)
    return f"Removed {folder}: {len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB."


if __name__ == "__main__":
    try:
        print(clean_study(*sys.argv[1:]))
    except ValueError as error:
        sys.exit(f"ERROR: {error}")
