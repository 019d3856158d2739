"""Describe what observers judged, without any model."""

from face_relevance.comparison.similarity import describe_judgements, read_gender
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    judgements = list(open_stores(inputs.judgements, inputs.judgements_manifests))
    images = open_store(inputs.images, inputs.images_manifest) if inputs.images else None
    table = describe_judgements(
        {store.attrs["setting"]: store["dissimilarity"].load() for store in judgements},
        params.comparator,
        read_gender(judgements, images, params.faces),
        params.draws,
        params.seed,
    )
    write_table(table, snakemake.output[0])
