"""Where a result comes from: the code revision and the libraries that made it."""

import functools
import subprocess
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numpy", "torch", "xarray", "zarr")


@functools.cache
def record_provenance() -> dict[str, str]:
    """Code revision and library versions, for the attributes of every store.

    Returns
    -------
    dict of str
        ``code_revision`` is what ``git describe`` says of this checkout, with ``-dirty`` for
        uncommitted changes, or ``unknown`` outside a checkout; ``versions`` lists the libraries.
    """
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "code_revision": described.stdout.strip() or "unknown",
        "versions": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }
