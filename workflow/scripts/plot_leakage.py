"""Draw how much of the answer the shapes of the masks give away."""

import pandas as pd

from face_relevance.figures.leakage import plot_leakage
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_leakage(
        pd.read_parquet(snakemake.input.leakage),
        pd.read_parquet(snakemake.input.curves),
        snakemake.params.fill,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
