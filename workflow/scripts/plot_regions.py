"""Draw how the relevance is shared among the parts of the face."""

import pandas as pd

from face_relevance.figures.regions import plot_regions
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_regions(
        pd.read_parquet(snakemake.input[0]),
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
