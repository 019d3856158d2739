"""Weigh the layers of all models, and test the weights on other faces and other subjects."""

from face_relevance.comparison.similarity import read_compared, weigh_settings
from face_relevance.store import job, open_store, open_stores, write_tables

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    compared = read_compared(
        open_stores(inputs.rdms, inputs.rdms_manifests),
        open_store(inputs.baselines, inputs.baselines_manifest),
        list(open_stores(inputs.judgements, inputs.judgements_manifests)),
        open_store(inputs.images, inputs.images_manifest),
    )
    tables = weigh_settings(compared, params.comparator, params.draws, params.seed)
    write_tables(tables, snakemake.output)
