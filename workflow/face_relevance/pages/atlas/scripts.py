"""Files of data as scripts that call the page."""

import json
import os
from pathlib import Path

PAGE = Path(__file__).parent
"""Folder of the page itself: HTML, styles and scripts."""


def write_call(path: str | Path, function: str, *arguments: object) -> None:
    """Write a script that hands data to the page, under a temporary name, and rename it.

    Parameters
    ----------
    path : path-like
        The script.
    function : str
        Function of the object ``atlas`` that it calls.
    *arguments : object
        What JSON can say.

    Raises
    ------
    ValueError
        If an argument has a number that is not finite, which JSON cannot say.
    """
    texts = [
        json.dumps(argument, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        for argument in arguments
    ]
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    partial.write_text(f"atlas.{function}({', '.join(texts)});\n", encoding="utf-8")
    partial.replace(path)


def shorten(value: float, digits: int = 4) -> float:
    """Round to so many significant digits: more of them would be seen nowhere."""
    return float(f"{value:.{digits}g}")
