# Requires fields/, the tables of planted fields and audit/artifacts.parquet. Makes their figures.

FIGURES = ["field_examples", "field_localisation", "field_permutation"]
FIGURES += ["fading_memory"] if "echo-state" in NETWORKS else []


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
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Relevance of single fields"},
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
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Where the square is found"},
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
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Does the focus follow the order of reading?"},
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
            category="Audit",
            subcategory="Figures",
            labels={"figure": "How fast echo-state networks forget"},
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
