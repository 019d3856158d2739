"""Compare the relevance maps of all pairs of models, image by image."""

import pandas as pd

from face_relevance.comparison import stability
from face_relevance.store import job, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    maps: dict[str, dict] = {}
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        of_method = maps.setdefault(store.attrs["method"], {})
        of_method[store.attrs["model"]] = store["relevance"].load()
    tables = [
        stability(
            of_method,
            next(iter(of_method.values()))["identity"],
            method,
            snakemake.params.draws,
            snakemake.params.seed,
        )
        for method, of_method in maps.items()
    ]
    for index, path in enumerate((snakemake.output.pairs, snakemake.output.blocks)):
        write_table(pd.concat([table[index] for table in tables]), path)
