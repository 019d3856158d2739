"""Compute the relevance of every pixel of the explained images for the decision of one model."""

from functools import partial

from face_relevance.faces import select_explained
from face_relevance.networks import load
from face_relevance.relevance import explain_images
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = select_explained(
        images, snakemake.params.tasks, snakemake.params.images_per_identity
    )
    model, preprocessing = load("vgg16", snakemake.input.weights)
    method = snakemake.wildcards.method
    relevance = explain_images(
        model,
        preprocessing,
        images.set_coords("identity")["pixels"].sel(image=explained),
        model.classes,
        method,
        partial(progress, description=f"{method} of {snakemake.params.model}"),
    )
    relevance.attrs |= {
        "model": snakemake.params.model,
        "weights_sha256": read_json(snakemake.input.report)["weights_sha256"],
    }
    write_store(relevance, snakemake.output.store, snakemake.output.manifest)
