"""Draw what the focus follows when columns are permuted."""

import pandas as pd

from face_relevance.figures.field_permutation import plot_field_permutation
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_field_permutation(
        pd.read_parquet(snakemake.input.table),
        snakemake.params.method,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), [snakemake.params.method])
    save(figure, snakemake.output)
