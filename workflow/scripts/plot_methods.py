"""Draw what different methods make of the same decisions."""

import pandas as pd

from face_relevance.figures.maps import choose_examples
from face_relevance.figures.methods import MOST_METHODS, plot_methods
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job, open_store, open_stores

ROWS = 4

with job(snakemake.log[0]):
    stores = list(open_stores(snakemake.input.maps, snakemake.input.manifests))
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = images.sel(image=stores[0]["image"].values)
    models = dict.fromkeys(store.attrs["model"] for store in stores)
    shown = choose_examples(explained, max(1, ROWS // len(models)))
    relevance = {model: {} for model in models}
    for store in stores:
        maps = store[["relevance", "target"]].sel(image=shown)
        relevance[store.attrs["model"]][store.attrs["method"]] = maps.load()
    figure = plot_methods(
        explained.sel(image=shown).load(),
        relevance,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    methods = list(dict.fromkeys(store.attrs["method"] for store in stores))
    stamp(figure, pd.read_parquet(snakemake.input.audit), methods[:MOST_METHODS])
    save(figure, snakemake.output)
