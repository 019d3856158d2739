"""Average accuracy and relevance of reservoirs by what was read later."""

from face_relevance.comparison import tabulate_fading_memory
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    table = tabulate_fading_memory(
        [store.drop_vars(["focus", "example", "example_field"]).load() for store in stores],
        snakemake.params.draws,
        snakemake.params.seed,
    )
    write_table(table, snakemake.output[0])
