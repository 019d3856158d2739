"""Draw what masks leave of a few images, under every fill of the study."""

import pandas as pd

from face_relevance.figures.maps import choose_examples
from face_relevance.figures.masked_examples import (
    choose_fractions,
    count_images,
    mask_examples,
    plot_masked_examples,
)
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_store

with job(snakemake.log[0]):
    masking, fills = snakemake.params.masking, snakemake.params.masking["fills"]
    relevance = open_store(snakemake.input.maps, snakemake.input.maps_manifest)
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    decisions = open_store(snakemake.input.curves, snakemake.input.curves_manifest).sel(
        source=snakemake.params.model, order="keep-most-relevant"
    )
    explained = images.sel(image=relevance["image"].values)
    shown = choose_examples(explained, count_images(fills))
    masked = mask_examples(
        images,
        relevance["relevance"],
        shown,
        fills,
        choose_fractions(masking["fractions"]),
        snakemake.params.seed,
        **{name: masking[name] for name in ("sign", "unit") if name in masking},
    )
    figure = plot_masked_examples(
        explained.sel(image=shown).load(),
        relevance.sel(image=shown).load(),
        masked,
        snakemake.params.title,
        snakemake.params.simulated,
        decisions[["probability", "agreement"]].sel(image=shown).load(),
    )
    stamp(figure, pd.read_parquet(snakemake.input.audit), [relevance.attrs["method"]])
    save(figure, snakemake.output)
