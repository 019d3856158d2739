"""Write the page that says which artifacts the maps of this study have, and what helps."""

from pathlib import Path

import pandas as pd

from face_relevance.pages.findings import StudyTables
from face_relevance.pages.guidance import write_guidance
from face_relevance.store import job

with job(snakemake.log[0]):
    remedies = snakemake.input.get("remedies")
    study = StudyTables(
        snakemake.params.name,
        snakemake.params.title,
        snakemake.params.simulated,
        pd.read_parquet(snakemake.input.artifacts),
        pd.read_parquet(remedies) if remedies else None,
    )
    Path(snakemake.output[0]).write_text(write_guidance([study]))
