"""Compare the relevance maps of all pairs of models, image by image, read as they are needed."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from face_relevance.comparison import stability
from face_relevance.store import job, open_stores, write_table


def compare(method: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the maps of one method."""
    identity = next(iter(maps[method].values()))["identity"]
    return stability(maps[method], identity, method, snakemake.params.draws, snakemake.params.seed)


with job(snakemake.log[0], snakemake.threads):
    maps: dict[str, dict] = {}
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        of_method = maps.setdefault(store.attrs["method"], {})
        of_method[store.attrs["model"]] = store["relevance"]
    with ThreadPoolExecutor(snakemake.threads) as pool:
        tables = list(pool.map(compare, maps))
    for index, path in enumerate((snakemake.output.pairs, snakemake.output.blocks)):
        write_table(pd.concat([table[index] for table in tables]), path)
