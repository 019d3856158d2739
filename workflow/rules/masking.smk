# Requires models/ and relevance/. Makes masking/{pretraining}/{task}/seed-{seed}/: one store for
# the maps of all models of one seed, and one for the controls. With a store per source seed, a
# new seed adds stores and leaves the others as they are. One job masks for the models of all
# tasks and a few seeds, which run the layers that they have in common once.

MASKED_BY = f"{config['masking']['method']}"
# How jobs are cut changes no result.
MASKING = {key: value for key, value in config["masking"].items() if key != "seeds_together"}
TOGETHER = config["masking"]["seeds_together"]


for start in range(0, len(config["seeds"]), TOGETHER):
    seeds = config["seeds"][start : start + TOGETHER]
    names = "-".join(map(str, seeds))

    rule:
        name:
            f"mask_by_models_{'_'.join(map(str, seeds))}"
        input:
            images=ancient("<results>/images/faces.zarr"),
            images_manifest="<results>/images/faces.json",
            weights=ancient(
                of_seeds(
                    "<results>/models/{{pretraining}}/{task}/seed-{seed}/weights.safetensors",
                    seeds,
                )
            ),
            reports=of_seeds(
                "<results>/models/{{pretraining}}/{task}/seed-{seed}/training.json", seeds
            ),
            gates=of_seeds(
                "<results>/models/{{pretraining}}/{task}/seed-{seed}/above_chance.json", seeds
            ),
            maps=lambda wildcards: ancient(
                models(
                    f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.zarr",
                    seed=wildcards.source_seed,
                )
            ),
            maps_manifests=lambda wildcards: models(
                f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.json",
                seed=wildcards.source_seed,
            ),
        output:
            stores=directory(
                of_seeds(
                    "<results>/masking/{{pretraining}}/{task}/seed-{seed}/by-seed-{{source_seed}}.zarr",
                    seeds,
                )
            ),
            manifests=of_seeds(
                "<results>/masking/{{pretraining}}/{task}/seed-{seed}/by-seed-{{source_seed}}.json",
                seeds,
            ),
        log:
            f"<logs>/mask_by_models/{{pretraining}}/seeds-{names}/by-seed-{{source_seed}}.log",
        benchmark:
            f"<benchmarks>/mask_by_models/{{pretraining}}/seeds-{names}/by-seed-{{source_seed}}.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            models=of_seeds("{{pretraining}}/{task}/seed-{seed}", seeds),
            masking=MASKING,
            seed=config["comparison"]["seed"],
            code=code("mask_by_models"),
        script:
            "../scripts/mask_by_models.py"


rule mask_by_controls:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
        gate="<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
        maps=ancient(f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.zarr"),
        maps_manifest=f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.json",
    output:
        store=directory("<results>/masking/{pretraining}/{task}/seed-{seed}/by-controls.zarr"),
        manifest="<results>/masking/{pretraining}/{task}/seed-{seed}/by-controls.json",
    log:
        "<logs>/mask_by_controls/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/mask_by_controls/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining}/{task}/seed-{seed}",
        masking=MASKING,
        explained=config["relevance"]["target"],
        held_out=held_out_images(MASKED_BY),
        composite=config["relevance"]["composites"].get(MASKED_BY),
        seed=config["comparison"]["seed"],
        code=code("mask_by_controls"),
    script:
        "../scripts/mask_by_controls.py"
