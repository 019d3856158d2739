"""Draw what every method calls relevant for the decision of each network about one image."""

import pandas as pd

from face_relevance.figures.protocol_maps import choose_images
from face_relevance.figures.protocol_networks import plot_protocol_networks
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    stores = list(open_stores(snakemake.input.maps, snakemake.input.manifests))
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = images.sel(image=stores[0]["image"].values)
    shown = choose_images(explained[["class"]].load(), 1)
    maps = {}
    for store in stores:
        of_network = maps.setdefault(store.attrs["network"], {})
        drawn = store[["relevance", "target", "probability"]].sel(image=shown)
        of_network[store.attrs["method"]] = drawn.load()
    figure = plot_protocol_networks(
        explained.sel(image=shown[0]).load(),
        maps,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    methods = [store.attrs["method"] for store in stores]
    stamp(figure, pd.read_parquet(snakemake.input.audit), methods)
    save(figure, snakemake.output)
