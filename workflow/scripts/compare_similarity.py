"""Compare the geometry of all models' representations with that of observers, or a reference."""

from face_relevance.comparison.similarity import compare_settings, read_compared
from face_relevance.store import job, open_store, open_stores, write_tables

with job(snakemake.log[0], snakemake.threads):
    inputs = snakemake.input
    compared = read_compared(
        open_stores(inputs.rdms, inputs.rdms_manifests),
        open_store(inputs.baselines, inputs.baselines_manifest),
        list(open_stores(inputs.judgements, inputs.judgements_manifests)),
        open_store(inputs.images, inputs.images_manifest),
    )
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
