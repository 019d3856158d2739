"""Draw how fast an echo-state network forgets what it read first, and what helps."""

import pandas as pd

from face_relevance.figures.sst_memory import plot_sst_memory
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job

with job(snakemake.log[0]):
    files = (snakemake.input.measures, snakemake.input.memory, snakemake.input.fading)
    tables = (pd.read_parquet(file) for file in files)
    figure = plot_sst_memory(*tables, snakemake.params.title)
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
