"""Draw where the relevance of each network is, for each class."""

import pandas as pd

from face_relevance.figures.sst_maps import plot_sst_maps
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    fields = open_store(snakemake.input.fields, snakemake.input.fields_manifest).load()
    stores = open_stores(snakemake.input.maps, snakemake.input.manifests)
    maps = {store.attrs["network"]: store.load() for store in stores}
    measures = pd.read_parquet(snakemake.input.measures)
    figure = plot_sst_maps(fields, maps, measures, snakemake.params.title)
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
