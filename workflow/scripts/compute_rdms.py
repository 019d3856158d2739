"""Compute how dissimilar the faces are to one model, by its features and its relevance."""

from face_relevance.comparison import parse_model
from face_relevance.comparison.similarity import compute_rdms
from face_relevance.comparison.similarity.representations import Explaining, Masking, represent
from face_relevance.faces import select_held_out
from face_relevance.masking import measure_training_images
from face_relevance.networks import load
from face_relevance.store import job, open_store, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params, inputs = snakemake.params, snakemake.input
    images = open_store(inputs.images, inputs.images_manifest)
    context = measure_training_images(images, params.seed)
    compared, task = read_json(inputs.compared), parse_model(params.model).task
    held_out = images["pixels"].sel(image=select_held_out(images, task, params.held_out))
    images = images.sel(image=compared["images"]).load()
    model, preprocessing = load("vgg16", inputs.weights)
    representations = represent(
        model,
        preprocessing,
        images["pixels"],
        params.layers,
        params.methods,
        Masking(kept=params.kept, context=context, **params.masking),
        Explaining(params.target, images[task], params.composites, held_out),
    )
    dataset = compute_rdms(representations, images, compared["conditions"]).assign_attrs(
        model=params.model,
        weights_sha256=read_json(inputs.report)["weights_sha256"],
        dissimilarity="1 - Pearson",
        conditions=compared["conditions"],
        kept=params.kept,
        fill=params.masking["fill"],
    )
    write_store(dataset, snakemake.output.store, snakemake.output.manifest)
