# Requires audit/artifacts.parquet and, in studies of remedies, comparison/remedies.parquet. Makes
# guidance.html, a page that says what they come to.


rule write_guidance:
    input:
        artifacts="<results>/audit/artifacts.parquet",
        remedies="<results>/comparison/remedies.parquet" if KIND == "remedies" else [],
    output:
        report(
            "<results>/guidance.html",
            caption="../report/guidance.rst",
            category="Artifacts",
        ),
    log:
        "<logs>/write_guidance.log",
    benchmark:
        "<benchmarks>/write_guidance.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        name=config["study"],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("write_guidance"),
    script:
        "../scripts/write_guidance.py"
