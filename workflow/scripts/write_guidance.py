"""Write the page that says which artifacts the maps of this study have, and what helps."""

from pathlib import Path

import pandas as pd

from face_relevance.pages.guidance import write_guidance
from face_relevance.pages.study_tables import OPTIONAL, StudyTables
from face_relevance.store import job

with job(snakemake.log[0]):
    inputs = snakemake.input
    study = StudyTables(
        snakemake.params.name,
        snakemake.params.title,
        snakemake.params.simulated,
        pd.read_parquet(inputs.artifacts),
        **{name: pd.read_parquet(inputs[name]) for name in OPTIONAL if inputs[name]},
    )
    Path(snakemake.output[0]).write_text(write_guidance([study]))
