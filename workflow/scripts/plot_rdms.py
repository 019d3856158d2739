"""Draw the matrices of the observers, of some models and of baselines, with maps of faces."""

from face_relevance.figures.condition_images import choose_images
from face_relevance.figures.rdms import plot_rdms
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    observers = open_store(snakemake.input.observers, snakemake.input.observers_manifest)
    judged = observers["dissimilarity"].mean("subject").load()
    simulated = observers.attrs["simulated"] == "yes"
    rdms = {"observers (simulated)" if simulated else "observers": judged}
    stores = list(open_stores(snakemake.input.rdms, snakemake.input.manifests))
    # The stores come in the order of the representations that are shown of each.
    for store, shown in zip(stores, snakemake.params.shown, strict=True):
        for title, representation in shown.items():
            rdms[title] = store["rdm"].sel(representation=representation, drop=True).load()
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    faces = choose_images(images, judged["condition"].values, snakemake.params.faces)
    figure = plot_rdms(
        rdms,
        faces["pixels"],
        faces.get("gender"),
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
