"""Draw what land, caps, rules and the order of columns do to decisions and maps."""

import pandas as pd

from face_relevance.figures.sst_controls import plot_sst_controls
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    tables = (pd.read_parquet(file) for file in (snakemake.input.measures, snakemake.input.orders))
    figure = plot_sst_controls(*tables, snakemake.params.title)
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
