"""Average what the sanity checks of all models found over seeds and images."""

from face_relevance.audit.tabulating import tabulate_sanity
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    table = tabulate_sanity(
        {store.attrs["model"]: store.load() for store in stores},
        images["identity"].load(),
        snakemake.params.draws,
        snakemake.params.seed,
    )
    write_table(table, snakemake.output[0])
