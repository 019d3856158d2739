"""Draw the summaries of the protocol against measures that are independent of it."""

import pandas as pd

from face_relevance.figures.protocol_measures import plot_protocol_measures
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    protocol = pd.read_parquet(snakemake.input.protocol)
    figure = plot_protocol_measures(
        protocol,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), protocol["method"])
    save(figure, snakemake.output)
