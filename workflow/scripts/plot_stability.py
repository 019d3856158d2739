"""Draw how well the relevance maps of different models agree."""

import pandas as pd

from face_relevance.figures.stability import plot_stability
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_stability(
        pd.read_parquet(snakemake.input.pairs),
        pd.read_parquet(snakemake.input.blocks),
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
