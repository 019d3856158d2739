"""Draw what the observers of every setting judge alike, without any model."""

import pandas as pd
import xarray as xr

from face_relevance.figures.condition_images import choose_images
from face_relevance.figures.judgements import plot_judgements
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    stores = list(open_stores(snakemake.input.observers, snakemake.input.manifests))
    rdms = {
        store.attrs["setting"]: store["dissimilarity"].mean("subject").load() for store in stores
    }
    # Groups are those of the images or, where judgements come without them, given by name.
    groups = snakemake.params.groups and xr.DataArray(
        list(snakemake.params.groups.values()),
        {"condition": list(snakemake.params.groups)},
        "condition",
    )
    if "images" in snakemake.input.keys():  # noqa: SIM118
        images = open_store(snakemake.input.images, snakemake.input.images_manifest)
        judged = sorted({str(name) for rdm in rdms.values() for name in rdm["condition"].values})
        chosen = choose_images(images.drop_vars("pixels"), judged, snakemake.params.faces)
        groups = chosen.get("gender")
    figure = plot_judgements(
        pd.read_parquet(snakemake.input.judgements),
        rdms,
        groups,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
