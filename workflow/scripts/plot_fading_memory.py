"""Draw how relevance and accuracy of reservoirs fall with what is read later."""

import pandas as pd

from face_relevance.figures.fading_memory import plot_fading_memory
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_fading_memory(
        pd.read_parquet(snakemake.input.table),
        snakemake.params.method,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), [snakemake.params.method])
    save(figure, snakemake.output)
