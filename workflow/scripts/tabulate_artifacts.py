"""Average the artifacts of all models over images and seeds, and judge them."""

from face_relevance.audit.artifacts.tabulating import tabulate_artifacts
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    table = tabulate_artifacts(
        {store.attrs["model"]: store[["value"]].load() for store in stores},
        snakemake.params.thresholds,
        snakemake.params.draws,
        snakemake.params.seed,
    )
    write_table(table, snakemake.output[0])
