"""Put the verdicts on all models into one table."""

import pandas as pd

from face_relevance.comparison import parse_model
from face_relevance.store import job, read_json, write_table

with job(snakemake.log[0]):
    verdicts = [read_json(path) for path in snakemake.input]
    table = pd.DataFrame([parse_model(v["model"])._asdict() | v for v in verdicts]).drop(
        columns="model"
    )
    write_table(table, snakemake.output[0])
