"""Tell the answers of all tasks from the shapes of the masks alone, source by source."""

from face_relevance.audit.leakage import tabulate_leakage
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    masking = snakemake.params.masking
    stores = open_stores(snakemake.input.maps, snakemake.input.manifests)
    maps = {store.attrs["model"]: store["relevance"] for store in stores}
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    explained = next(iter(maps.values()))["image"].values
    leakage = tabulate_leakage(
        maps,
        images.set_coords("identity").sel(image=explained).load(),
        snakemake.params.tasks,
        masking["fractions"],
        snakemake.params.seed,
        sign=masking["sign"],
        unit=masking["unit"],
    )
    write_table(leakage, snakemake.output[0])
