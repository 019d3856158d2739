# Requires images/faces.zarr and images/swapped.zarr of a study of planted cues, models/ and
# relevance/. Makes localisation/{pretraining}/{task}/seed-{seed}.zarr and their tables.


rule localise_cues:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        swapped=ancient("<results>/images/swapped.zarr"),
        swapped_manifest="<results>/images/swapped.json",
        weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
        maps=ancient(
            collect(
                "<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{method}.zarr",
                method=config["relevance"]["methods"],
            )
        ),
        manifests=collect(
            "<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{method}.json",
            method=config["relevance"]["methods"],
        ),
    output:
        store=directory("<results>/localisation/{pretraining}/{task}/seed-{seed}.zarr"),
        manifest="<results>/localisation/{pretraining}/{task}/seed-{seed}.json",
    log:
        "<logs>/localise_cues/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/localise_cues/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        code=code("localise_cues"),
    script:
        "../scripts/localise_cues.py"


rule tabulate_localisation:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        stores=ancient(models("<results>/localisation/{pretraining}/{task}/seed-{seed}.zarr")),
        manifests=models("<results>/localisation/{pretraining}/{task}/seed-{seed}.json"),
    output:
        localisation="<results>/comparison/localisation.parquet",
        effects="<results>/comparison/cue_effects.parquet",
    log:
        "<logs>/tabulate_localisation.log",
    benchmark:
        "<benchmarks>/tabulate_localisation.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_localisation"),
    script:
        "../scripts/tabulate_localisation.py"
