"""Tell the answers of all tasks from the shapes of the masks alone, source by source."""

import logging

import pandas as pd

from face_relevance.comparison import measure_leakage
from face_relevance.masking import (
    CONTROLS,
    ControlContext,
    divide_images,
    keep_masks,
    rank_pixels,
)
from face_relevance.store import job, open_store, open_stores, write_table

# Controls that need no model, so that one map of each stands for all targets.
MODEL_FREE = ("random", "centre-prior", "edge-energy")
FRACTIONS = (0.1, 0.3)
COLUMNS = (
    "task", "source", "kind", "fraction", "accuracy", "low", "high", "chance", "images",
    "identities", "classes", "folds",
)  # fmt: skip

logger = logging.getLogger("face_relevance")

with job(snakemake.log[0], snakemake.threads):
    params, masking = snakemake.params, snakemake.params.masking
    stores = open_stores(snakemake.input.maps, snakemake.input.manifests)
    maps = {store.attrs["model"]: store["relevance"] for store in stores}
    like = next(iter(maps.values())).load()
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    images = images.set_coords("identity").sel(image=like["image"].values).load()
    context = ControlContext(images["pixels"], params.seed)
    sources = {("model", name): given for name, given in maps.items()}
    sources |= {("control", name): CONTROLS[name](like, context) for name in MODEL_FREE}
    units = divide_images(images["pixels"], masking["unit"])
    inside = [fraction for fraction in masking["fractions"] if 0 < fraction < 1]
    fractions = {
        min(inside, key=lambda at, wanted=wanted: abs(at - wanted)) for wanted in FRACTIONS
    }
    groups = {}
    for task in params.tasks:
        # Who is shown must not tell the gender; who it is can be told from other images only.
        group = images["image"] if task == "identity" else images["identity"]
        if group.to_series().groupby(images[task].values).nunique().min() < 2:
            logger.warning("a class of the task %s is in one group only; it is left out", task)
        else:
            groups[task] = group
    rows = []
    for (kind, name), given in sources.items():
        ranks = rank_pixels(given.load(), params.seed, sign=masking["sign"], units=units)
        for fraction in sorted(fractions):
            masks = keep_masks(ranks, fraction)
            for task, group in groups.items():
                found = measure_leakage(masks, images[task], images["identity"], group)
                rows.append(
                    {"task": task, "source": name, "kind": kind, "fraction": fraction} | found
                )
    write_table(pd.DataFrame(rows, columns=COLUMNS), snakemake.output[0])
