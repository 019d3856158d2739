"""Draw what every method calls relevant for the decisions of one network."""

import pandas as pd

from face_relevance.figures.protocol_maps import choose_images, count_images, plot_protocol_maps
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    stores = {
        store.attrs["method"]: store[["relevance", "target", "probability"]]
        for store in open_stores(snakemake.input.maps, snakemake.input.manifests)
    }
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = images.sel(image=next(iter(stores.values()))["image"].values)
    shown = choose_images(explained[["class"]].load(), count_images(len(stores)))
    audit = pd.read_parquet(snakemake.input.audit)
    figure = plot_protocol_maps(
        explained.sel(image=shown).load(),
        {method: store.sel(image=shown).load() for method, store in stores.items()},
        snakemake.params.network,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, audit[audit["network"] == snakemake.params.network], stores)
    save(figure, snakemake.output)
