"""Draw accuracy against the share of pixels that are kept."""

import pandas as pd

from face_relevance.figures.masking_curves import plot_masking_curves
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    performance = pd.read_parquet(snakemake.input.performance)
    figure = plot_masking_curves(
        pd.read_parquet(snakemake.input.curves),
        performance.groupby("task")["chance"].mean().to_dict(),
        snakemake.params.fill,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
