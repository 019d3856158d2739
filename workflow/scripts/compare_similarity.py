"""Compare the geometry of all models' representations with that of observers, or a reference."""

from face_relevance.comparison.similarity import compare_settings, open_compared
from face_relevance.store import job, write_tables

with job(snakemake.log[0], snakemake.threads):
    inputs = snakemake.input
    compared = open_compared(dict(inputs.items()))
    tables = compare_settings(
        compared,
        snakemake.params.comparators,
        snakemake.params.controls,
        snakemake.params.frozen,
        snakemake.params.draws,
        snakemake.params.permutations,
        snakemake.params.seed,
        snakemake.threads,
    )
    write_tables(tables, snakemake.output)
