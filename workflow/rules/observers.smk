# Requires config.observers and, to check names, images/. Makes observers/{setting}.zarr: what was
# judged in each setting, with the trials beside it where faces were judged in triplets.

OBSERVED = config["observers"]["source"]
SETTINGS = ["simulated"] if OBSERVED == "simulated" else list(config["observers"]["files"])
READ = [] if OBSERVED == "simulated" else SETTINGS
# Settings of which every trial is known.
WITH_TRIALS = SETTINGS if OBSERVED in ("simulated", "triplets") else []


wildcard_constraints:
    setting="|".join(SETTINGS) or "none",


if OBSERVED == "simulated":

    rule simulate_observers:
        input:
            images=ancient("<results>/images/faces.zarr"),
            manifest="<results>/images/faces.json",
        output:
            store=directory("<results>/observers/simulated.zarr"),
            manifest="<results>/observers/simulated.json",
            choices="<results>/observers/simulated.parquet",
        log:
            "<logs>/simulate_observers.log",
        benchmark:
            "<benchmarks>/simulate_observers.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            observers=config["observers"]["simulated"],
            pooled=config["observers"]["pooled"],
            code=code("simulate_observers"),
        script:
            "../scripts/simulate_observers.py"

else:

    rule read_judgements:
        input:
            lambda wildcards: config["observers"]["files"][wildcards.setting],
        output:
            store=directory("<results>/observers/{setting}.zarr"),
            manifest="<results>/observers/{setting}.json",
            choices="<results>/observers/{setting}.parquet" if WITH_TRIALS else [],
        log:
            "<logs>/read_judgements/{setting}.log",
        benchmark:
            "<benchmarks>/read_judgements/{setting}.jsonl"
        # Whatever is wrong with a file should be said before networks are trained.
        priority: 10
        conda:
            "../../envs/face-relevance.yaml"
        params:
            kind=OBSERVED,
            scale=config["observers"]["scale"],
            pooled=config["observers"]["pooled"],
            code=code("read_judgements"),
        script:
            "../scripts/read_judgements.py"


if SETTINGS:

    rule describe_judgements:
        input:
            judgements=ancient(collect("<results>/observers/{setting}.zarr", setting=SETTINGS)),
            judgements_manifests=collect("<results>/observers/{setting}.json", setting=SETTINGS),
            images=[] if HUMAN_SIDE_ALONE else ancient("<results>/images/faces.zarr"),
            images_manifest=[] if HUMAN_SIDE_ALONE else "<results>/images/faces.json",
        output:
            "<results>/comparison/judgements.parquet",
        log:
            "<logs>/describe_judgements.log",
        benchmark:
            "<benchmarks>/describe_judgements.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            faces=config["observers"]["faces"],
            comparator=config["similarity"]["comparators"][0],
            draws=config["comparison"]["draws"],
            seed=config["comparison"]["seed"],
            code=code("describe_judgements"),
        script:
            "../scripts/describe_judgements.py"


rule select_compared:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        # Simulated observers judge faces that the images name: other choices change no selection.
        judgements=ancient(collect("<results>/observers/{setting}.zarr", setting=READ)),
        judgements_manifests=collect("<results>/observers/{setting}.json", setting=READ),
    output:
        "<results>/comparison/compared.json",
    log:
        "<logs>/select_compared.log",
    benchmark:
        "<benchmarks>/select_compared.jsonl"
    priority: 10
    conda:
        "../../envs/face-relevance.yaml"
    params:
        tasks=config["tasks"],
        images_per_identity=config["relevance"]["images_per_identity"],
        faces=config["observers"]["faces"],
        simulated=OBSERVED == "simulated",
        code=code("select_compared"),
    script:
        "../scripts/select_compared.py"
