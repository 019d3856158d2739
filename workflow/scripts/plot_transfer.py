"""Draw how well each model decides on the pixels that every other model calls relevant."""

import pandas as pd

from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.figures.transfer import plot_transfer
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_transfer(
        pd.read_parquet(snakemake.input.pairs),
        pd.read_parquet(snakemake.input.blocks),
        snakemake.params.fill,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
