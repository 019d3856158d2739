"""Draw how well networks tell the class of temperatures, and where their relevance is."""

import pandas as pd

from face_relevance.figures.sst_measures import plot_sst_measures
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    measures = pd.read_parquet(snakemake.input.measures)
    figure = plot_sst_measures(measures, snakemake.params.title)
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
