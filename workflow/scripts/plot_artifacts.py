"""Draw what the audits of artifacts found in the maps of one network."""

import pandas as pd

from face_relevance.figures.artifacts import plot_artifacts
from face_relevance.figures.style import save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job

with job(snakemake.log[0]):
    artifacts = pd.read_parquet(snakemake.input[0])
    figure = plot_artifacts(
        select_rows(artifacts, "artifacts", "network", snakemake.params.network),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
