"""Draw maps of the same images before and after every remedy."""

from face_relevance.figures.remedy_maps import count_images, plot_remedy_maps
from face_relevance.figures.style import save
from face_relevance.store import job, open_store, open_stores

with job(snakemake.log[0]):
    maps = {}
    for store in open_stores(snakemake.input.maps, snakemake.input.manifests):
        maps.setdefault(store.attrs["network"], {})[store.attrs["remedy"]] = store
    some = next(iter(next(iter(maps.values())).values()))
    shown = some["image"].values[: count_images(len(maps))]
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    figure = plot_remedy_maps(
        images[["pixels"]].sel(image=shown).load(),
        {
            network: {
                remedy: store[["relevance"]].sel(image=shown).load()
                for remedy, store in stores.items()
            }
            for network, stores in maps.items()
        },
        snakemake.params.title,
        snakemake.params.simulated,
    )
    save(figure, snakemake.output)
