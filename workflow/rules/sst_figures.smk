# Requires fields/, sst/, tables of them and audit/artifacts.parquet. Makes the figures of studies of sea-surface temperature.

FIGURES = ["sst_classes", "sst_maps", "sst_measures", "sst_controls", "sst_memory"]


rule plot_sst_classes:
    input:
        fields=ancient("<results>/fields/sst.zarr"),
        fields_manifest="<results>/fields/sst.json",
    output:
        svg=report(
            "<results>/figures/sst_classes.svg",
            caption="../report/sst_classes.rst",
            category="Design",
            subcategory="Figures",
            labels={"figure": "Fields of each class"},
        ),
        png="<results>/figures/sst_classes.png",
    log:
        "<logs>/plot_sst_classes.log",
    benchmark:
        "<benchmarks>/plot_sst_classes.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        threshold=SST["threshold"],
        title=STUDY_TITLE,
        code=code("plot_sst_classes"),
    script:
        "../scripts/plot_sst_classes.py"


rule plot_sst_maps:
    input:
        fields=ancient("<results>/fields/sst.zarr"),
        fields_manifest="<results>/fields/sst.json",
        maps=ancient(collect("<results>/sst/{network}/base.zarr", network=SETTINGS)),
        manifests=collect("<results>/sst/{network}/base.json", network=SETTINGS),
        measures="<results>/comparison/sst_measures.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/sst_maps.svg",
            caption="../report/sst_maps.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Mean maps of every network"},
        ),
        png="<results>/figures/sst_maps.png",
    log:
        "<logs>/plot_sst_maps.log",
    benchmark:
        "<benchmarks>/plot_sst_maps.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=SST_METHODS[:1],
        title=STUDY_TITLE,
        code=code("plot_sst_maps"),
    script:
        "../scripts/plot_sst_maps.py"


rule plot_sst_measures:
    input:
        measures="<results>/comparison/sst_measures.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/sst_measures.svg",
            caption="../report/sst_measures.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Do maps find the deciding box?"},
        ),
        png="<results>/figures/sst_measures.png",
    log:
        "<logs>/plot_sst_measures.log",
    benchmark:
        "<benchmarks>/plot_sst_measures.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=SST_METHODS[:1],
        title=STUDY_TITLE,
        code=code("plot_sst_measures"),
    script:
        "../scripts/plot_sst_measures.py"


rule plot_sst_controls:
    input:
        measures="<results>/comparison/sst_measures.parquet",
        orders="<results>/comparison/sst_orders.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/sst_controls.svg",
            caption="../report/sst_controls.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Land, extremes and order of columns"},
        ),
        png="<results>/figures/sst_controls.png",
    log:
        "<logs>/plot_sst_controls.log",
    benchmark:
        "<benchmarks>/plot_sst_controls.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=SST_METHODS[:1],
        title=STUDY_TITLE,
        code=code("plot_sst_controls"),
    script:
        "../scripts/plot_sst_controls.py"


rule plot_sst_memory:
    input:
        measures="<results>/comparison/sst_measures.parquet",
        memory="<results>/comparison/sst_memory.parquet",
        fading="<results>/comparison/sst_fading.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/sst_memory.svg",
            caption="../report/sst_memory.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "How fast echo-state networks forget"},
        ),
        png="<results>/figures/sst_memory.png",
    log:
        "<logs>/plot_sst_memory.log",
    benchmark:
        "<benchmarks>/plot_sst_memory.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=SST_METHODS[:1],
        title=STUDY_TITLE,
        code=code("plot_sst_memory"),
    script:
        "../scripts/plot_sst_memory.py"
