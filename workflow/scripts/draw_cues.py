"""Draw simulated faces with planted cues, and the test images with each cue swapped."""

from face_relevance.faces import rendered_cues
from face_relevance.store import job, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    faces, swapped = rendered_cues(
        snakemake.params.size,
        snakemake.params.seed,
        snakemake.params.tasks,
        **snakemake.params.cues,
        progress=progress,
    )
    write_store(faces, snakemake.output.store, snakemake.output.manifest)
    write_store(swapped, snakemake.output.swapped, snakemake.output.swapped_manifest)
