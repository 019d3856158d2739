"""Read pictures by class from a folder or a manifest."""

from face_relevance.faces import load_classes
from face_relevance.networks.published import read_wordnet_labels
from face_relevance.store import job, progress, write_store

with job(snakemake.log[0], snakemake.threads):
    trained = snakemake.params.trained
    images = load_classes(
        snakemake.params.path,
        size=snakemake.params.size,
        seed=snakemake.params.seed,
        split=snakemake.params.split,
        progress=progress,
        trained=trained,
        names=None if trained else read_wordnet_labels(),
    )
    write_store(images, snakemake.output.store, snakemake.output.manifest)
