# Requires models/ that have passed their gate, and images/faces.zarr.
# Makes relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr.


rule explain_model:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
        gate="<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
    output:
        store=directory("<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr"),
        manifest="<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.json",
    log:
        "<logs>/explain_model/{pretraining}/{task}/seed-{seed}/{method}.log",
    benchmark:
        "<benchmarks>/explain_model/{pretraining}/{task}/seed-{seed}/{method}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining}/{task}/seed-{seed}",
        tasks=explained_tasks,
        images_per_identity=config["relevance"]["images_per_identity"],
        target=config["relevance"]["target"],
        channel_layers=config["relevance"]["channel_layers"],
        held_out=lambda wildcards: held_out_images(wildcards.method),
        composite=lookup("relevance/composites/{method}", within=config, default=None),
        code=code("explain_model"),
    script:
        "../scripts/explain_model.py"
