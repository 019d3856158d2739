# Requires images/ and models/, or of studies of the protocol networks/, that have passed their gate.
# Makes audit/artifacts/{pretraining}/{task}/seed-{seed}.zarr or
# audit/artifacts/{network}/seed-{seed}.zarr.

if KIND == FACES:

    if not HUMAN_SIDE_ALONE:
        AUDITED = models("<results>/audit/artifacts/{pretraining}/{task}/seed-{seed}")

    rule audit_artifacts:
        input:
            images=ancient("<results>/images/faces.zarr"),
            images_manifest="<results>/images/faces.json",
            weights=ancient("<results>/models/{pretraining}/{task}/seed-{seed}/weights.safetensors"),
            report="<results>/models/{pretraining}/{task}/seed-{seed}/training.json",
            gate="<results>/models/{pretraining}/{task}/seed-{seed}/above_chance.json",
        output:
            store=directory("<results>/audit/artifacts/{pretraining}/{task}/seed-{seed}.zarr"),
            manifest="<results>/audit/artifacts/{pretraining}/{task}/seed-{seed}.json",
        log:
            "<logs>/audit_artifacts/{pretraining}/{task}/seed-{seed}.log",
        benchmark:
            "<benchmarks>/audit_artifacts/{pretraining}/{task}/seed-{seed}.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            model="{pretraining}/{task}/seed-{seed}",
            tasks=explained_tasks,
            images_per_identity=config["relevance"]["images_per_identity"],
            held_out=held_out_images(*config["relevance"]["methods"]),
            methods=config["relevance"]["methods"],
            composites=config["relevance"]["composites"],
            images=config["audit"]["artifact_images"],
            ring=config["audit"]["ring"],
            seed=config["comparison"]["seed"],
            code=code("audit_artifacts"),
        script:
            "../scripts/audit_artifacts.py"

else:

    AUDITED = networks("<results>/audit/artifacts/{network}/seed-{seed}")

    rule audit_artifacts:
        input:
            images=ancient(f"{IMAGE_SET}.zarr"),
            images_manifest=f"{IMAGE_SET}.json",
            weights=ancient("<results>/networks/{network}/seed-{seed}/weights.safetensors"),
            report="<results>/networks/{network}/seed-{seed}/training.json",
            gate="<results>/networks/{network}/seed-{seed}/above_chance.json" if TRAINED else [],
        output:
            store=directory("<results>/audit/artifacts/{network}/seed-{seed}.zarr"),
            manifest="<results>/audit/artifacts/{network}/seed-{seed}.json",
        log:
            "<logs>/audit_artifacts/{network}/seed-{seed}.log",
        benchmark:
            "<benchmarks>/audit_artifacts/{network}/seed-{seed}.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            images_per_class=config["protocol"]["images_per_class"],
            held_out_per_class=held_out_images(*config["protocol"]["methods"]),
            methods=config["protocol"]["methods"],
            images=config["audit"]["artifact_images"],
            ring=config["audit"]["ring"],
            seed=config["comparison"]["seed"],
            code=code("audit_network"),
        script:
            "../scripts/audit_network.py"
