"""Draw how well the geometry of each layer agrees with the reference."""

import pandas as pd

from face_relevance.figures.similarity import plot_similarity
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_similarity(
        pd.read_parquet(snakemake.input[0]),
        snakemake.params.layers,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
