"""Predict the odd one out of every trial by each representation."""

import pandas as pd

from face_relevance.comparison.similarity import open_compared, predict_settings
from face_relevance.store import job, write_table

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    compared = open_compared(dict(inputs.items()))
    choices = {
        setting: pd.read_parquet(path)
        for setting, path in zip(params.settings, inputs.choices, strict=True)
    }
    table = predict_settings(compared, choices, params.comparator, params.draws, params.seed)
    write_table(table, snakemake.output[0])
