"""Pretrain a network from scratch on one image set."""

from functools import partial

from face_relevance.networks import UNIT_RANGE, VGG16, save
from face_relevance.store import job, open_store, progress, write_json
from face_relevance.training import Settings, train_from_scratch

with job(snakemake.log[0], snakemake.threads):
    model, classes, report = train_from_scratch(
        open_store(snakemake.input.images, snakemake.input.images_manifest),
        task="pretraining",
        label=snakemake.params.label,
        build=partial(VGG16, **snakemake.params.network, normalised=True),
        settings=Settings(**snakemake.params.training),
        seed=snakemake.params.seed,
        progress=partial(progress, description=f"pretraining on {snakemake.wildcards.pretraining}"),
    )
    report["weights_sha256"] = save(model, UNIT_RANGE, classes, snakemake.output.weights)
    write_json(report, snakemake.output.report)
