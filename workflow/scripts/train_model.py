"""Fine-tune one model: one pretraining, one task, one seed."""

from functools import partial

import numpy as np

from face_relevance.networks import load, save
from face_relevance.store import job, open_store, progress, read_rows, write_json
from face_relevance.training import Settings, finetune

with job(snakemake.log[0], snakemake.threads):
    wildcards, finetuning = snakemake.wildcards, snakemake.params.finetuning
    pretrained, preprocessing = load("vgg16", snakemake.input.weights)
    features = open_store(snakemake.input.features, snakemake.input.features_manifest)
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    images = images.sel(image=features["image"].values)
    split = images["split"].sel(task=wildcards.task).values
    used = np.flatnonzero(split != "none")
    model, classes, report = finetune(
        pretrained,
        read_rows(features["features"], used),
        labels=images[wildcards.task].values[used],
        split=split[used],
        identity=images["identity"].values[used],
        frozen_through=finetuning["frozen_through"],
        dense=snakemake.params.dense,
        settings=Settings(**finetuning["training"]),
        seed=int(wildcards.seed),
        progress=partial(progress, description=f"training {'/'.join(wildcards)}"),
    )
    report["weights_sha256"] = save(model, preprocessing, classes, snakemake.output.weights)
    write_json(report, snakemake.output.report)
