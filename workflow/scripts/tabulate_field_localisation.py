"""Average accuracy and localisation by place of the informative square."""

from face_relevance.comparison import tabulate_field_localisation
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    table = tabulate_field_localisation(
        [store.drop_vars(["focus", "example", "example_field"]).load() for store in stores],
        snakemake.params.draws,
        snakemake.params.seed,
    )
    write_table(table, snakemake.output[0])
