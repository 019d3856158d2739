"""Draw what the observers of every setting judge alike, without any model."""

import pandas as pd

from face_relevance.comparison.similarity import read_gender
from face_relevance.figures.judgements import plot_judgements
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    inputs, params = snakemake.input, snakemake.params
    stores = list(open_stores(inputs.observers, inputs.manifests))
    images = open_store(inputs.images, inputs.images_manifest) if inputs.images else None
    figure = plot_judgements(
        pd.read_parquet(inputs.judgements),
        {store.attrs["setting"]: store["dissimilarity"].mean("subject").load() for store in stores},
        read_gender(stores, images, params.faces),
        params.title,
        params.simulated,
    )
    save(figure, snakemake.output)
