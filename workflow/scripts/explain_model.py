"""Compute the relevance of every pixel of the explained images for the output of one model."""

from functools import partial

from face_relevance.faces import select_explained, select_held_out
from face_relevance.networks import load
from face_relevance.relevance import explain_images, read_composite
from face_relevance.store import job, open_store, progress, read_json, write_batches

with job(snakemake.log[0], snakemake.threads):
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    task, params = snakemake.wildcards.task, snakemake.params
    held_out = images["pixels"].sel(image=select_held_out(images, task, params.held_out))
    images = images.set_coords("identity").sel(
        image=select_explained(images, params.tasks, params.images_per_identity)
    )
    model, preprocessing = load("vgg16", snakemake.input.weights)
    method, composite = snakemake.wildcards.method, params.composite
    batches = explain_images(
        model,
        preprocessing,
        images["pixels"],
        model.classes,
        method,
        composite=read_composite(composite) if composite else None,
        target=params.target,
        truth=images[task],
        bounds=preprocessing.bounds,
        channel_layers=params.channel_layers,
        held_out=held_out,
        progress=partial(progress, description=f"{method} of {params.model}"),
    )
    origin = {
        "model": params.model,
        "weights_sha256": read_json(snakemake.input.report)["weights_sha256"],
    }
    write_batches(
        (batch.assign_attrs(origin) for batch in batches),
        "image",
        snakemake.output.store,
        snakemake.output.manifest,
    )
