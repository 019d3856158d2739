# Requires images/faces.zarr and pretrained/. Makes features/ (frozen layers, once for all seeds)
# and models/{pretraining}/{task}/seed-{seed}/ with weights, report and gate.


rule compute_features:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient("<results>/pretrained/{pretraining}/weights.safetensors"),
        report="<results>/pretrained/{pretraining}/training.json",
        gate=pretrained_gate,
    output:
        store=directory("<results>/features/{pretraining}/{layer}.zarr"),
        manifest="<results>/features/{pretraining}/{layer}.json",
    log:
        "<logs>/compute_features/{pretraining}/{layer}.log",
    benchmark:
        "<benchmarks>/compute_features/{pretraining}/{layer}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        tasks=config["tasks"],
        code=code("compute_features"),
    script:
        "../scripts/compute_features.py"


rule train_model:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        features=lambda wildcards: ancient(
            f"<results>/features/{wildcards.pretraining}/{frozen_layer(wildcards)}.zarr"
        ),
        features_manifest=lambda wildcards: (
            f"<results>/features/{wildcards.pretraining}/{frozen_layer(wildcards)}.json"
        ),
        weights=ancient("<results>/pretrained/{pretraining}/weights.safetensors"),
        report="<results>/pretrained/{pretraining}/training.json",
    output:
        weights="<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors",
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
    log:
        "<logs>/train_model/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/train_model/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        finetuning=finetuning,
        dense=config["network"]["dense"],
        code=code("train_model"),
    script:
        "../scripts/train_model.py"


rule check_model:
    input:
        "<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
    output:
        "<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
    log:
        "<logs>/check_model/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/check_model/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining}/{task}/seed-{seed}",
        split=gate_split,
        code=code("check_model"),
    script:
        "../scripts/check_model.py"
