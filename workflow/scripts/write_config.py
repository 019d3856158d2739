"""Write the config of this study with every default filled in."""

from pathlib import Path

import yaml

from face_relevance.store import job

HEADING = "# The config of this study with every default filled in; config/README.md explains it.\n"

with job(snakemake.log[0]):
    text = yaml.safe_dump(snakemake.params.config, sort_keys=False, allow_unicode=True, width=100)
    Path(snakemake.output[0]).write_text(HEADING + text)
