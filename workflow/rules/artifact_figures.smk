# Requires audit/artifacts.parquet and the stores that it was made of. Makes the figures of the evidence
# of the audit, by network.

AUDITED_METHODS = split_methods(config["relevance" if KIND == FACES else "protocol"]["methods"])

if AUDITED:
    FIGURES += collect(
        ["conservation_{network}", "artifact_evidence_{network}_{page}"],
        network=AUDITED_NETWORKS,
        page=range(1, len(AUDITED_METHODS) + 1),
    )


rule plot_artifact_evidence:
    input:
        artifacts="<results>/audit/artifacts.parquet",
        stores=lambda wildcards: ancient(audits(wildcards.network, "zarr")),
        manifests=lambda wildcards: audits(wildcards.network, "json"),
    output:
        svg=report(
            "<results>/figures/artifact_evidence_{network}_{page}.svg",
            caption="../report/artifact_evidence.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Evidence of artifacts: {network}, page {page}"},
        ),
        png="<results>/figures/artifact_evidence_{network}_{page}.png",
    log:
        "<logs>/plot_artifact_evidence/{network}_{page}.log",
    benchmark:
        "<benchmarks>/plot_artifact_evidence/{network}_{page}.jsonl"
    wildcard_constraints:
        page=r"\d+",
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network="{network}",
        methods=lambda wildcards: AUDITED_METHODS[int(wildcards.page) - 1],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_artifact_evidence"),
    script:
        "../scripts/plot_artifact_evidence.py"


rule plot_conservation:
    input:
        stores=lambda wildcards: ancient(audits(wildcards.network, "zarr")),
        manifests=lambda wildcards: audits(wildcards.network, "json"),
    output:
        svg=report(
            "<results>/figures/conservation_{network}.svg",
            caption="../report/conservation.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Where relevance is lost: {network}"},
        ),
        png="<results>/figures/conservation_{network}.png",
    log:
        "<logs>/plot_conservation/{network}.log",
    benchmark:
        "<benchmarks>/plot_conservation/{network}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network="{network}",
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_conservation"),
    script:
        "../scripts/plot_conservation.py"
