"""Draw how methods rank by measures of the protocol, and which of them do not differ."""

import pandas as pd

from face_relevance.figures.protocol_ranks import plot_protocol_ranks
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    ranks = pd.read_parquet(snakemake.input.ranks)
    figure = plot_protocol_ranks(
        ranks,
        pd.read_parquet(snakemake.input.contrasts),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), ranks["method"])
    save(figure, snakemake.output)
