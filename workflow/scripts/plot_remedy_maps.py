"""Draw maps of the same images before and after every remedy."""

from face_relevance.figures.remedy_maps import count_images, plot_remedy_maps
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    stores = list(open_stores(snakemake.input.maps, snakemake.input.manifests))
    networks = list(dict.fromkeys(store.attrs["network"] for store in stores))
    shown = stores[0]["image"].values[: count_images(len(networks))]
    maps = {network: {} for network in networks}
    for store in stores:
        relevance = store[["relevance"]].sel(image=shown).load()
        for remedy in store["remedy"].values:
            # Of a variant there are the maps without a further remedy.
            name = store.attrs["variant"] if remedy == "none" else str(remedy)
            maps[store.attrs["network"]][name] = relevance.sel(remedy=remedy)
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    figure = plot_remedy_maps(
        images[["pixels"]].sel(image=shown).load(),
        maps,
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
