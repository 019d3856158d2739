"""Draw the matrices of the observers, of some models and of baselines, with maps of faces."""

import pandas as pd

from face_relevance.figures.condition_images import choose_images
from face_relevance.figures.rdms import plot_rdms
from face_relevance.figures.stamp import stamp
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    inputs, params = snakemake.input, snakemake.params
    rdms = {}
    for store in open_stores(inputs.observers, inputs.observers_manifest):
        who = "simulated observers" if store.attrs["simulated"] == "yes" else "observers"
        rdms[who] = store["dissimilarity"].mean("subject").load()
    # The stores come in the order of the representations that are shown of each.
    stores = list(open_stores(inputs.rdms, inputs.manifests))
    for store, shown in zip(stores, params.shown, strict=True):
        for title, representation in shown.items():
            rdms[title] = store["rdm"].sel(representation=representation, drop=True).load()
    conditions = stores[0]["condition"].values
    images = open_store(inputs.images, inputs.images_manifest)
    faces = choose_images(images, conditions, stores[0].attrs["conditions"])
    figure = plot_rdms(
        {
            title: rdm.sel(condition=conditions, paired_condition=conditions)
            for title, rdm in rdms.items()
        },
        faces["pixels"],
        faces.get("gender"),
        params.title,
        params.simulated,
    )
    stamp(figure, pd.read_parquet(inputs.audit), params.methods)
    save(figure, snakemake.output)
