# Requires the stores AUDITED of audit/artifacts/. Makes audit/artifacts.parquet.


rule tabulate_artifacts:
    input:
        stores=ancient([f"{store}.zarr" for store in AUDITED]),
        manifests=[f"{store}.json" for store in AUDITED],
    output:
        "<results>/audit/artifacts.parquet",
    log:
        "<logs>/tabulate_artifacts.log",
    benchmark:
        "<benchmarks>/tabulate_artifacts.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        thresholds=config["audit"]["thresholds"],
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_artifacts"),
    script:
        "../scripts/tabulate_artifacts.py"
