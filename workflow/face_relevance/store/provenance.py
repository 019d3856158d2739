"""Where a result comes from: the code revision and the libraries that made it."""

import functools
import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
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
    return {
        "code_revision": _describe_checkout() or "unknown",
        "versions": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def digest_config(config: Mapping) -> str:
    """Digest of a completed configuration, by which two runs of one study can be told apart.

    Parameters
    ----------
    config : mapping
        What JSON can hold; the order of keys does not matter.

    Returns
    -------
    str
        SHA-256 of its JSON with sorted keys.
    """
    return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()


def _describe_checkout() -> str:
    """Ask git for the revision; empty without git or outside a checkout."""
    if shutil.which("git") is None:
        return ""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip()
