"""Explain the first two predictions of one network by one method, and score the maps."""

from functools import partial

from face_relevance.evaluation import explain_predictions, score_maps
from face_relevance.faces import select_of_classes
from face_relevance.masking import FillContext, measure_mean_colour
from face_relevance.networks import load
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params, (network, seed, method) = snakemake.params, snakemake.wildcards
    images = open_store(snakemake.input.images, snakemake.input.images_manifest).set_coords("class")
    explained = images["pixels"].sel(
        image=select_of_classes(images, "test", params.images_per_class)
    )
    # No image that is explained may choose a group of units, or a fill.
    others = images.sel(image=(images["split"].sel(task="classification") == "validation").values)
    held_out = select_of_classes(images, "validation", params.held_out_per_class)
    model, preprocessing = load(network, snakemake.input.weights)
    describe = partial(progress, description=f"{method} of {network}/seed-{seed}")
    maps = explain_predictions(
        model,
        preprocessing,
        explained.load(),
        model.classes,
        method,
        bounds=preprocessing.bounds,
        held_out=images["pixels"].sel(image=held_out).load() if len(held_out) else None,
        progress=describe,
    )
    origin = {
        "network": network,
        "seed": int(seed),
        "method": method,
        "weights_sha256": read_json(snakemake.input.report)["weights_sha256"],
    }
    write_store(maps.assign_attrs(origin), snakemake.output.maps, snakemake.output.maps_manifest)
    scores = score_maps(
        model,
        preprocessing,
        explained,
        maps,
        model.classes,
        params.fractions,
        FillContext(mean_colour=measure_mean_colour(others["pixels"].values), seed=params.seed),
        progress=describe,
    )
    write_store(
        scores.assign_attrs(origin), snakemake.output.scores, snakemake.output.scores_manifest
    )
