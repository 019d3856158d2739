"""Draw a trunk at random: the control for what pretraining adds."""

import torch

from face_relevance.networks import IMAGENET_CAFFE, VGG16, save
from face_relevance.store import job, write_json

with job(snakemake.log[0], snakemake.threads):
    trunk = VGG16(
        None,
        snakemake.params.image_size,
        snakemake.params.width,
        normalised=snakemake.params.normalised,
    )
    trunk.initialise(torch.Generator().manual_seed(snakemake.params.seed))
    report = {
        "seed": snakemake.params.seed,
        "weights_sha256": save(trunk, IMAGENET_CAFFE, [], snakemake.output.weights),
    }
    write_json(report, snakemake.output.report)
