"""Draw every measure of the protocol for every method."""

import pandas as pd

from face_relevance.figures.protocol_table import plot_protocol_table
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_protocol_table(
        pd.read_parquet(snakemake.input[0]),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
