"""Compare the geometry of all models' representations with the study's reference."""

from face_relevance.comparison import (
    build_reference,
    choose_conditions,
    representational_similarity,
)
from face_relevance.faces import select_explained
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = select_explained(
        images, snakemake.params.tasks, snakemake.params.images_per_identity
    )
    images = images.sel(image=explained).load()
    reference, name, clusters = build_reference(images, choose_conditions(images))
    table = representational_similarity(
        {
            store.attrs["model"]: {
                representation: store["rdm"].sel(representation=representation, drop=True).load()
                for representation in store["representation"].values
            }
            for store in open_stores(snakemake.input.rdms, snakemake.input.manifests)
        },
        reference,
        name,
        clusters,
        snakemake.params.draws,
        snakemake.params.seed,
    )
    write_table(table, snakemake.output[0])
