"""Draw how much of the relevance is in the deciding square, by its place."""

import pandas as pd

from face_relevance.figures.field_localisation import plot_field_localisation
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_field_localisation(
        pd.read_parquet(snakemake.input.table),
        snakemake.params.methods,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
