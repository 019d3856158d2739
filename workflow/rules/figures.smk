# Requires comparison/*.parquet and audit/*.parquet, and for the examples images, relevance and
# masking. Makes figures/ as SVG and PNG, each by a rule and a module of its own.

TABLES = [
    "performance",
    "stability_blocks",
    "stability_pairs",
    "masking_curves",
    "transfer_blocks",
    "transfer_pairs",
    "transfer_asymmetry",
    "transfer_asymmetry_pairs",
    "transfer_factors",
    "order_gaps",
    "leakage",
    "similarity",
    "similarity_seeds",
    "similarity_contrasts",
    "similarity_variance",
    "similarity_weighted",
    "layer_weights",
]
FIGURES = [
    "performance",
    "examples",
    "methods",
    "stability",
    "masked_examples",
    "masking_curves",
    "transfer",
    "asymmetry",
    "leakage",
    "similarity",
    "similarity_contrasts",
    "layer_weights",
    "rdms",
    "sanity",
]
if SETTINGS:
    TABLES += ["judgements"]
    FIGURES += ["judgements"]
if WITH_TRIALS:
    TABLES += ["trials"]
    FIGURES += ["trials"]
if SOURCE == "rendered":
    # Of photographs it is not known which part of the face a pixel shows.
    FIGURES += ["regions", "contact_sheet_faces", "contact_sheet_objects"]
    TABLES += ["region_shares", "region_shares_models"]
    TABLES += ["part_weights", "part_overlaps"] if SETTINGS else []
    FIGURES += ["part_weights"] if SETTINGS else []
if PLANTED:
    # Models of different tasks see different images: there is no transfer between them.
    TABLES = ["performance", "localisation", "cue_effects"]
    FIGURES = ["performance", "verdict", "contact_sheet_faces"]
    FIGURES += [f"cue_examples_{page}" for page in range(1, len(CUE_PAGES) + 1)]
if HUMAN_SIDE_ALONE:
    TABLES = ["judgements"]
    FIGURES = ["judgements"]


rule plot_examples:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        maps=ancient(
            models(f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.zarr")
        ),
        manifests=models(
            f"<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{MASKED_BY}.json"
        ),
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/examples.svg",
            caption="../report/examples.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Relevance of single images, by model"},
        ),
        png="<results>/figures/examples.png",
    log:
        "<logs>/plot_examples.log",
    benchmark:
        "<benchmarks>/plot_examples.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_examples"),
    script:
        "../scripts/plot_examples.py"


# One model per pretraining, explained by all methods.
COMPARED = {
    "task": config["tasks"][0],
    "seed": config["seeds"][0],
    "method": config["relevance"]["methods"],
}


rule plot_methods:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        maps=ancient(
            models(
                "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr", **COMPARED
            )
        ),
        manifests=models(
            "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.json", **COMPARED
        ),
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/methods.svg",
            caption="../report/methods.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Methods side by side"},
        ),
        png="<results>/figures/methods.png",
    log:
        "<logs>/plot_methods.log",
    benchmark:
        "<benchmarks>/plot_methods.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_methods"),
    script:
        "../scripts/plot_methods.py"


rule plot_stability:
    input:
        pairs="<results>/comparison/stability_pairs.parquet",
        blocks="<results>/comparison/stability_blocks.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/stability.svg",
            caption="../report/stability.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Do maps stay the same? Seeds, tasks, pretraining"},
        ),
        png="<results>/figures/stability.png",
    log:
        "<logs>/plot_stability.log",
    benchmark:
        "<benchmarks>/plot_stability.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_stability"),
    script:
        "../scripts/plot_stability.py"


rule plot_transfer:
    input:
        pairs="<results>/comparison/transfer_pairs.parquet",
        blocks="<results>/comparison/transfer_blocks.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/transfer.svg",
            caption="../report/transfer.rst",
            category="Masking and transfer",
            subcategory="Figures",
            labels={"figure": "What the pixels of one model are worth to another"},
        ),
        png="<results>/figures/transfer.png",
    log:
        "<logs>/plot_transfer.log",
    benchmark:
        "<benchmarks>/plot_transfer.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=[MASKED_BY],
        fill=config["masking"]["fills"][0],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_transfer"),
    script:
        "../scripts/plot_transfer.py"


rule plot_masking_curves:
    input:
        curves="<results>/comparison/masking_curves.parquet",
        performance="<results>/comparison/performance.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/masking_curves.svg",
            caption="../report/masking_curves.rst",
            category="Masking and transfer",
            subcategory="Figures",
            labels={"figure": "Accuracy on masked images"},
        ),
        png="<results>/figures/masking_curves.png",
    log:
        "<logs>/plot_masking_curves.log",
    benchmark:
        "<benchmarks>/plot_masking_curves.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=[MASKED_BY],
        fill=config["masking"]["fills"][0],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_masking_curves"),
    script:
        "../scripts/plot_masking_curves.py"


