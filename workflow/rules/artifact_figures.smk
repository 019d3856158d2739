# Requires audit/artifacts.parquet and the stores that it was made of. Makes the figures of the audit
# of artifacts, by network.

AUDITED_NETWORKS = ["vgg16"] if KIND == FACES else config["protocol"]["networks"]
AUDITED_METHODS = split_methods(config["relevance" if KIND == FACES else "protocol"]["methods"])

if AUDITED:
    FIGURES += collect(
        ["artifacts_{network}", "conservation_{network}", "artifact_evidence_{network}_{page}"],
        network=AUDITED_NETWORKS,
        page=range(1, len(AUDITED_METHODS) + 1),
    )


rule plot_artifacts:
    input:
        "<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/artifacts_{network}.svg",
            caption="../report/artifacts.rst",
            category="Artifacts",
        ),
        png="<results>/figures/artifacts_{network}.png",
    log:
        "<logs>/plot_artifacts/{network}.log",
    benchmark:
        "<benchmarks>/plot_artifacts/{network}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network="{network}",
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_artifacts"),
    script:
        "../scripts/plot_artifacts.py"


rule plot_artifact_evidence:
    input:
        artifacts="<results>/audit/artifacts.parquet",
        stores=lambda wildcards: ancient(audits(wildcards.network, "zarr")),
        manifests=lambda wildcards: audits(wildcards.network, "json"),
    output:
        svg=report(
            "<results>/figures/artifact_evidence_{network}_{page}.svg",
            caption="../report/artifact_evidence.rst",
            category="Artifacts",
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
            category="Artifacts",
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
