"""Compute how dissimilar the faces are by what needs no network: pixels, edges, shape, category."""

from face_relevance.comparison.similarity import choose_conditions, compute_baselines, read_judged
from face_relevance.faces import select_compared
from face_relevance.store import job, open_store, open_stores, write_store

with job(snakemake.log[0], snakemake.threads):
    params, inputs = snakemake.params, snakemake.input
    judged = read_judged(open_stores(inputs.judgements, inputs.judgements_manifests))
    images = open_store(inputs.images, inputs.images_manifest)
    compared = select_compared(
        images, params.tasks, params.images_per_identity, judged, params.faces
    )
    images = images.sel(image=compared).load()
    conditions = choose_conditions(images, params.faces if judged else None)
    dataset = compute_baselines(images, conditions).assign_attrs(conditions=conditions)
    write_store(dataset, snakemake.output.store, snakemake.output.manifest)
