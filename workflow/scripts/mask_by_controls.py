"""Show one model the pixels that the controls choose: no model's relevance, or its inverse."""

from functools import partial

from face_relevance.masking import CONTROLS, mask_images
from face_relevance.networks import load
from face_relevance.store import job, open_store, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    own = open_store(snakemake.input.maps, snakemake.input.maps_manifest)["relevance"].load()
    model, preprocessing = load("vgg16", snakemake.input.weights)
    curves = mask_images(
        model,
        preprocessing,
        open_store(snakemake.input.images, snakemake.input.images_manifest),
        task=snakemake.wildcards.task,
        classes=model.classes,
        maps={name: make(own, snakemake.params.seed) for name, make in CONTROLS.items()},
        fractions=snakemake.params.masking["fractions"],
        fills=snakemake.params.masking["fills"],
        seed=snakemake.params.seed,
        progress=partial(progress, description=f"masking {snakemake.params.model} by controls"),
    )
    curves.attrs |= {
        "target": snakemake.params.model,
        "method": snakemake.params.masking["method"],
    }
    write_store(curves, snakemake.output.store, snakemake.output.manifest)
