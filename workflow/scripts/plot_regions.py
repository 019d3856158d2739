"""Draw how the relevance is shared among the parts of the face."""

import pandas as pd

from face_relevance.figures.regions import plot_regions
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job

with job(snakemake.log[0]):
    regions = pd.read_parquet(snakemake.input.regions)
    figure = plot_regions(
        regions,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), regions["method"])
    save(figure, snakemake.output)
