"""Put what is known of each model of fields into one row: figures, provenance and times."""

import pandas as pd

from face_relevance.comparison.field_runs import describe_places, describe_winters
from face_relevance.comparison.runs import join_runs, list_failed_audits
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0]):
    inputs = snakemake.input
    jobs = zip(
        open_stores(inputs.stores, inputs.manifests),
        inputs.manifests,
        snakemake.params.benchmarks,
        strict=True,
    )
    if inputs.fields:
        classes = open_store(inputs.fields, inputs.fields_manifest)["class"].load()
        described = [row for found in jobs for row in describe_winters(*found, classes)]
    else:
        described = [row for found in jobs for row in describe_places(*found)]
    models = pd.DataFrame(described)
    audits = list_failed_audits(pd.read_parquet(inputs.artifacts), models)
    table = join_runs(models, [audits]).assign(config_sha256=snakemake.params.config_sha256)
    write_table(table, snakemake.output[0])
