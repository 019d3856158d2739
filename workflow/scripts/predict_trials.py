"""Predict the odd one out of every trial by each representation."""

import pandas as pd

from face_relevance.comparison.similarity import predict_settings, read_compared
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    compared = read_compared(
        open_stores(inputs.rdms, inputs.rdms_manifests),
        open_store(inputs.baselines, inputs.baselines_manifest),
        list(open_stores(inputs.judgements, inputs.judgements_manifests)),
        open_store(inputs.images, inputs.images_manifest),
    )
    choices = {
        setting: pd.read_parquet(path)
        for setting, path in zip(params.settings, inputs.choices, strict=True)
    }
    table = predict_settings(compared, choices, params.comparator, params.draws, params.seed)
    write_table(table, snakemake.output[0])
