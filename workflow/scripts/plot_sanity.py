"""Draw whether relevance maps change with the weights and with what is explained."""

import pandas as pd

from face_relevance.figures.sanity import plot_sanity
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    sanity = pd.read_parquet(snakemake.input.sanity)
    figure = plot_sanity(
        sanity,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), sanity["method"])
    save(figure, snakemake.output)
