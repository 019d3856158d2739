"""Compare what each model decides on the pixels that every other model calls relevant."""

from face_relevance.comparison import average_curves, compare_areas, join_transfers
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    transfers = join_transfers(
        (store.load() for store in stores), snakemake.params.draws, snakemake.params.seed
    )
    pairs, blocks = compare_areas(transfers)
    write_table(average_curves(transfers), snakemake.output.curves)
    write_table(pairs, snakemake.output.pairs)
    write_table(blocks, snakemake.output.blocks)
