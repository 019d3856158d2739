"""Compute how dissimilar the faces are to one model, by its layers and its relevance maps."""

import xarray as xr

from face_relevance.comparison import arrange_patterns, compute_rdm
from face_relevance.networks import load, read_layers
from face_relevance.store import job, open_store, open_stores, write_store

with job(snakemake.log[0], snakemake.threads):
    relevance = list(open_stores(snakemake.input.maps, snakemake.input.manifests))
    images = open_store(snakemake.input.images, snakemake.input.images_manifest)
    images = images.sel(image=relevance[0]["image"].values).load()
    model, preprocessing = load("vgg16", snakemake.input.weights)
    rdms = {}
    for layer, values in read_layers(
        model, preprocessing, images["pixels"].values, snakemake.params.layers
    ):
        dims = ("image", *(f"axis_{i}" for i in range(1, values.ndim)))
        features = xr.DataArray(values, dims=dims, coords={"image": images["image"]})
        rdms[layer] = compute_rdm(arrange_patterns(features, images))
    for store in relevance:
        maps = store["relevance"].drop_vars("identity").load()
        rdms[f"relevance {store.attrs['method']}"] = compute_rdm(arrange_patterns(maps, images))
    dataset = xr.concat(rdms.values(), "representation").assign_coords(representation=list(rdms))
    dataset = dataset.to_dataset(name="rdm").assign_attrs(
        model=relevance[0].attrs["model"], dissimilarity="1 - Pearson"
    )
    write_store(dataset, snakemake.output.store, snakemake.output.manifest)
