"""Draw the held-out accuracy of every model."""

import pandas as pd

from face_relevance.figures.performance import plot_performance
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_performance(
        pd.read_parquet(snakemake.input[0]),
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
