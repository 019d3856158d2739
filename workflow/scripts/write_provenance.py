"""Write the page that says where the results of this study come from."""

from pathlib import Path

from face_relevance.pages.provenance import write_provenance
from face_relevance.store import Carrier, job

with job(snakemake.log[0]):
    page = Path(snakemake.output[0])
    page.write_text(
        write_provenance(
            page.parent,
            Path(snakemake.input.config),
            snakemake.params.title,
            snakemake.params.simulated,
            {name: Carrier(**carrier) for name, carrier in snakemake.params.carriers.items()},
        )
    )
