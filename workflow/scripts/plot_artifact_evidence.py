"""Draw what the verdicts on some methods rest on, over all models of one network."""

import pandas as pd
import xarray as xr

from face_relevance.figures.artifact_evidence import EVIDENCE, plot_artifact_evidence
from face_relevance.figures.style import save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job, open_stores

with job(snakemake.log[0]):
    evidence = [
        store[[name for name in EVIDENCE if name in store]]
        .sel(explained_by=snakemake.params.methods)
        .assign_coords(model=store.attrs["model"])
        .load()
        for store in open_stores(snakemake.input.stores, snakemake.input.manifests)
    ]
    artifacts = pd.read_parquet(snakemake.input.artifacts)
    figure = plot_artifact_evidence(
        xr.concat(evidence, "model", combine_attrs="override"),
        select_rows(artifacts, "artifacts", "network", snakemake.params.network),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
