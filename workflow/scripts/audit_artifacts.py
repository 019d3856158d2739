"""Measure the artifacts in the maps of one face network, by all methods of the study."""

from functools import partial

from face_relevance.audit.artifacts.auditing import audit_network
from face_relevance.faces import select_explained, select_held_out, spread_evenly
from face_relevance.networks import load
from face_relevance.relevance import read_methods
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params, (pretraining, task, seed) = snakemake.params, snakemake.wildcards
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    images = images.set_coords("identity")
    explained = select_explained(images, params.tasks, params.images_per_identity)
    held_out = select_held_out(images, task, params.held_out)
    few = spread_evenly(explained, params.images)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    found = audit_network(
        model,
        preprocessing,
        images["pixels"].sel(image=few).load(),
        read_methods(params.methods, params.composites),
        params.ring,
        params.seed,
        held_out=images["pixels"].sel(image=held_out),
        progress=partial(progress, description=f"artifacts of {params.model}"),
    )
    origin = {
        "model": params.model,
        "pretraining": pretraining,
        "task": task,
        "seed": int(seed),
        "weights_sha256": read_json(snakemake.input.report)["weights_sha256"],
    }
    write_store(found.assign_attrs(origin), snakemake.output.store, snakemake.output.manifest)
