"""Put what is known of each model into one row: figures, provenance and times."""

import pandas as pd

from face_relevance.comparison.runs import (
    average_seeds,
    describe_run,
    find_own_areas,
    join_runs,
    list_failed_audits,
    name_factors,
    spread_similarity,
)
from face_relevance.store import job, open_stores, read_json, write_table

with job(snakemake.log[0]):
    inputs, params = snakemake.input, snakemake.params
    # Published weights have no gate.
    gates = [read_json(path) for path in inputs.gates] or [{}] * len(params.models)
    stores = open_stores(inputs.stores, inputs.manifests)
    described = [
        describe_run(model, gate, store.attrs, weights, manifest, params.jobs[model])
        for model, gate, store, weights, manifest in zip(
            params.models, gates, stores, inputs.weights, inputs.manifests, strict=True
        )
    ]
    models = name_factors(params.models, params.factors)
    parts = [pd.DataFrame(described)]
    if inputs.transfer:
        parts += [
            find_own_areas(pd.read_parquet(inputs.transfer), params.fill),
            average_seeds(pd.read_parquet(inputs.stability), params.method),
            spread_similarity(pd.read_parquet(inputs.similarity), params.factors),
        ]
    parts.append(list_failed_audits(pd.read_parquet(inputs.artifacts), models))
    table = join_runs(models, parts).assign(config_sha256=params.config_sha256)
    write_table(table, snakemake.output[0])
