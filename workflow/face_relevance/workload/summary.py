"""What a run says first: what a study is, how long it will take and how much disk it needs."""

from collections.abc import Mapping

from face_relevance.study.kinds import find_source
from face_relevance.workload.faces import estimate_faces
from face_relevance.workload.fields import estimate_fields
from face_relevance.workload.networks import estimate_protocol, estimate_remedies
from face_relevance.workload.work import Workload, sum_megabytes, sum_seconds

CLEARLY = 0.5
"""Part of the estimated space below which there is clearly not enough of it."""

THINGS = {"planted": "fields", "sst": "winters"}


class DiskError(RuntimeError):
    """There is clearly not enough space for a study; the message says how much it needs."""


def estimate_workload(config: Mapping, kind: str, pictures: int = 0, people: int = 0) -> Workload:
    """Estimate what a study of any kind will take.

    Parameters
    ----------
    config : mapping
        Completed.
    kind : str
        From :func:`face_relevance.study.kinds.find_kind`.
    pictures, people : int
        Files and identities of a study of pictures of one's own.

    Returns
    -------
    Workload
    """
    if kind == "protocol":
        return estimate_protocol(config, pictures)
    if kind == "remedies":
        return estimate_remedies(config)
    if kind == "fields":
        return estimate_fields(config)
    return estimate_faces(config, pictures, people)


def summarise(
    config: Mapping, whole: Workload, left: Workload, cores: int, free_megabytes: float
) -> str:
    """Say in two lines what a study is and will take.

    Parameters
    ----------
    config : mapping
        Completed.
    whole, left : Workload
        From scratch, and without the jobs that are finished.
    cores : int
    free_megabytes : float
        Space on the disk of the results.

    Returns
    -------
    str
    """
    things = THINGS.get(find_source(config), "images")
    jobs = sum(work.jobs for work in left.works)
    lines = [
        f"Study {config['study']}: {whole.images:,} {things}, {whole.models:,} models, "
        f"{whole.maps:,} maps; from scratch {_say_minutes(whole, cores)} on {_count(cores)} and "
        f"{_say_size(sum_megabytes(whole.works))} of disk ({_say_size(free_megabytes)} are free).",
    ]
    if jobs < sum(work.jobs for work in whole.works):
        lines.append(
            f"Much of it is there: {_say_minutes(left, cores)} and "
            f"{_say_size(sum_megabytes(left.works))} are left, if nothing has to be made anew."
            if jobs
            else "All of it is there, if nothing has to be made anew."
        )
    return "\n".join(lines)


def require_disk(study: str, left: Workload, free_megabytes: float) -> None:
    """Raise an error where there is clearly not enough space for what is left of a study.

    Parameters
    ----------
    study : str
        Its name.
    left : Workload
        Without the jobs that are finished.
    free_megabytes : float

    Raises
    ------
    DiskError
        If less than half of the estimated space is free.
    """
    needed = sum_megabytes(left.works)
    if free_megabytes < CLEARLY * needed:
        raise DiskError(
            f"study {study} needs about {_say_size(needed)} of disk below results/ and "
            f"{_say_size(free_megabytes)} are free; make room, or put results/ on another disk"
        )


def _say_minutes(workload: Workload, cores: int) -> str:
    """Write a time as people say it."""
    minutes = sum_seconds(workload.works, cores) / 60
    if minutes < 1:
        return "less than a minute"
    if minutes < 90:
        return f"about {minutes:.0f} minutes" if round(minutes) > 1 else "about a minute"
    return (
        f"about {minutes / 60:.0f} hours" if minutes >= 570 else f"about {minutes / 60:.1f} hours"
    )


def _say_size(megabytes: float) -> str:
    """Write a size as people say it."""
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB"


def _count(cores: int) -> str:
    return f"{cores} cores" if cores != 1 else "1 core"
