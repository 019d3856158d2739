"""Compute the output of a frozen layer on all images of the tasks, once for all seeds."""

from functools import partial

import numpy as np
import xarray as xr

from face_relevance.networks import load
from face_relevance.store import job, open_store, progress, read_rows, write_store
from face_relevance.training import compute_frozen_features

with job(snakemake.log[0], snakemake.threads):
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    used = (images["split"].sel(task=snakemake.params.tasks) != "none").any("task")
    used = np.flatnonzero(used.values)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    layer, pretraining = snakemake.wildcards.layer, snakemake.wildcards.pretraining
    features = compute_frozen_features(
        model,
        preprocessing,
        read_rows(images["pixels"], used),
        None if layer == "image" else layer,
        partial(progress, description=f"features of {pretraining} at {layer}"),
    )
    dims = ("image", *(f"axis_{i}" for i in range(1, features.ndim)))
    store = xr.Dataset(
        {"features": (dims, features)},
        coords={"image": images["image"][used]},
        attrs={"pretraining": pretraining, "layer": layer},
    )
    write_store(store, snakemake.output.store, snakemake.output.manifest)
