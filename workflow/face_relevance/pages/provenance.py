"""The page that says where results come from: libraries, machine, code, config, weights, times."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from importlib.metadata import distributions
from pathlib import Path

import jinja2
import pandas as pd

from face_relevance.pages.guidance_template import STYLE
from face_relevance.pages.provenance_template import TEMPLATE
from face_relevance.store.carriers import Carrier
from face_relevance.store.provenance import record_provenance

MAIN_LIBRARIES = (
    "matplotlib", "numpy", "pandas", "rsatoolbox", "scikit-image", "scikit-learn", "scipy",
    "seaborn", "snakemake", "timm", "torch", "torchvision", "xarray", "zarr",
)  # fmt: skip
"""Libraries that numbers and figures rest on; the page has all others folded away."""


@dataclass(frozen=True)
class Weights:
    """A file of weights: its path below the folder of the study, SHA-256 and size in MB."""

    path: str
    sha256: str
    megabytes: float


def sum_benchmarks(folder: Path) -> pd.DataFrame:
    """Add up what the jobs of each rule took.

    Parameters
    ----------
    folder : path
        Snakemake's benchmarks as JSON lines: ``{rule}.jsonl``, or ``{rule}/….jsonl`` by job.

    Returns
    -------
    pandas.DataFrame
        A row per rule, the longest first: `rule`, `jobs`, `seconds` and `cpu_seconds` of all jobs,
        and `megabytes`, the most memory that one of them had resident. NaN where a job was too
        short to be measured.

    Raises
    ------
    ValueError
        If a file is no benchmark.
    """
    rows = []
    for path in sorted(folder.rglob("*.jsonl")):
        rule = path.relative_to(folder).parts[0].removesuffix(".jsonl")
        try:
            measured = json.loads(path.read_text().splitlines()[-1])
            taken = measured["s"], measured["cpu_time"], measured["max_rss"]
        except (KeyError, IndexError, json.JSONDecodeError) as error:
            raise ValueError(f"{path} is no benchmark of Snakemake; delete it") from error
        rows.append((rule, *taken))
    jobs = pd.DataFrame(rows, columns=["rule", "seconds", "cpu_seconds", "megabytes"])
    numbers = jobs.columns[1:]
    jobs[numbers] = jobs[numbers].apply(pd.to_numeric, errors="coerce")
    grouped = jobs.groupby("rule")
    table = grouped[["seconds", "cpu_seconds"]].sum(min_count=1)
    table["megabytes"] = grouped["megabytes"].max()
    table.insert(0, "jobs", grouped.size())
    return table.sort_values("seconds", ascending=False, kind="stable").reset_index()


def digest_weights(folder: Path) -> list[Weights]:
    """Digest every file of weights below the folder of a study, in the order of their paths."""
    found = []
    for path in sorted(folder.rglob("weights.safetensors")):
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        found.append(Weights(str(path.relative_to(folder)), digest, path.stat().st_size / 1e6))
    return found


def describe_machine() -> dict[str, str]:
    """Say what these results were made on: when, Python, platform, processor, memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "page written": datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z"),
        "Python": platform.python_version(),
        "platform": platform.platform(),
        "processor": f"{_name_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
    }


def list_libraries() -> dict[str, str]:
    """Versions of all installed distributions by name, in the order of the alphabet."""
    found = {each.metadata["Name"]: each.version for each in distributions()}
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def write_provenance(
    folder: Path,
    config: Path,
    study_title: str,
    simulated: bool,
    carriers: Mapping[str, Carrier],
) -> str:
    """Write the page of provenance.

    Parameters
    ----------
    folder : path
        Results of the study, with its ``benchmarks/`` and weights.
    config : path
        The resolved configuration.
    study_title : str
        Title of the study.
    simulated : bool
        Whether its images or fields are simulated.
    carriers : mapping of str to Carrier
        Those that the study takes data from.

    Returns
    -------
    str
        HTML without any further file.
    """
    libraries = list_libraries()
    times = sum_benchmarks(folder / "benchmarks")
    template = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(TEMPLATE)
    text = config.read_bytes()
    with config.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return template.render(
        style=STYLE,
        study_title=study_title,
        simulated=simulated,
        machine=describe_machine(),
        revision=record_provenance()["code_revision"],
        config=text.decode(),
        config_name=config.name,
        config_digest=digest,
        main={name: libraries[name] for name in MAIN_LIBRARIES if name in libraries},
        libraries=libraries,
        times=list(times.itertuples()),
        total=times["seconds"].sum(),
        cpu_total=times["cpu_seconds"].sum(),
        jobs=times["jobs"].sum(),
        weights=digest_weights(folder),
        carriers=carriers,
        say_seconds=_say_seconds,
        say_megabytes=lambda size: "–" if pd.isna(size) else f"{size:.0f}",
    )


def _say_seconds(seconds: float) -> str:
    """Write a time in the unit in which it is read best."""
    if pd.isna(seconds):
        return "–"
    return f"{seconds / 60:.1f} min" if seconds >= 120 else f"{seconds:.1f} s"


def _name_processor() -> str:
    """Name of the processor as Linux gives it, else what Python knows."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
