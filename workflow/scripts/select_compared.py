"""Select the images on which the representations of all models are compared."""

from face_relevance.comparison.similarity import choose_conditions, read_judged
from face_relevance.faces import select_compared
from face_relevance.store import job, open_store, open_stores, write_json

with job(snakemake.log[0]):
    inputs, params = snakemake.input, snakemake.params
    images = open_store(inputs.images, inputs.images_manifest)
    judged = read_judged(open_stores(inputs.judgements, inputs.judgements_manifests))
    if params.simulated:
        judged = images["face"].values.tolist()
    compared = select_compared(
        images, params.tasks, params.images_per_identity, judged, params.faces
    )
    conditions = choose_conditions(images, params.faces if judged else None)
    write_json({"conditions": conditions, "images": compared.tolist()}, snakemake.output[0])
