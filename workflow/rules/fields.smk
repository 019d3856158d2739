# Requires nothing. Makes fields/{group}/seed-{seed}.zarr, networks explained on simulated fields with a
# planted square, and tables of them in comparison/; audit/artifacts/{group}/seed-{seed}.zarr and
# audit/artifacts.parquet.

TABLES = ["field_localisation"]
NETWORKS = config["fields"]["networks"]
GROUPS = [*NETWORKS]

# Only reservoirs forget what they have read.
if "echo-state" in NETWORKS:
    TABLES += ["fading_memory"]
    GROUPS += [FADING_MEMORY]


wildcard_constraints:
    group="|".join(GROUPS),


# One job for training and explaining, and for all places of the square: on two cores the start of a
# job takes as long as the training of many such networks.
rule study_places:
    output:
        store=directory("<results>/fields/{group}/seed-{seed}.zarr"),
        manifest="<results>/fields/{group}/seed-{seed}.json",
    log:
        "<logs>/study_places/{group}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/study_places/{group}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        planted=config["fields"]["planted"],
        methods=config["fields"]["methods"],
        echo_state=config["fields"]["echo_state"],
        leaks=config["fields"]["leaks"],
        code=code("study_places"),
    script:
        "../scripts/study_places.py"


rule tabulate_field_localisation:
    input:
        stores=ancient(
            collect(
                "<results>/fields/{group}/seed-{seed}.zarr", group=NETWORKS, seed=config["seeds"]
            )
        ),
        manifests=collect(
            "<results>/fields/{group}/seed-{seed}.json", group=NETWORKS, seed=config["seeds"]
        ),
    output:
        "<results>/comparison/field_localisation.parquet",
    log:
        "<logs>/tabulate_field_localisation.log",
    benchmark:
        "<benchmarks>/tabulate_field_localisation.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_field_localisation"),
    script:
        "../scripts/tabulate_field_localisation.py"


rule tabulate_fading_memory:
    input:
        stores=ancient(
            collect(f"<results>/fields/{FADING_MEMORY}/seed-{{seed}}.zarr", seed=config["seeds"])
        ),
        manifests=collect(
            f"<results>/fields/{FADING_MEMORY}/seed-{{seed}}.json", seed=config["seeds"]
        ),
    output:
        "<results>/comparison/fading_memory.parquet",
    log:
        "<logs>/tabulate_fading_memory.log",
    benchmark:
        "<benchmarks>/tabulate_fading_memory.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_fading_memory"),
    script:
        "../scripts/tabulate_fading_memory.py"


AUDITED = collect(
    "<results>/audit/artifacts/{group}/seed-{seed}", group=NETWORKS, seed=config["seeds"]
)


rule audit_fields:
    output:
        store=directory("<results>/audit/artifacts/{group}/seed-{seed}.zarr"),
        manifest="<results>/audit/artifacts/{group}/seed-{seed}.json",
    log:
        "<logs>/audit_fields/{group}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/audit_fields/{group}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        planted=config["fields"]["planted"],
        methods=config["fields"]["methods"],
        echo_state=config["fields"]["echo_state"],
        fields=config["audit"]["artifact_images"],
        ring=config["audit"]["ring"],
        seed=config["comparison"]["seed"],
        code=code("audit_fields"),
    script:
        "../scripts/audit_fields.py"


rule tabulate_artifacts:
    input:
        stores=ancient([f"{store}.zarr" for store in AUDITED]),
        manifests=[f"{store}.json" for store in AUDITED],
    output:
        "<results>/audit/artifacts.parquet",
    log:
        "<logs>/tabulate_artifacts.log",
    benchmark:
        "<benchmarks>/tabulate_artifacts.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        thresholds=config["audit"]["thresholds"],
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_artifacts"),
    script:
        "../scripts/tabulate_artifacts.py"
