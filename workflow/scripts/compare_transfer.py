"""Compare what each model decides on the pixels that every other model calls relevant."""

from collections import defaultdict

import pandas as pd

from face_relevance.comparison import (
    average_curves,
    compare_areas,
    compare_directions,
    compare_orders,
    explain_transfer,
    join_transfers,
)
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    seed = snakemake.params.seed
    transfers = join_transfers((store.load() for store in stores), snakemake.params.draws, seed)
    tables = defaultdict(list)
    for measure in ("accuracy", "agreement", "probability"):
        pairs, blocks = compare_areas(transfers, measure)
        asymmetry_pairs, asymmetry = compare_directions(transfers, measure)
        for name, table in {
            "pairs": pairs,
            "blocks": blocks,
            "asymmetry_pairs": asymmetry_pairs,
            "asymmetry": asymmetry,
            "gaps": compare_orders(transfers, measure),
            "factors": explain_transfer(transfers, measure, seed=seed),
        }.items():
            tables[name].append(table)
    write_table(average_curves(transfers), snakemake.output.curves)
    for name, parts in tables.items():
        # A study of one model has no directions and no factors: empty tables with their columns.
        write_table(pd.concat([p for p in parts if len(p)] or parts[:1]), snakemake.output[name])
