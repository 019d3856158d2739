"""Write the landing page of this study: question, design, answers with figures, failed audits."""

import json
from pathlib import Path

from face_relevance.pages.landing import write_landing
from face_relevance.store import job

with job(snakemake.log[0]):
    page = write_landing(
        json.loads(Path(snakemake.input.findings).read_text()),
        {Path(path).stem: path for path in snakemake.input.figures},
        snakemake.params.links,
    )
    Path(snakemake.output[0]).write_text(page)
