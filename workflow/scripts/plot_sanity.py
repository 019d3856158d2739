"""Draw whether relevance maps change with the weights and with what is explained."""

import pandas as pd

from face_relevance.figures.sanity import plot_sanity
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_sanity(
        pd.read_parquet(snakemake.input[0]),
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
