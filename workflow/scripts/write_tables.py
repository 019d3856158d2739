"""Write every table of a study as a page of its own."""

from pathlib import Path

import pandas as pd

from face_relevance.pages.table_page import write_table
from face_relevance.store import job

with job(snakemake.log[0]):
    folder = Path(snakemake.output[0])
    folder.mkdir()
    for name, path in zip(snakemake.params.names, snakemake.input, strict=True):
        page = write_table(
            pd.read_parquet(path), name, snakemake.params.title, snakemake.params.simulated
        )
        (folder / f"{Path(name).name}.html").write_text(page)
