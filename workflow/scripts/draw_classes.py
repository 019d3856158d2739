"""Draw the simulated objects of a study that tells them apart."""

from face_relevance.faces import rendered_classes
from face_relevance.store import job, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    objects = rendered_classes(
        size=snakemake.params.size,
        seed=snakemake.params.seed,
        train_views_per_family=snakemake.params.objects["train_views"],
        validation_views_per_family=snakemake.params.objects["validation_views"],
        test_views_per_family=snakemake.params.objects["test_views"],
        progress=progress,
    )
    write_store(objects, snakemake.output.store, snakemake.output.manifest)
