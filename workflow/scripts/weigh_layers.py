"""Weigh the layers of all models, and test the weights on other faces and other subjects."""

from face_relevance.comparison.similarity import open_compared, weigh_settings
from face_relevance.store import job, write_tables

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    compared = open_compared(dict(inputs.items()))
    tables = weigh_settings(compared, params.comparator, params.draws, params.seed)
    write_tables(tables, snakemake.output)
