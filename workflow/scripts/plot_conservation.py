"""Draw where relevance is lost, over all models of one network."""

import xarray as xr

from face_relevance.figures.conservation import plot_conservation
from face_relevance.figures.style import save
from face_relevance.store import job, open_stores

with job(snakemake.log[0]):
    shares = [
        store[["ledger", "absorbed"]].assign_coords(model=store.attrs["model"]).load()
        for store in open_stores(snakemake.input.stores, snakemake.input.manifests)
    ]
    figure = plot_conservation(
        xr.concat(shares, "model"),
        snakemake.params.network,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
