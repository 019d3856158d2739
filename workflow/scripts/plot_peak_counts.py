"""Draw how many peaks the densities of units have."""

import pandas as pd

from face_relevance.figures.peak_counts import plot_peak_counts
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_peak_counts(
        pd.read_parquet(snakemake.input[0]),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
