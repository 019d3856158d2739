"""Read the faces that a manifest lists."""

from face_relevance.faces import load_folder
from face_relevance.store import job, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    faces = load_folder(
        snakemake.input.manifest,
        tasks=snakemake.params.tasks,
        size=snakemake.params.size,
        seed=snakemake.params.seed,
        split=snakemake.params.split,
        progress=progress,
    )
    write_store(faces, snakemake.output.store, snakemake.output.manifest)
