"""Describe what observers judged, without any model."""

from face_relevance.comparison.similarity import describe_judgements, group_conditions
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    settings = {
        store.attrs["setting"]: store["dissimilarity"].load()
        for store in open_stores(inputs.judgements, inputs.judgements_manifests)
    }
    groups = group_conditions(settings, params.groups)
    table = describe_judgements(settings, params.comparator, groups, params.draws, params.seed)
    write_table(table, snakemake.output[0])
