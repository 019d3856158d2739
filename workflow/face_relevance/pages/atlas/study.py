"""What the page knows of a study before it shows a model: images, models, methods, stamps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.audit_style import name_audit
from face_relevance.figures.stamp import find_failed
from face_relevance.figures.style import Factors
from face_relevance.pages.atlas.chunks import Plan
from face_relevance.pages.atlas.fills import choose_fill, describe_fill
from face_relevance.pages.atlas.methods import describe_method
from face_relevance.pages.atlas.scripts import write_call
from face_relevance.pages.atlas.shares import cover_parts, name_parts
from face_relevance.pages.atlas.sprites import average_pixels, encode, lay_out


@dataclass(frozen=True)
class Shown:
    """What a study is called and has, from its configuration.

    Parameters
    ----------
    name, title : str
    simulated : bool
    factors : Factors
    methods : tuple of str
        In the order of the page.
    masking : dict
        Part ``masking`` of the configuration.
    masked : bool
        Whether the study masks images at all.
    seed : int
        Of ties and noise.
    """

    name: str
    title: str
    simulated: bool
    factors: Factors
    methods: Sequence[str]
    masking: Mapping
    masked: bool
    seed: int


def describe_study(study: Shown, images: xr.Dataset, plan: Plan, artifacts: pd.DataFrame) -> dict:
    """Collect the argument of ``atlas.study``.

    Parameters
    ----------
    study : Shown
    images : xarray.Dataset
        The whole image set of the tasks.
    plan : Plan
    artifacts : pandas.DataFrame
        ``audit/artifacts.parquet``.

    Returns
    -------
    dict
        As the package says.
    """
    factors, masking = study.factors, study.masking
    labels = [label for chunk in plan.chunks for label in chunk.images]
    needed = ["identity", *factors.task, *({"parts"} & set(images))]
    # Identity may be a task as well.
    chosen = images[list(dict.fromkeys(needed))].sel(image=labels).load()
    failed = find_failed(artifacts, study.methods)
    return {
        "name": study.name,
        "title": study.title,
        "simulated": study.simulated,
        "size": {"height": plan.height, "width": plan.width, "averaged": plan.averaged},
        "columns": plan.columns,
        "images": _describe_images(chosen, plan, factors.task),
        "shown": {"images": len(labels), "of": plan.explained},
        "parts": name_parts(chosen["parts"]) if "parts" in chosen else None,
        "classes": {task: _list_classes(images, task) for task in factors.task},
        "models": [
            {
                "name": f"{pretraining}/{task}/seed-{seed}",
                "pretraining": pretraining,
                "task": task,
                "seed": seed,
                "methods": list(study.methods),
            }
            for pretraining, task in factors.cells
            for seed in factors.seed
        ],
        "pretrainings": [
            {"name": name, "colour": factors.colour(name)} for name in factors.pretraining
        ],
        "methods": [
            {
                "name": method,
                "words": describe_method(method),
                "masks": study.masked and method == masking["method"],
            }
            for method in study.methods
        ],
        "fractions": list(masking["fractions"]),
        "fill": describe_fill(choose_fill(masking["fills"]), images, study.seed),
        "unit": masking["unit"],
        "sign": masking["sign"],
        "stamps": {method: [name_audit(audit) for audit in audits]
                   for method, audits in failed.items()},
    }  # fmt: skip


def write_images(images: xr.Dataset, plan: Plan, folder: str | Path) -> None:
    """Write the sprites of the images themselves.

    Parameters
    ----------
    images : xarray.Dataset
        The image set, `pixels` (image, y, x, channel) uint8.
    plan : Plan
    folder : path-like
        Where a script for each chunk goes.
    """
    for chunk in plan.chunks:
        pixels = images["pixels"].sel(image=list(chunk.images))
        pixels = pixels.transpose("image", "y", "x", "channel").values
        pictures = np.round(average_pixels(pixels, plan.averaged)).astype(np.uint8)
        sprite = encode(lay_out(pictures, plan.columns))
        write_call(Path(folder) / f"{chunk.number}.js", "images", chunk.number, sprite)


def _describe_images(chosen: xr.Dataset, plan: Plan, tasks: Sequence[str]) -> list[dict]:
    """Describe the images in the order of their chunks."""
    covered = cover_parts(chosen["parts"]).tolist() if "parts" in chosen else None
    described = []
    for chunk in plan.chunks:
        for place, label in enumerate(chunk.images):
            image = chosen.sel(image=label)
            named = {task: str(image[task].item()) for task in tasks}
            described.append(
                {
                    "name": label,
                    "identity": str(image["identity"].item()),
                    "labels": {task: name for task, name in named.items() if name},
                    "tasks": list(chunk.tasks),
                    "chunk": chunk.number,
                    "place": place,
                    "covered": covered and [round(share, 4) for share in covered[len(described)]],
                }
            )
    return described


def _list_classes(images: xr.Dataset, task: str) -> list[str]:
    """Names of the classes that the models of a task have seen."""
    seen = (images["split"].sel(task=task) == "train").values
    return sorted(set(images[task].values[seen].astype(str)))
