"""Draw how often representations predict the odd one out, for one setting."""

import pandas as pd

from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.figures.tables import select_rows
from face_relevance.figures.trials import plot_trials
from face_relevance.store import job

with job(snakemake.log[0]):
    trials = pd.read_parquet(snakemake.input.trials)
    figure = plot_trials(
        select_rows(trials, "trials", "setting", snakemake.params.setting),
        snakemake.params.layers,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
