"""Draw how well representations agree with the observers of one setting."""

import pandas as pd

from face_relevance.figures.similarity import plot_similarity
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.figures.tables import select_rows
from face_relevance.store import job

with job(snakemake.log[0]):
    setting, comparator = snakemake.params.setting, snakemake.params.comparator
    table = pd.read_parquet(snakemake.input.similarity)
    table = select_rows(table, "similarity", "setting", setting)
    shown = (table["comparator"] == comparator) | (table["controlled_for"] != "")
    seeds = pd.read_parquet(snakemake.input.seeds)
    figure = plot_similarity(
        table[shown],
        select_rows(seeds, "similarity_seeds", "setting", setting),
        snakemake.params.layers,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
