"""Draw the simulated faces of a study."""

from face_relevance.faces import rendered_faces
from face_relevance.store import job, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    faces = rendered_faces(
        size=snakemake.params.size,
        seed=snakemake.params.seed,
        **snakemake.params.faces,
        progress=progress,
    )
    write_store(faces, snakemake.output.store, snakemake.output.manifest)
