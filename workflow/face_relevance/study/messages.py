"""What a run says last: what to open, or which log to read and what to run again."""

import re
from collections.abc import Sequence
from pathlib import Path

LINES = 12
"""Of a log that are shown."""

OPENED = {
    "report.html": "the report: figures and tables with captions",
    "landing.html": "question, design and answers",
    "atlas/index.html": "the atlas: every map of every model",
    "guidance.html": "which artifacts the maps have",
    "figures": "figures as SVG and PNG",
    "runs.parquet": "a row for each model",
}
"""What a reader may want to open, below the results of a study."""

_FAILED = re.compile(r"^Error in rule (\S+):\n((?:[ \t]+.*\n)*)", re.MULTILINE)
_FRAMES = re.compile(r"^.*Traceback \(most recent call last\):\n(?:[ \t]+.*\n)*", re.MULTILINE)
_LOG = re.compile(r"^\s+log: (\S+)", re.MULTILINE)


def say_finished(results: str | Path) -> str:
    """Say what there is to open after a run.

    Parameters
    ----------
    results : path-like
        Of the study.

    Returns
    -------
    str
    """
    results = Path(results)
    found = {name: what for name, what in OPENED.items() if (results / name).exists()}
    if not found:
        return f"Done. The results are in {results}."
    width = max(len(str(results / name)) for name in found)
    lines = [f"  {results / name!s:{width}}  {what}" for name, what in found.items()]
    return "\n".join(["Done. To look at:", *lines])


def say_failed(log: str | Path, again: Sequence[str]) -> str:
    """Say which job failed first, what its log ends with, and what to run again.

    Parameters
    ----------
    log : path-like
        Of Snakemake.
    again : sequence of str
        Commands that go on after the cause is mended.

    Returns
    -------
    str
    """
    text = Path(log).read_text() if Path(log).is_file() else ""
    failed = _FAILED.search(text)
    lines = []
    if failed:
        named = _LOG.search(failed[2])
        lines.append(f"The first job that failed: {failed[1]}.")
        if named and Path(named[1]).is_file():
            # What went wrong stands below the places in the code, which the log has.
            said = _FRAMES.sub("", Path(named[1]).read_text())
            end = said.strip().splitlines()[-LINES:]
            lines += [f"Its log, {named[1]}, ends with:", *(f"  | {line}" for line in end)]
    else:
        lines.append(f"No job failed by itself; what happened is in {log}.")
    return "\n".join([*lines, f"When the cause is mended, go on with: {' or '.join(again)}"])