rule plot_asymmetry:
    input:
        directions="<results>/comparison/transfer_asymmetry.parquet",
        pairs="<results>/comparison/transfer_asymmetry_pairs.parquet",
        factors="<results>/comparison/transfer_factors.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/asymmetry.svg",
            caption="../report/asymmetry.rst",
            category="Masking and transfer",
            subcategory="Figures",
            labels={"figure": "Which way transfer is better"},
        ),
        png="<results>/figures/asymmetry.png",
    log:
        "<logs>/plot_asymmetry.log",
    benchmark:
        "<benchmarks>/plot_asymmetry.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=[MASKED_BY],
        fill=config["masking"]["fills"][0],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_asymmetry"),
    script:
        "../scripts/plot_asymmetry.py"


rule plot_leakage:
    input:
        leakage="<results>/comparison/leakage.parquet",
        curves="<results>/comparison/masking_curves.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/leakage.svg",
            caption="../report/leakage.rst",
            category="Masking and transfer",
            subcategory="Figures",
            labels={"figure": "What the shape of masks alone gives away"},
        ),
        png="<results>/figures/leakage.png",
    log:
        "<logs>/plot_leakage.log",
    benchmark:
        "<benchmarks>/plot_leakage.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=[MASKED_BY],
        fill=config["masking"]["fills"][0],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_leakage"),
    script:
        "../scripts/plot_leakage.py"


# The first model of the study, masked by its own maps.
MASKED_EXAMPLE = "/".join(
    [config["pretraining"]["arms"][0], config["tasks"][0], f"seed-{config['seeds'][0]}"]
)


rule plot_masked_examples:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        maps=ancient(f"<results>/relevance/{MASKED_EXAMPLE}/{MASKED_BY}.zarr"),
        maps_manifest=f"<results>/relevance/{MASKED_EXAMPLE}/{MASKED_BY}.json",
        curves=ancient(f"<results>/masking/{MASKED_EXAMPLE}/by-seed-{config['seeds'][0]}.zarr"),
        curves_manifest=f"<results>/masking/{MASKED_EXAMPLE}/by-seed-{config['seeds'][0]}.json",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/masked_examples.svg",
            caption="../report/masked_examples.rst",
            category="Masking and transfer",
            subcategory="Figures",
            labels={"figure": "What is left of masked images"},
        ),
        png="<results>/figures/masked_examples.png",
    log:
        "<logs>/plot_masked_examples.log",
    benchmark:
        "<benchmarks>/plot_masked_examples.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model=MASKED_EXAMPLE,
        masking=MASKING,
        seed=config["comparison"]["seed"],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_masked_examples"),
    script:
        "../scripts/plot_masked_examples.py"


rule plot_sanity:
    input:
        sanity="<results>/audit/sanity.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/sanity.svg",
            caption="../report/sanity.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Do maps follow the network?"},
        ),
        png="<results>/figures/sanity.png",
    log:
        "<logs>/plot_sanity.log",
    benchmark:
        "<benchmarks>/plot_sanity.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_sanity"),
    script:
        "../scripts/plot_sanity.py"


rule plot_regions:
    input:
        regions="<results>/comparison/region_shares.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/regions.svg",
            caption="../report/regions.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Parts of the face"},
        ),
        png="<results>/figures/regions.png",
    log:
        "<logs>/plot_regions.log",
    benchmark:
        "<benchmarks>/plot_regions.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_regions"),
    script:
        "../scripts/plot_regions.py"


rule plot_verdict:
    input:
        localisation="<results>/comparison/localisation.parquet",
        effects="<results>/comparison/cue_effects.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/verdict.svg",
            caption="../report/verdict.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Which methods find the planted cue"},
        ),
        png="<results>/figures/verdict.png",
    log:
        "<logs>/plot_verdict.log",
    benchmark:
        "<benchmarks>/plot_verdict.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_verdict"),
    script:
        "../scripts/plot_verdict.py"


rule plot_cue_examples:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        swapped=ancient("<results>/images/swapped.zarr"),
        swapped_manifest="<results>/images/swapped.json",
        maps=lambda wildcards: ancient(
            of_page(
                "<results>/relevance/{model}/{method}.zarr",
                wildcards.page,
                method=config["relevance"]["methods"],
            )
        ),
        manifests=lambda wildcards: of_page(
            "<results>/relevance/{model}/{method}.json",
            wildcards.page,
            method=config["relevance"]["methods"],
        ),
        localised=lambda wildcards: ancient(
            of_page("<results>/localisation/{model}.zarr", wildcards.page)
        ),
        localised_manifests=lambda wildcards: of_page(
            "<results>/localisation/{model}.json", wildcards.page
        ),
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/cue_examples_{page}.svg",
            caption="../report/cue_examples.rst",
            category="Relevance",
            subcategory="Figures",
            labels={"figure": "Planted cues and maps, page {page}"},
        ),
        png="<results>/figures/cue_examples_{page}.png",
    log:
        "<logs>/plot_cue_examples/{page}.log",
    benchmark:
        "<benchmarks>/plot_cue_examples/{page}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=config["relevance"]["methods"],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_cue_examples"),
    script:
        "../scripts/plot_cue_examples.py"
