"""Write what this study asked and found, in words and numbers of its tables."""

from pathlib import Path

import pandas as pd

from face_relevance.pages.answers import Study, answer_study
from face_relevance.store import job, write_json

with job(snakemake.log[0]):
    tables = {Path(path).stem: pd.read_parquet(path) for path in snakemake.input}
    found = answer_study(Study(**snakemake.params.study), tables)
    write_json(found, snakemake.output[0])
