"""Score one model's maps against the pixels that change when a planted cue is swapped."""

from face_relevance.audit.planted import localise_cues
from face_relevance.networks import load
from face_relevance.store import job, open_store, open_stores, write_store

with job(snakemake.log[0], snakemake.threads):
    stores = list(open_stores(snakemake.input.maps, snakemake.input.manifests))
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    model, preprocessing = load("vgg16", snakemake.input.weights)
    found = localise_cues(
        model,
        preprocessing,
        {store.attrs["method"]: store["relevance"].load() for store in stores},
        images[["pixels"]],
        open_store(snakemake.input.swapped, snakemake.input.swapped_manifest),
    )
    found = found.assign_attrs(model=stores[0].attrs["model"])
    write_store(found, snakemake.output.store, snakemake.output.manifest)
