"""Show models of one pretraining and some seeds the pixels that those of one seed call relevant."""

from functools import partial

from face_relevance.masking import Target, mask_images
from face_relevance.networks import load
from face_relevance.store import job, open_store, open_stores, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    params, masking = snakemake.params, snakemake.params.masking
    wildcards = snakemake.wildcards
    targets = {}
    for name, weights in zip(params.models, snakemake.input.weights, strict=True):
        model, preprocessing = load("vgg16", weights)
        _, task, _ = name.split("/")
        targets[name] = Target(model, task, model.classes)
    stores = open_stores(snakemake.input.maps, snakemake.input.maps_manifests)
    curves = mask_images(
        targets,
        # One pretraining has one preprocessing.
        preprocessing,
        open_store(snakemake.input.images, snakemake.input.images_manifest),
        maps={store.attrs["model"]: store["relevance"].load() for store in stores},
        fractions=masking["fractions"],
        fills=masking["fills"],
        orders=masking["orders"],
        seed=params.seed,
        sign=masking["sign"],
        unit=masking["unit"],
        progress=partial(
            progress,
            description=f"masking for {len(targets)} models of {wildcards.pretraining} by seed "
            f"{wildcards.source_seed}",
        ),
    )
    for name, store, manifest in zip(
        params.models, snakemake.output.stores, snakemake.output.manifests, strict=True
    ):
        origin = {"target": name, "method": masking["method"]}
        write_store(curves[name].assign_attrs(origin), store, manifest)
