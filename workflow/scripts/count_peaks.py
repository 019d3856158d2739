"""Count the peaks of the density of every unit of one network's last stage, by image."""

from functools import partial

from face_relevance.faces import select_of_classes
from face_relevance.networks import load
from face_relevance.relevance.advise import count_unit_peaks
from face_relevance.store import job, open_store, progress, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    network, seed = snakemake.wildcards
    images = open_store(snakemake.input.images, snakemake.input.images_manifest).set_coords("class")
    explained = select_of_classes(images, "test", snakemake.params.images_per_class)
    model, preprocessing = load(network, snakemake.input.weights)
    peaks = count_unit_peaks(
        model,
        preprocessing,
        images["pixels"].sel(image=explained).load(),
        progress=partial(progress, description=f"peaks of {network}/seed-{seed}"),
    ).assign_attrs(
        network=network,
        seed=int(seed),
        weights_sha256=read_json(snakemake.input.report)["weights_sha256"],
    )
    write_store(peaks, snakemake.output.store, snakemake.output.manifest)
