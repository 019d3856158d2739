"""Read the ORL faces out of their carrier."""

from face_relevance.faces import read_orl
from face_relevance.store import job, write_store

with job(snakemake.log[0], snakemake.threads):
    faces = read_orl(
        snakemake.input[0],
        members=snakemake.params.members,
        size=snakemake.params.size,
        seed=snakemake.params.seed,
        split=snakemake.params.split,
    )
    write_store(faces, snakemake.output.store, snakemake.output.manifest)
