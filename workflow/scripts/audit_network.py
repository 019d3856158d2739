"""Measure the artifacts in the maps of one network of the protocol, by all methods of the study."""

from functools import partial

from face_relevance.audit.artifacts.auditing import audit_network
from face_relevance.faces import select_of_classes, spread_evenly
from face_relevance.networks import load
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params, (network, seed) = snakemake.params, snakemake.wildcards
    images = open_store(snakemake.input.images, snakemake.input.images_manifest).set_coords("class")
    explained = select_of_classes(images, "test", params.images_per_class)
    few = spread_evenly(explained, params.images)
    model, preprocessing = load(network, snakemake.input.weights)
    held_out = None
    if params.held_out_per_class:
        chosen = select_of_classes(images, "validation", params.held_out_per_class)
        held_out = images["pixels"].sel(image=chosen).load()
    found = audit_network(
        model,
        preprocessing,
        images["pixels"].sel(image=few).load(),
        dict(zip(params.methods, params.methods, strict=True)),
        params.ring,
        params.seed,
        held_out=held_out,
        progress=partial(progress, description=f"artifacts of {network}/seed-{seed}"),
    )
    origin = {
        "model": f"{network}/classification/seed-{seed}",
        "pretraining": "",
        "task": "classification",
        "seed": int(seed),
        "weights_sha256": read_json(snakemake.input.report)["weights_sha256"],
    }
    write_store(found.assign_attrs(origin), snakemake.output.store, snakemake.output.manifest)
