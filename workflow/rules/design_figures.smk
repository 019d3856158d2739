# Requires images/ and comparison/performance.parquet. Makes the figures of any study that show what
# networks learned and what the images look like.

SHEETS = {"faces": (10, 10), "objects": (6, 10)}


rule plot_performance:
    input:
        "<results>/comparison/performance.parquet",
    output:
        svg=report(
            "<results>/figures/performance.svg",
            caption="../report/performance.rst",
            category="Performance",
            subcategory="Figures",
            labels={"figure": "Accuracy of every model"},
        ),
        png="<results>/figures/performance.png",
    log:
        "<logs>/plot_performance.log",
    benchmark:
        "<benchmarks>/plot_performance.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_performance"),
    script:
        "../scripts/plot_performance.py"


rule plot_contact_sheet:
    input:
        images=ancient("<results>/images/{kind}.zarr"),
        manifest="<results>/images/{kind}.json",
    output:
        svg=report(
            "<results>/figures/contact_sheet_{kind}.svg",
            caption="../report/contact_sheet.rst",
            category="Design",
            subcategory="Figures",
            labels={"figure": "Stimuli: {kind}"},
        ),
        png="<results>/figures/contact_sheet_{kind}.png",
    log:
        "<logs>/plot_contact_sheet/{kind}.log",
    benchmark:
        "<benchmarks>/plot_contact_sheet/{kind}.jsonl"
    wildcard_constraints:
        kind="faces|objects",
    conda:
        "../../envs/face-relevance.yaml"
    params:
        grid=lambda wildcards: SHEETS[wildcards.kind],
        heading=lambda wildcards: f"Simulated {wildcards.kind} of this study",
        title=STUDY_TITLE,
        code=code("plot_contact_sheet"),
    script:
        "../scripts/plot_contact_sheet.py"
