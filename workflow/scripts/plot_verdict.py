"""Draw which methods find the planted cues."""

import pandas as pd

from face_relevance.figures.style import Factors, save
from face_relevance.figures.verdict import plot_verdict
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_verdict(
        pd.read_parquet(snakemake.input.localisation),
        pd.read_parquet(snakemake.input.effects),
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
