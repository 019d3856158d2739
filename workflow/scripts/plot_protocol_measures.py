"""Draw the summaries of the protocol against measures that are independent of it."""

import pandas as pd

from face_relevance.figures.protocol_measures import plot_protocol_measures
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_protocol_measures(
        pd.read_parquet(snakemake.input[0]),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
