# Requires images/faces.zarr, models/, relevance/, masking/ and audit/artifacts.parquet. Makes atlas/:
# a static page, the sprites of the images, and for each model its facts and the sprites of its maps.

ATLAS_CODE = WORKFLOW / "face_relevance/pages/atlas"
ATLAS_PAGE = sorted(f.name for f in ATLAS_CODE.iterdir() if f.suffix in (".html", ".css", ".js"))
ATLAS = ["<results>/atlas/study.js", *collect("<results>/atlas/{page}", page=ATLAS_PAGE)]
ATLAS += models("<results>/atlas/models/{pretraining}/{task}/seed-{seed}.js")

# How images are chosen and put into sprites, which both rules must do in the same way.
ATLAS_PLAN = {
    "together": [[task] for task in config["tasks"]] if PLANTED else [config["tasks"]],
    "per_identity": config["relevance"]["images_per_identity"],
    "most": config["atlas"]["images"],
    "side": config["atlas"]["pixels"],
}
# Models of different tasks see different images of planted cues: nobody is shown masked ones.
OWN_CURVE = [] if PLANTED else "<results>/masking/{pretraining}/{task}/seed-{seed}/by-seed-{seed}"


rule pack_atlas:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
        report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
        gate="<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
        maps=ancient(
            collect(
                "<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{method}.zarr",
                method=config["relevance"]["methods"],
            )
        ),
        manifests=collect(
            "<results>/relevance/{{pretraining}}/{{task}}/seed-{{seed}}/{method}.json",
            method=config["relevance"]["methods"],
        ),
        curves=ancient(f"{OWN_CURVE}.zarr") if OWN_CURVE else [],
        curves_manifest=f"{OWN_CURVE}.json" if OWN_CURVE else [],
    output:
        facts="<results>/atlas/models/{pretraining}/{task}/seed-{seed}.js",
        sprites=directory("<results>/atlas/maps/{pretraining}/{task}/seed-{seed}"),
    log:
        "<logs>/pack_atlas/{pretraining}/{task}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/pack_atlas/{pretraining}/{task}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{pretraining}/{task}/seed-{seed}",
        split=gate_split,
        plan=ATLAS_PLAN,
        masking=MASKING,
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("pack_atlas"),
    script:
        "../scripts/pack_atlas.py"


rule write_atlas:
    input:
        images=ancient("<results>/images/faces.zarr"),
        images_manifest="<results>/images/faces.json",
        audit="<results>/audit/artifacts.parquet",
    output:
        study="<results>/atlas/study.js",
        sprites=directory("<results>/atlas/images"),
        page=collect("<results>/atlas/{page}", page=ATLAS_PAGE),
    log:
        "<logs>/write_atlas.log",
    benchmark:
        "<benchmarks>/write_atlas.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        name=config["study"],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        factors=FACTORS,
        methods=config["relevance"]["methods"],
        masked=not PLANTED,
        plan=ATLAS_PLAN,
        masking=MASKING,
        seed=config["comparison"]["seed"],
        page=digest_files(ATLAS_CODE / page for page in ATLAS_PAGE),
        code=code("write_atlas"),
    script:
        "../scripts/write_atlas.py"
