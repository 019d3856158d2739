"""Show one model the pixels that the controls choose: no model's relevance, or its inverse."""

from functools import partial

from face_relevance.masking import CONTROLS, ControlContext, Target, mask_images
from face_relevance.networks import load
from face_relevance.store import job, open_store, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    target = snakemake.params.model
    own = open_store(snakemake.input.maps, snakemake.input.maps_manifest)["relevance"].load()
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    context = ControlContext(images.set_coords("identity")["pixels"], snakemake.params.seed)
    curves = mask_images(
        {target: Target(model, snakemake.wildcards.task, model.classes)},
        preprocessing,
        images,
        maps={name: CONTROLS[name](own, context) for name in ("random", "inverse", "centre-prior")},
        fractions=snakemake.params.masking["fractions"],
        fills=snakemake.params.masking["fills"],
        orders=["keep-most-relevant"],
        seed=snakemake.params.seed,
        progress=partial(progress, description=f"masking {target} by controls"),
    )[target]
    curves.attrs |= {
        "target": target,
        "method": snakemake.params.masking["method"],
    }
    write_store(curves, snakemake.output.store, snakemake.output.manifest)
