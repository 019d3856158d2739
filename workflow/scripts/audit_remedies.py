"""Measure the artifacts in the maps of one network, as it is with all remedies or as a variant."""

from functools import partial

from face_relevance.audit.remedies import audit_remedies, label_decisions
from face_relevance.faces import locate_objects, select_of_classes
from face_relevance.networks import load
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params, (network, variant, seed) = snakemake.params, snakemake.wildcards
    images = open_store(snakemake.input.images, snakemake.input.images_manifest).set_coords("class")
    explained = select_of_classes(images, "test", params.images_per_class)
    pixels = images["pixels"].sel(image=explained).load()
    model, preprocessing = load(network, snakemake.input.weights)
    plain, _ = load(network, snakemake.input.plain)
    found = audit_remedies(
        model,
        plain,
        preprocessing,
        pixels,
        locate_objects(explained, pixels.sizes["y"], params.images_seed),
        params.remedies,
        params.ring,
        params.seed,
        progress=partial(progress, description=f"remedies of {network}/{variant}/seed-{seed}"),
    )
    report = read_json(snakemake.input.report)
    origin = {"seed": int(seed), "weights_sha256": report["weights_sha256"]}
    write_store(
        found.assign(correct=label_decisions(report["test"])).assign_attrs(origin),
        snakemake.output.store,
        snakemake.output.manifest,
    )
