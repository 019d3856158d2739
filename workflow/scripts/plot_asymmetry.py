"""Draw whether relevance transfers better one way than back, and what explains transfer."""

import pandas as pd

from face_relevance.figures.asymmetry import plot_asymmetry
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    figure = plot_asymmetry(
        pd.read_parquet(snakemake.input.directions),
        pd.read_parquet(snakemake.input.pairs),
        pd.read_parquet(snakemake.input.factors),
        snakemake.params.fill,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
