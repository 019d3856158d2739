"""Compute how dissimilar the faces are to one model, by its features and its relevance."""

from face_relevance.comparison import parse_model
from face_relevance.comparison.similarity import choose_conditions, compute_rdms, read_judged
from face_relevance.comparison.similarity.representations import Explaining, Masking, represent
from face_relevance.faces import select_compared
from face_relevance.masking import measure_training_images
from face_relevance.networks import load
from face_relevance.store import job, open_store, open_stores, read_json, write_store

with job(snakemake.log[0], snakemake.threads):
    params, inputs = snakemake.params, snakemake.input
    similarity, relevance, masking = params.similarity, params.relevance, params.masking
    judged = read_judged(open_stores(inputs.judgements, inputs.judgements_manifests))
    images = open_store(inputs.images, inputs.images_manifest)
    context = measure_training_images(images, params.seed)
    compared = select_compared(
        images, params.tasks, relevance["images_per_identity"], judged, params.faces
    )
    images = images.sel(image=compared).load()
    conditions = choose_conditions(images, params.faces if judged else None)
    model, preprocessing = load("vgg16", inputs.weights)
    representations = represent(
        model,
        preprocessing,
        images["pixels"],
        similarity["layers"],
        similarity["methods"],
        Masking(
            masking["method"],
            similarity["kept"],
            masking["fills"][0],
            context,
            masking["sign"],
            masking["unit"],
        ),
        Explaining(
            relevance["target"], images[parse_model(params.model).task], relevance["composites"]
        ),
    )
    dataset = compute_rdms(representations, images, conditions).assign_attrs(
        model=params.model,
        weights_sha256=read_json(inputs.report)["weights_sha256"],
        dissimilarity="1 - Pearson",
        conditions=conditions,
        kept=similarity["kept"],
        fill=masking["fills"][0],
    )
    write_store(dataset, snakemake.output.store, snakemake.output.manifest)
