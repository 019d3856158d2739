# Requires fields/, the tables of planted fields and audit/artifacts.parquet. Makes their figures.

FIGURES = ["field_examples", "field_localisation", "field_permutation"]
FIGURES += ["fading_memory"] if "echo-state" in NETWORKS else []
FIGURES += collect("artifacts_{group}", group=NETWORKS)


rule plot_field_examples:
    input:
        stores=ancient(
            collect(
                "<results>/fields/{group}/seed-{seed}.zarr",
                group=NETWORKS,
                seed=config["seeds"][0],
            )
        ),
        manifests=collect(
            "<results>/fields/{group}/seed-{seed}.json", group=NETWORKS, seed=config["seeds"][0]
        ),
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/field_examples.svg",
            caption="../report/field_examples.rst",
            category="Fields",
        ),
        png="<results>/figures/field_examples.png",
    log:
        "<logs>/plot_field_examples.log",
    benchmark:
        "<benchmarks>/plot_field_examples.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        method=config["fields"]["methods"][0],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_field_examples"),
    script:
        "../scripts/plot_field_examples.py"


rule plot_field_localisation:
    input:
        table="<results>/comparison/field_localisation.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/field_localisation.svg",
            caption="../report/field_localisation.rst",
            category="Fields",
        ),
        png="<results>/figures/field_localisation.png",
    log:
        "<logs>/plot_field_localisation.log",
    benchmark:
        "<benchmarks>/plot_field_localisation.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=config["fields"]["methods"],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_field_localisation"),
    script:
        "../scripts/plot_field_localisation.py"


rule plot_field_permutation:
    input:
        table="<results>/comparison/field_localisation.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/field_permutation.svg",
            caption="../report/field_permutation.rst",
            category="Fields",
        ),
        png="<results>/figures/field_permutation.png",
    log:
        "<logs>/plot_field_permutation.log",
    benchmark:
        "<benchmarks>/plot_field_permutation.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        method=config["fields"]["methods"][0],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_field_permutation"),
    script:
        "../scripts/plot_field_permutation.py"


rule plot_fading_memory:
    input:
        table="<results>/comparison/fading_memory.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/fading_memory.svg",
            caption="../report/fading_memory.rst",
            category="Fields",
        ),
        png="<results>/figures/fading_memory.png",
    log:
        "<logs>/plot_fading_memory.log",
    benchmark:
        "<benchmarks>/plot_fading_memory.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        method=config["fields"]["methods"][0],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_fading_memory"),
    script:
        "../scripts/plot_fading_memory.py"


rule plot_artifacts:
    input:
        "<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/artifacts_{group}.svg",
            caption="../report/artifacts.rst",
            category="Artifacts",
        ),
        png="<results>/figures/artifacts_{group}.png",
    log:
        "<logs>/plot_artifacts/{group}.log",
    benchmark:
        "<benchmarks>/plot_artifacts/{group}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network="{group}",
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_artifacts"),
    script:
        "../scripts/plot_artifacts.py"
