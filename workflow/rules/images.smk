# Requires config.images and results/carriers/.
# Makes the image sets images/faces.zarr and, for rendered studies, images/objects.zarr; for studies
# of the protocol, images/objects.zarr or images/classes.zarr.


if SOURCE == "rendered":

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


if SOURCE == "orl":

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


if SOURCE == "folder":

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


if SOURCE == "objects":

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


if SOURCE == "classes":

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
