"""Compute how dissimilar the faces are by what needs no network: pixels, edges, shape, category."""

from face_relevance.comparison.similarity import compute_baselines
from face_relevance.store import job, open_store, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    inputs = snakemake.input
    compared = read_json(inputs.compared)
    images = open_store(inputs.images, inputs.images_manifest)
    images = images.sel(image=compared["images"]).load()
    dataset = compute_baselines(images, compared["conditions"])
    dataset = dataset.assign_attrs(conditions=compared["conditions"])
    write_store(dataset, snakemake.output.store, snakemake.output.manifest)
