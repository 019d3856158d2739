# Requires models/ that have passed their gate, and images/faces.zarr. Makes
# audit/sanity/{pretraining}/{task}/seed-{seed}.zarr and audit/sanity.parquet.


rule check_sanity:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
        gate="<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
    output:
        store=directory("<results>/audit/sanity/{pretraining}/{task}/seed-{seed}.zarr"),
        manifest="<results>/audit/sanity/{pretraining}/{task}/seed-{seed}.json",
    log:
        "<logs>/check_sanity/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/check_sanity/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining}/{task}/seed-{seed}",
        tasks=config["tasks"],
        images_per_identity=config["relevance"]["images_per_identity"],
        images=config["audit"]["images"],
        held_out=held_out_images(*config["audit"]["methods"]),
        methods=config["audit"]["methods"],
        random_networks=config["audit"]["random_networks"],
        composites={
            name: composite
            for name, composite in config["relevance"]["composites"].items()
            if name in config["audit"]["methods"]
        },
        seed=config["comparison"]["seed"],
        code=code("check_sanity"),
    script:
        "../scripts/check_sanity.py"


rule tabulate_sanity:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        stores=ancient(models("<results>/audit/sanity/{pretraining}/{task}/seed-{seed}.zarr")),
        manifests=models("<results>/audit/sanity/{pretraining}/{task}/seed-{seed}.json"),
    output:
        "<results>/audit/sanity.parquet",
    log:
        "<logs>/tabulate_sanity.log",
    benchmark:
        "<benchmarks>/tabulate_sanity.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_sanity"),
    script:
        "../scripts/tabulate_sanity.py"
