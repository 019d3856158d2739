"""Get one network with published weights, from a file or by download."""

from face_relevance.networks.published import (
    PUBLISHED,
    download_published,
    read_imagenet_labels,
    read_published,
)
from face_relevance.networks.weights import save
from face_relevance.store import job, write_json

with job(snakemake.log[0], snakemake.threads):
    name = snakemake.wildcards.network
    published = PUBLISHED[name]
    state = snakemake.input[0] if snakemake.input else download_published(name)
    model = read_published(name, state, snakemake.params.image_size)
    digest = save(model, published.preprocessing, read_imagenet_labels(), snakemake.output.weights)
    report = {
        "published_by": published.library,
        "published_as": published.weights,
        "published_size": published.size,
        "file": snakemake.input[0] if snakemake.input else None,
        "weights_sha256": digest,
    }
    write_json(report, snakemake.output.report)
