"""Train one network from scratch, as it is or as a variant: one architecture, one seed."""

from functools import partial

from face_relevance.networks import ARCHITECTURES, UNIT_RANGE, save, vary
from face_relevance.store import job, open_store, progress, write_json
from face_relevance.training import Settings, train_from_scratch

with job(snakemake.log[0], snakemake.threads):
    network, variant, seed = snakemake.wildcards

    def build(**shape):
        """Build the network for images and classes."""
        made = ARCHITECTURES[network](**shape, **snakemake.params.design)
        return made if variant == "none" else vary(made, variant)

    model, classes, report = train_from_scratch(
        open_store(snakemake.input.images, snakemake.input.images_manifest),
        task="classification",
        label="class",
        build=build,
        settings=Settings(**snakemake.params.training),
        seed=int(seed),
        progress=partial(progress, description=f"training {network}/{variant}/seed-{seed}"),
    )
    report["classes"] = classes
    report["weights_sha256"] = save(model, UNIT_RANGE, classes, snakemake.output.weights)
    write_json(report, snakemake.output.report)
