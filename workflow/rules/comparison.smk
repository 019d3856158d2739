# Requires models/, relevance/ and masking/ of all models. Makes comparison/*.parquet: tidy tables
# in which every estimate has its interval.


rule tabulate_performance:
    input:
        models("<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json"),
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


rule compare_stability:
    input:
        maps=ancient(
            models(
                "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr",
                method=config["relevance"]["methods"],
            )
        ),
        manifests=models(
            "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.json",
            method=config["relevance"]["methods"],
        ),
    output:
        pairs="<results>/comparison/stability_pairs.parquet",
        blocks="<results>/comparison/stability_blocks.parquet",
    log:
        "<logs>/compare_stability.log",
    benchmark:
        "<benchmarks>/compare_stability.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    threads: 2
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("compare_stability"),
    script:
        "../scripts/compare_stability.py"


MASKED = [f"by-seed-{seed}" for seed in config["seeds"]] + ["by-controls"]


rule compare_transfer:
    input:
        stores=ancient(
            models("<results>/masking/{pretraining}/{task}/seed-{seed}/{by}.zarr", by=MASKED)
        ),
        manifests=models("<results>/masking/{pretraining}/{task}/seed-{seed}/{by}.json", by=MASKED),
    output:
        curves="<results>/comparison/masking_curves.parquet",
        pairs="<results>/comparison/transfer_pairs.parquet",
        blocks="<results>/comparison/transfer_blocks.parquet",
        asymmetry_pairs="<results>/comparison/transfer_asymmetry_pairs.parquet",
        asymmetry="<results>/comparison/transfer_asymmetry.parquet",
        gaps="<results>/comparison/order_gaps.parquet",
        factors="<results>/comparison/transfer_factors.parquet",
    log:
        "<logs>/compare_transfer.log",
    benchmark:
        "<benchmarks>/compare_transfer.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("compare_transfer"),
    script:
        "../scripts/compare_transfer.py"


rule compare_leakage:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        maps=ancient(
            models(f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.zarr")
        ),
        manifests=models(
            f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.json"
        ),
    output:
        "<results>/comparison/leakage.parquet",
    log:
        "<logs>/compare_leakage.log",
    benchmark:
        "<benchmarks>/compare_leakage.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        tasks=config["tasks"],
        masking=MASKING,
        seed=config["comparison"]["seed"],
        code=code("compare_leakage"),
    script:
        "../scripts/compare_leakage.py"


rule compare_regions:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        maps=ancient(
            models(
                "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr",
                method=config["relevance"]["methods"],
            )
        ),
        manifests=models(
            "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.json",
            method=config["relevance"]["methods"],
        ),
    output:
        models="<results>/comparison/region_shares_models.parquet",
        cells="<results>/comparison/region_shares.parquet",
    log:
        "<logs>/compare_regions.log",
    benchmark:
        "<benchmarks>/compare_regions.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("compare_regions"),
    script:
        "../scripts/compare_regions.py"
