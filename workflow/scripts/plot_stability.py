"""Draw how well the relevance maps of different models agree."""

import pandas as pd

from face_relevance.figures.stability import plot_stability
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    blocks = pd.read_parquet(snakemake.input.blocks)
    figure = plot_stability(
        pd.read_parquet(snakemake.input.pairs),
        blocks,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), blocks["method"])
    save(figure, snakemake.output)
