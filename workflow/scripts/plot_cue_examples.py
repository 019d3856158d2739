"""Draw an image of each task with a cue swapped, and what the methods find in it."""

import pandas as pd

from face_relevance.figures.cue_examples import collect_example, plot_cue_examples
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import Factors, save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    maps: dict[str, dict] = {}
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        maps.setdefault(store.attrs["model"], {})[store.attrs["method"]] = store
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    swapped = open_store(snakemake.input.swapped, snakemake.input.swapped_manifest)
    localised = open_stores(snakemake.input.localised, snakemake.input.localised_manifests)
    examples = {
        store.attrs["model"]: collect_example(images, swapped, store, maps[store.attrs["model"]])
        for store in localised
    }
    figure = plot_cue_examples(
        examples,
        Factors(**snakemake.params.factors),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), snakemake.params.methods)
    save(figure, snakemake.output)
