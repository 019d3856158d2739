"""Write what this study asked and found, in words and numbers of its tables."""

import json
from pathlib import Path

import pandas as pd

from face_relevance.pages.answers import Study, answer_study
from face_relevance.store import job

with job(snakemake.log[0]):
    tables = {Path(path).stem: pd.read_parquet(path) for path in snakemake.input}
    found = answer_study(Study(**snakemake.params.study), tables)
    Path(snakemake.output[0]).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
