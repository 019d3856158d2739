"""Share the relevance of all models among the parts of the face, for every method."""

import pandas as pd

from face_relevance.comparison import share_regions
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    maps: dict[str, dict] = {}
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        of_method = maps.setdefault(store.attrs["method"], {})
        of_method[store.attrs["model"]] = store["relevance"]
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = next(iter(next(iter(maps.values())).values()))["image"].values
    parts = images["parts"].sel(image=explained).load()
    names = dict(zip(parts.attrs["flag_values"], parts.attrs["flag_meanings"].split(), strict=True))
    tables = {
        method: share_regions(
            of_method, parts, names, images["identity"], snakemake.params.draws,
            snakemake.params.seed,
        )
        for method, of_method in maps.items()
    }  # fmt: skip
    for index, path in enumerate((snakemake.output.models, snakemake.output.cells)):
        by_method = {method: found[index] for method, found in tables.items()}
        write_table(pd.concat(by_method, names=["method"]).reset_index("method"), path)
