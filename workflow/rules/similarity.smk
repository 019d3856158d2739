# Requires comparison/compared.json, models/, relevance/ and, where faces were judged, observers/.
# Makes comparison/rdms/ and the tables of what models and observers have in common.

RDMS = {
    "images": ancient("<results>/images/faces.zarr"),
    "images_manifest": "<results>/images/faces.json",
    "rdms": ancient(models("<results>/comparison/rdms/{pretraining}/{task}/seed-{seed}.zarr")),
    "rdms_manifests": models("<results>/comparison/rdms/{pretraining}/{task}/seed-{seed}.json"),
    "baselines": ancient("<results>/comparison/rdms/baselines.zarr"),
    "baselines_manifest": "<results>/comparison/rdms/baselines.json",
    "judgements": ancient(collect("<results>/observers/{setting}.zarr", setting=SETTINGS)),
    "judgements_manifests": collect("<results>/observers/{setting}.json", setting=SETTINGS),
}
# The first comparator is the one that is drawn and tested.
COMPARATOR = config["similarity"]["comparators"][0]
WEIGHED_METHODS = [
    name for name in config["similarity"]["methods"] if name in config["relevance"]["methods"]
] or [MASKED_BY]


rule compute_rdms:
    input:
        compared="<results>/comparison/compared.json",
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
        gate="<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
    output:
        store=directory("<results>/comparison/rdms/{pretraining}/{task}/seed-{seed}.zarr"),
        manifest="<results>/comparison/rdms/{pretraining}/{task}/seed-{seed}.json",
    log:
        "<logs>/compute_rdms/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/compute_rdms/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining}/{task}/seed-{seed}",
        layers=config["similarity"]["layers"],
        methods=config["similarity"]["methods"],
        kept=config["similarity"]["kept"],
        target=config["relevance"]["target"],
        held_out=held_out_images(MASKED_BY, *config["similarity"]["methods"]),
        composites=config["relevance"]["composites"],
        masking={
            "method": MASKED_BY,
            "fill": config["masking"]["fills"][0],
            "sign": config["masking"]["sign"],
            "unit": config["masking"]["unit"],
        },
        seed=config["comparison"]["seed"],
        code=code("compute_rdms"),
    script:
        "../scripts/compute_rdms.py"


rule compute_baselines:
    input:
        compared="<results>/comparison/compared.json",
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
    output:
        store=directory("<results>/comparison/rdms/baselines.zarr"),
        manifest="<results>/comparison/rdms/baselines.json",
    log:
        "<logs>/compute_baselines.log",
    benchmark:
        "<benchmarks>/compute_baselines.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        code=code("compute_baselines"),
    script:
        "../scripts/compute_baselines.py"


rule compare_similarity:
    input:
        **RDMS,
    output:
        similarity="<results>/comparison/similarity.parquet",
        seeds="<results>/comparison/similarity_seeds.parquet",
        contrasts="<results>/comparison/similarity_contrasts.parquet",
        variance="<results>/comparison/similarity_variance.parquet",
    log:
        "<logs>/compare_similarity.log",
    benchmark:
        "<benchmarks>/compare_similarity.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    threads: 2
    params:
        comparators=config["similarity"]["comparators"],
        controls=config["similarity"]["controls"],
        frozen={task: frozen_layers(task) for task in config["tasks"]},
        permutations=config["similarity"]["permutations"],
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("compare_similarity"),
    script:
        "../scripts/compare_similarity.py"


rule weigh_layers:
    input:
        **RDMS,
    output:
        layer_weights="<results>/comparison/layer_weights.parquet",
        weighted="<results>/comparison/similarity_weighted.parquet",
    log:
        "<logs>/weigh_layers.log",
    benchmark:
        "<benchmarks>/weigh_layers.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        comparator=COMPARATOR,
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("weigh_layers"),
    script:
        "../scripts/weigh_layers.py"


if WITH_TRIALS:

    rule predict_trials:
        input:
            **RDMS,
            choices=collect("<results>/observers/{setting}.parquet", setting=WITH_TRIALS),
        output:
            "<results>/comparison/trials.parquet",
        log:
            "<logs>/predict_trials.log",
        benchmark:
            "<benchmarks>/predict_trials.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            settings=WITH_TRIALS,
            comparator=COMPARATOR,
            draws=config["comparison"]["draws"],
            seed=config["comparison"]["seed"],
            code=code("predict_trials"),
        script:
            "../scripts/predict_trials.py"


# Of photographs it is not known how far apart the parts of two faces are.
if SOURCE == "rendered" and SETTINGS:

    rule weigh_parts:
        input:
            **RDMS,
            choices=collect("<results>/observers/{setting}.parquet", setting=WITH_TRIALS),
            maps=ancient(
                models(
                    "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.zarr",
                    method=WEIGHED_METHODS,
                )
            ),
            maps_manifests=models(
                "<results>/relevance/{pretraining}/{task}/seed-{seed}/{method}.json",
                method=WEIGHED_METHODS,
            ),
        output:
            part_weights="<results>/comparison/part_weights.parquet",
            part_overlaps="<results>/comparison/part_overlaps.parquet",
        log:
            "<logs>/weigh_parts.log",
        benchmark:
            "<benchmarks>/weigh_parts.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            settings=WITH_TRIALS,
            comparator=COMPARATOR,
            draws=config["comparison"]["draws"],
            seed=config["comparison"]["seed"],
            code=code("weigh_parts"),
        script:
            "../scripts/weigh_parts.py"
