"""Draw, by network and method of the protocol, what all seeds call relevant in a few images."""

from pathlib import Path

import pandas as pd

from face_relevance.figures.maps import FLOOR_NOTE
from face_relevance.figures.model_maps import plot_model_maps
from face_relevance.figures.page import SIMULATED_OBJECTS
from face_relevance.figures.protocol_maps import choose_images
from face_relevance.figures.protocol_style import name_method, name_network
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

EXAMPLES = 4

with job(snakemake.log[0]):
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    audit = pd.read_parquet(snakemake.input.audit)
    cells, shown = {}, None
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        if shown is None:
            explained = images.sel(image=store["image"].values)
            chosen = explained.sel(image=choose_images(explained[["class"]].load(), EXAMPLES))
            shown = chosen[["pixels"]].assign(truth=chosen["class"]).load()
        maps = store[["relevance", "target"]].sel(prediction="top-1", image=shown["image"].values)
        maps = maps.load()
        cell = cells.setdefault((store.attrs["network"], store.attrs["method"]), {})
        # What is positive everywhere, as by RISE, says something by differences.
        floor = maps["relevance"].min(("y", "x")).clip(min=0)
        cell[f"seed {store.attrs['seed']}"] = maps.assign(relevance=maps["relevance"] - floor)
    for (network, method), seeds in cells.items():
        figure = plot_model_maps(
            shown,
            seeds,
            name_network(network),
            name_method(method),
            "the class with the largest probability",
            snakemake.params.title,
            f"{FLOOR_NOTE} {SIMULATED_OBJECTS if snakemake.params.simulated else ''}",
        )
        stamp(figure, audit[audit["network"] == network], [method])
        path = Path(snakemake.output[0], network, f"{method}.svg")
        path.parent.mkdir(parents=True, exist_ok=True)
        save(figure, [path])
