"""What a study will take: jobs, seconds and megabytes by rule, estimated from its config alone.

Constants were fitted to benchmark files of finished studies, two jobs side by side on a virtual
machine with 2 cores and AVX-512. Minutes of one core, of the rules that were measured:

============  =========  ========
study         estimated  measured
============  =========  ========
rendered             20        23
orl                  27        30
london               27        23
synthetic            17        19
enso                 14        14
remedies             20        21
advise-small         29        31
============  =========  ========

For remedies, whose machine was busy, the measured minutes are the processor's. Of networks with
published weights at full size only EfficientNet-lite0 was measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

START = 2.5
"""Seconds until a job has loaded torch; those without it start in `LIGHT`."""

LIGHT = 1.7

PER_JOB = 0.5
"""Seconds that Snakemake takes between two jobs."""

STAGES = ("design", "training", "explaining", "masking", "comparing", "figures")
"""In the order in which one waits for the other."""


@dataclass(frozen=True)
class Work:
    """The jobs of a rule.

    Parameters
    ----------
    rule : str
        Folder of its benchmarks.
    stage : str
        Of `STAGES`.
    jobs : int
        How many.
    seconds : float
        Of a job, on one core.
    megabytes : float
        That a job leaves on disk.
    """

    rule: str
    stage: str
    jobs: int
    seconds: float
    megabytes: float = 0.0


class Workload(NamedTuple):
    """What a study will take.

    Parameters
    ----------
    models, maps, images : int
        Networks that are trained or loaded, maps that they are explained by, and images, fields or
        winters that are drawn or read.
    works : sequence of Work
        By rule.
    """

    models: int
    maps: int
    images: int
    works: Sequence[Work]


def sum_seconds(works: Iterable[Work], cores: int) -> float:
    """Estimate how long jobs take together.

    Parameters
    ----------
    works : iterable of Work
    cores : int
        Jobs that run side by side.

    Returns
    -------
    float
        Seconds: those of all jobs, evenly on all cores, or those of the longest job of every stage
        one after the other where that is more.
    """
    works = list(works)
    total = sum(work.jobs * (work.seconds + PER_JOB) for work in works)
    path = sum(
        max((work.seconds for work in works if work.stage == stage and work.jobs), default=0)
        for stage in STAGES
    )
    return max(total / max(cores, 1), path)


def sum_megabytes(works: Iterable[Work]) -> float:
    """Add up what jobs leave on disk."""
    return sum(work.jobs * work.megabytes for work in works)


def take_off_finished(works: Iterable[Work], benchmarks: str | Path) -> list[Work]:
    """Take off the jobs that have a benchmark already.

    Parameters
    ----------
    works : iterable of Work
    benchmarks : path-like
        Folder of the benchmarks of the study; it need not be there.

    Returns
    -------
    list of Work
        With the jobs that are left, should nothing have to be made anew.
    """
    done: dict[str, int] = {}
    left = []
    for work in works:
        if work.rule not in done:
            found = Path(benchmarks).glob(f"{work.rule}*.jsonl")
            below = Path(benchmarks).glob(f"{work.rule}*/**/*.jsonl")
            done[work.rule] = sum(1 for _ in found) + sum(1 for _ in below)
        finished = min(work.jobs, done[work.rule])
        done[work.rule] -= finished
        left.append(replace(work, jobs=work.jobs - finished))
    return left


def count_steps(training: Mapping, images: int) -> int:
    """Count how often an image is seen in training."""
    return training["epochs"] * images
