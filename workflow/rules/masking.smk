# Requires models/ and relevance/. Makes masking/{pretraining}/{task}/seed-{seed}/: one store for
# the maps of all models of one seed, and one for the controls. With a store per source seed, a
# new seed adds stores and leaves the others as they are. One job masks for the models of all
# tasks, which run the layers that they have in common once.

MASKED_BY = f"{config['masking']['method']}"


rule mask_by_models:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient(
            for_all_tasks(
                "<results>/models/{{pretraining}}/{task}/seed-{{seed}}/weights.safetensors"
            )
        ),
        reports=for_all_tasks("<results>/models/{{pretraining}}/{task}/seed-{{seed}}/training.json"),
        gates=for_all_tasks(
            "<results>/models/{{pretraining}}/{task}/seed-{{seed}}/above_chance.json"
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
            for_all_tasks(
                "<results>/masking/{{pretraining}}/{task}/seed-{{seed}}/by-seed-{{source_seed}}.zarr"
            )
        ),
        manifests=for_all_tasks(
            "<results>/masking/{{pretraining}}/{task}/seed-{{seed}}/by-seed-{{source_seed}}.json"
        ),
    log:
        "<logs>/mask_by_models/{pretraining}/seed-{seed}/by-seed-{source_seed}.log",
    benchmark:
        "<benchmarks>/mask_by_models/{pretraining}/seed-{seed}/by-seed-{source_seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        tasks=config["tasks"],
        models=for_all_tasks("{{pretraining}}/{task}/seed-{{seed}}"),
        masking=config["masking"],
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
        masking=config["masking"],
        explained=config["relevance"]["target"],
        composite=config["relevance"]["composites"].get(MASKED_BY),
        seed=config["comparison"]["seed"],
        code=code("mask_by_controls"),
    script:
        "../scripts/mask_by_controls.py"
