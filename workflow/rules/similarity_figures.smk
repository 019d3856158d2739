# Requires observers/, comparison/rdms/, the tables of similarity and audit/artifacts.parquet. Makes
# the figures of judged faces, each of the first setting and the first comparator; the tables hold
# all of them.

DRAWN = SETTINGS[0] if SETTINGS else "reference"
# Most of a network's own view of a face: the last layer before its outputs.
DRAWN_LAYER = [name for name in config["similarity"]["layers"] if name != "fc8"][-1:]
DRAWN_LAYER = (DRAWN_LAYER or config["similarity"]["layers"])[0]

# Maps are compared, and masks are made of those of one method.
RESTS_ON = [MASKED_BY, *config["similarity"]["methods"]]


# Of four models the features are drawn, of the first also what relevance makes of them.
RDMS_DRAWN = {
    f"{arm}/{task}/seed-{config['seeds'][0]}": {f"{arm}, {task}: {DRAWN_LAYER}": DRAWN_LAYER}
    for arm in config["pretraining"]["arms"][:2]
    for task in config["tasks"][:2]
}
RDMS_DRAWN[MASKED_EXAMPLE] |= {
    f"{config['pretraining']['arms'][0]}, {config['tasks'][0]}: {title}": representation
    for title, representation in {
        f"{DRAWN_LAYER} masked": f"masked {DRAWN_LAYER}",
        "relevance": f"relevance {config['similarity']['methods'][0]}",
    }.items()
}


rule plot_similarity:
    input:
        similarity="<results>/comparison/similarity.parquet",
        seeds="<results>/comparison/similarity_seeds.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/similarity.svg",
            caption="../report/similarity.rst",
            category="Similarity",
            subcategory="Figures",
            labels={"figure": "Which representations match the judgements"},
        ),
        png="<results>/figures/similarity.png",
    log:
        "<logs>/plot_similarity.log",
    benchmark:
        "<benchmarks>/plot_similarity.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=RESTS_ON,
        setting=DRAWN,
        comparator=COMPARATOR,
        layers=config["similarity"]["layers"],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_similarity"),
    script:
        "../scripts/plot_similarity.py"


rule plot_similarity_contrasts:
    input:
        contrasts="<results>/comparison/similarity_contrasts.parquet",
        variance="<results>/comparison/similarity_variance.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/similarity_contrasts.svg",
            caption="../report/similarity_contrasts.rst",
            category="Similarity",
            subcategory="Figures",
            labels={"figure": "What makes the match better"},
        ),
        png="<results>/figures/similarity_contrasts.png",
    log:
        "<logs>/plot_similarity_contrasts.log",
    benchmark:
        "<benchmarks>/plot_similarity_contrasts.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=RESTS_ON,
        setting=DRAWN,
        comparator=COMPARATOR,
        layers=config["similarity"]["layers"],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_similarity_contrasts"),
    script:
        "../scripts/plot_similarity_contrasts.py"


rule plot_layer_weights:
    input:
        weights="<results>/comparison/layer_weights.parquet",
        weighted="<results>/comparison/similarity_weighted.parquet",
    output:
        svg=report(
            "<results>/figures/layer_weights.svg",
            caption="../report/layer_weights.rst",
            category="Similarity",
            subcategory="Figures",
            labels={"figure": "Weighted layers"},
        ),
        png="<results>/figures/layer_weights.png",
    log:
        "<logs>/plot_layer_weights.log",
    benchmark:
        "<benchmarks>/plot_layer_weights.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        setting=DRAWN,
        layers=config["similarity"]["layers"],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_layer_weights"),
    script:
        "../scripts/plot_layer_weights.py"


rule plot_trials:
    input:
        trials="<results>/comparison/trials.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/trials.svg",
            caption="../report/trials.rst",
            category="Similarity",
            subcategory="Figures",
            labels={"figure": "Predicted choices of the odd one out"},
        ),
        png="<results>/figures/trials.png",
    log:
        "<logs>/plot_trials.log",
    benchmark:
        "<benchmarks>/plot_trials.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=RESTS_ON,
        setting=DRAWN,
        layers=config["similarity"]["layers"],
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_trials"),
    script:
        "../scripts/plot_trials.py"


rule plot_part_weights:
    input:
        part_weights="<results>/comparison/part_weights.parquet",
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/part_weights.svg",
            caption="../report/part_weights.rst",
            category="Similarity",
            subcategory="Figures",
            labels={"figure": "Weights of the parts of the face"},
        ),
        png="<results>/figures/part_weights.png",
    log:
        "<logs>/plot_part_weights.log",
    benchmark:
        "<benchmarks>/plot_part_weights.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=WEIGHED_METHODS,
        setting=DRAWN,
        layer=DRAWN_LAYER,
        factors=FACTORS,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_part_weights"),
    script:
        "../scripts/plot_part_weights.py"


rule plot_rdms:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        observers=ancient(collect("<results>/observers/{setting}.zarr", setting=SETTINGS[:1])),
        observers_manifest=collect("<results>/observers/{setting}.json", setting=SETTINGS[:1]),
        rdms=ancient(
            [
                *collect("<results>/comparison/rdms/{model}.zarr", model=RDMS_DRAWN),
                "<results>/comparison/rdms/baselines.zarr",
            ]
        ),
        manifests=[
            *collect("<results>/comparison/rdms/{model}.json", model=RDMS_DRAWN),
            "<results>/comparison/rdms/baselines.json",
        ],
        audit="<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/rdms.svg",
            caption="../report/rdms.rst",
            category="Similarity",
            subcategory="Figures",
            labels={"figure": "Dissimilarity matrices"},
        ),
        png="<results>/figures/rdms.png",
    log:
        "<logs>/plot_rdms.log",
    benchmark:
        "<benchmarks>/plot_rdms.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        methods=[MASKED_BY, config["similarity"]["methods"][0]],
        shown=[*RDMS_DRAWN.values(), {"pixels": "pixels"}],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_rdms"),
    script:
        "../scripts/plot_rdms.py"


if SETTINGS:

    rule plot_judgements:
        input:
            judgements="<results>/comparison/judgements.parquet",
            observers=ancient(collect("<results>/observers/{setting}.zarr", setting=SETTINGS)),
            manifests=collect("<results>/observers/{setting}.json", setting=SETTINGS),
            images=[] if HUMAN_SIDE_ALONE else ancient("<results>/images/faces.zarr"),
            images_manifest=[] if HUMAN_SIDE_ALONE else "<results>/images/faces.json",
        output:
            svg=report(
                "<results>/figures/judgements.svg",
                caption="../report/judgements.rst",
                category="Similarity",
                subcategory="Figures",
                labels={"figure": "The judgements themselves"},
            ),
            png="<results>/figures/judgements.png",
        log:
            "<logs>/plot_judgements.log",
        benchmark:
            "<benchmarks>/plot_judgements.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            faces=config["observers"]["faces"],
            title=STUDY_TITLE,
            simulated=SIMULATED,
            code=code("plot_judgements"),
        script:
            "../scripts/plot_judgements.py"
