"""Draw which methods find the planted cues."""

import pandas as pd

from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.figures.verdict import plot_verdict
from face_relevance.store import job

with job(snakemake.log[0]):
    localisation = pd.read_parquet(snakemake.input.localisation)
    figure = plot_verdict(
        localisation,
        pd.read_parquet(snakemake.input.effects),
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), localisation["method"])
    save(figure, snakemake.output)
