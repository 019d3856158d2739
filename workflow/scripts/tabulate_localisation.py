"""Average localisation and effects of planted cues over seeds and images."""

from face_relevance.comparison import tabulate_localisation
from face_relevance.store import job, open_store, open_stores, write_table

with job(snakemake.log[0], snakemake.threads):
    stores = open_stores(snakemake.input.stores, snakemake.input.manifests)
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    localisation, effects = tabulate_localisation(
        {store.attrs["model"]: store.load() for store in stores},
        images["identity"].load(),
        snakemake.params.draws,
        snakemake.params.seed,
    )
    write_table(localisation, snakemake.output.localisation)
    write_table(effects, snakemake.output.effects)
