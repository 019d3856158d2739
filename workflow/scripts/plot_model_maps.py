"""Draw, by pretraining, task and method, what all seeds call relevant in a few images."""

from pathlib import Path

import pandas as pd

from face_relevance.figures.maps import choose_examples
from face_relevance.figures.model_maps import plot_model_maps
from face_relevance.figures.page import SIMULATED_FACES
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job, open_store, open_stores

EXAMPLES = 4

with job(snakemake.log[0]):
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    audit = pd.read_parquet(snakemake.input.audit)
    factors = Factors(**snakemake.params.factors)
    cells, shown = {}, {}
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        pretraining, task, seed = store.attrs["model"].split("/")
        if task not in shown:  # with planted cues, every task has images of its own
            tested = images.sel(image=store["image"].values)
            chosen = tested.sel(image=choose_examples(tested, EXAMPLES))
            shown[task] = chosen[["pixels"]].assign(truth=chosen[task]).load()
        maps = store[["relevance", "target"]].sel(image=shown[task]["image"].values)
        cell = cells.setdefault((task, pretraining, store.attrs["method"]), {})
        cell[seed.replace("-", " ")] = maps.load()
        explained = store.attrs["explained"]
    for (task, pretraining, method), seeds in cells.items():
        figure = plot_model_maps(
            shown[task],
            seeds,
            f"{pretraining}, {task}",
            method,
            explained,
            snakemake.params.title,
            SIMULATED_FACES if snakemake.params.simulated else "",
            factors.colour(pretraining),
        )
        stamp(figure, audit, [method])
        path = Path(snakemake.output[0], task, pretraining, f"{method}.svg")
        path.parent.mkdir(parents=True, exist_ok=True)
        save(figure, [path])
