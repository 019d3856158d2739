"""Write the facts of one model and the sprites of its maps for the atlas."""

from face_relevance.networks import load
from face_relevance.pages.atlas.chunks import plan_chunks
from face_relevance.pages.atlas.fills import choose_fill
from face_relevance.pages.atlas.model import Explained, Ranking, pack_model
from face_relevance.store import job, open_store, open_stores, read_json

with job(snakemake.log[0], snakemake.threads):
    inputs, params, masking = snakemake.input, snakemake.params, snakemake.params.masking
    images = open_store(inputs.images, inputs.images_manifest)
    model, preprocessing = load("vgg16", inputs.weights)
    gate = read_json(inputs.gate)
    decisions = None
    if inputs.curves:
        decisions = open_store(inputs.curves, inputs.curves_manifest).sel(
            source=params.model,
            order="keep-most-relevant",
            fill=choose_fill(masking["fills"]),
        )
    pack_model(
        Explained(
            params.model,
            model,
            preprocessing,
            {
                "value": gate["accuracy"],
                **{key: gate[key] for key in ("low", "high", "chance", "images", "identities")},
                "split": params.split,
            },
            decisions,
        ),
        images,
        open_stores(inputs.maps, inputs.manifests),
        plan_chunks(images, **params.plan),
        Ranking(masking["fractions"], masking["sign"], masking["unit"], params.seed),
        params.draws,
        snakemake.output.facts,
        snakemake.output.sprites,
    )
