"""Draw on what the similarity of models and observers depends, for one setting."""

import pandas as pd

from face_relevance.figures.similarity_contrasts import plot_similarity_contrasts
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job

with job(snakemake.log[0]):
    setting, comparator = snakemake.params.setting, snakemake.params.comparator
    contrasts = pd.read_parquet(snakemake.input.contrasts)
    contrasts = select_rows(contrasts, "similarity_contrasts", "setting", setting)
    variance = pd.read_parquet(snakemake.input.variance)
    figure = plot_similarity_contrasts(
        select_rows(contrasts, "similarity_contrasts", "comparator", comparator),
        select_rows(variance, "similarity_variance", "setting", setting),
        snakemake.params.layers,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
