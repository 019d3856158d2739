"""Show one model the pixels that the controls choose: no model's relevance, or its inverse."""

from functools import partial

import xarray as xr

from face_relevance.faces import select_held_out
from face_relevance.masking import ControlContext, Target, make_controls, mask_images
from face_relevance.networks import load
from face_relevance.relevance import explain_images, read_composite
from face_relevance.store import job, open_store, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    params, masking = snakemake.params, snakemake.params.masking
    target, task = params.model, snakemake.wildcards.task
    own = open_store(snakemake.input.maps, snakemake.input.maps_manifest)["relevance"].load()
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = images.set_coords("identity").sel(image=own["image"].values)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    # Each model has an untrained network of its own, whose weights have nothing in common with
    # those from which the model was trained.
    batches = explain_images(
        model.untrained([params.seed, *target.encode()]),
        preprocessing,
        explained["pixels"],
        model.classes,
        masking["method"],
        composite=read_composite(params.composite) if params.composite else None,
        target=params.explained,
        truth=explained[task],
        bounds=preprocessing.bounds,
        held_out=images["pixels"].sel(image=select_held_out(images, task, params.held_out)),
    )
    curves = mask_images(
        {target: Target(model, task, model.classes)},
        preprocessing,
        images,
        maps=make_controls(
            own,
            ControlContext(explained["pixels"].load(), params.seed),
            untrained=xr.concat([batch["relevance"] for batch in batches], "image"),
        ),
        fractions=masking["fractions"],
        fills=masking["fills"],
        orders=masking["orders"],
        seed=params.seed,
        sign=masking["sign"],
        unit=masking["unit"],
        progress=partial(progress, description=f"masking {target} by controls"),
    )[target]
    origin = {"target": target, "method": masking["method"]}
    write_store(curves.assign_attrs(origin), snakemake.output.store, snakemake.output.manifest)
