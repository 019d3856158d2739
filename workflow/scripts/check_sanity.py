"""Check whether one model's relevance changes with its weights and with what is explained."""

from functools import partial

from face_relevance.audit.sanity import check_sanity
from face_relevance.faces import select_explained, select_held_out, spread_evenly
from face_relevance.networks import load
from face_relevance.relevance import read_methods
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params = snakemake.params
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = select_explained(images, params.tasks, params.images_per_identity)
    few = spread_evenly(explained, params.images)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    found = check_sanity(
        model,
        preprocessing,
        images["pixels"].sel(image=few).load(),
        read_methods(params.methods, params.composites),
        bounds=preprocessing.bounds,
        held_out=images["pixels"].sel(
            image=select_held_out(images, snakemake.wildcards.task, params.held_out)
        ),
        # Each model meets random weights of its own.
        seed=[params.seed, *params.model.encode()],
        networks=params.random_networks,
        progress=partial(progress, description=f"sanity of {params.model}"),
    )
    origin = {
        "model": params.model,
        "weights_sha256": read_json(snakemake.input.report)["weights_sha256"],
    }
    write_store(found.assign_attrs(origin), snakemake.output.store, snakemake.output.manifest)
