"""Show one model the pixels that the models of one seed call relevant."""

from functools import partial

from face_relevance.masking import Target, mask_images
from face_relevance.networks import load
from face_relevance.store import job, open_store, open_stores, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    target, wildcards = snakemake.params.model, snakemake.wildcards
    stores = open_stores(snakemake.input.maps, snakemake.input.maps_manifests)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    curves = mask_images(
        {target: Target(model, wildcards.task, model.classes)},
        preprocessing,
        open_store(snakemake.input.images, snakemake.input.images_manifest),
        maps={store.attrs["model"]: store["relevance"].load() for store in stores},
        fractions=snakemake.params.masking["fractions"],
        fills=snakemake.params.masking["fills"],
        orders=["keep-most-relevant"],
        seed=snakemake.params.seed,
        progress=partial(
            progress,
            description=f"masking {target} by seed {wildcards.source_seed}",
        ),
    )[target]
    curves.attrs |= {
        "target": target,
        "method": snakemake.params.masking["method"],
    }
    write_store(curves, snakemake.output.store, snakemake.output.manifest)
