"""Draw what every remedy does to artifacts, accuracy and time of one network."""

import pandas as pd

from face_relevance.figures.remedies import plot_remedies
from face_relevance.figures.style import save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job

with job(snakemake.log[0]):
    remedies = pd.read_parquet(snakemake.input[0])
    figure = plot_remedies(
        select_rows(remedies, "remedies", "network", snakemake.params.network),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
