"""Draw a few explained images with the relevance of each kind of model."""

import pandas as pd

from face_relevance.figures.examples import plot_examples
from face_relevance.figures.maps import choose_examples
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job, open_store, open_stores

EXAMPLES = 4

with job(snakemake.log[0]):
    stores = list(open_stores(snakemake.input.maps, snakemake.input.manifests))
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = images.sel(image=stores[0]["image"].values)
    shown = choose_examples(explained, EXAMPLES)
    figure = plot_examples(
        explained.sel(image=shown).load(),
        {store.attrs["model"]: store.sel(image=shown).load() for store in stores},
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), [stores[0].attrs["method"]])
    save(figure, snakemake.output)
