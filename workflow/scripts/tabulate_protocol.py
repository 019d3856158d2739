"""Average the scores of all methods over images and seeds, rank and compare them."""

from face_relevance.comparison import tabulate_protocol
from face_relevance.store import job, open_stores, write_tables

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    scores = {
        (store.attrs["network"], store.attrs["seed"], store.attrs["method"]): store.load()
        for store in stores
    }
    tables = tabulate_protocol(scores, snakemake.params.draws, snakemake.params.seed)
    write_tables(tables, snakemake.output)
