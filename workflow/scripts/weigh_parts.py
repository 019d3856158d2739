"""Weigh the parts of the face: for observers, for representations, and by relevance."""

import json

import pandas as pd

from face_relevance.comparison import resample_regions
from face_relevance.comparison.similarity import open_compared, weigh_parts_of_settings
from face_relevance.store import job, open_store, open_stores, write_tables

with job(snakemake.log[0], snakemake.threads):
    inputs, params = snakemake.input, snakemake.params
    images = open_store(inputs.images, inputs.images_manifest)
    compared = open_compared(dict(inputs.items()))
    maps: dict[str, dict] = {}
    for store in open_stores(inputs.maps, inputs.maps_manifests):
        of_method = maps.setdefault(store.attrs["method"], {})
        of_method[store.attrs["model"]] = store["relevance"]
    explained = next(iter(next(iter(maps.values())).values()))["image"].values
    parts = images["parts"].sel(image=explained).load()
    names = dict(zip(parts.attrs["flag_values"], parts.attrs["flag_meanings"].split(), strict=True))
    regions = {
        method: resample_regions(
            of_method, parts, names, images["identity"], params.draws, params.seed
        )
        for method, of_method in maps.items()
    }
    choices = {
        setting: pd.read_parquet(path)
        for setting, path in zip(params.settings, inputs.choices, strict=True)
    }
    planted = {
        store.attrs["setting"]: json.loads(store.attrs["planted_weights"])
        for store in open_stores(inputs.judgements, inputs.judgements_manifests)
        if "planted_weights" in store.attrs
    }
    tables = weigh_parts_of_settings(
        compared, choices, planted, regions, params.comparator, params.draws, params.seed
    )
    write_tables(tables, snakemake.output)
