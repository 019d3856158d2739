# Requires images/objects.zarr. Makes networks/{network}/{variant}/seed-{seed}/ with weights, report
# and gate of every network as it is ("none") and with each remedy at training,
# remedies/{network}/{variant}/seed-{seed}.zarr, comparison/remedies.parquet, and of the networks as
# they are audit/artifacts.parquet.

TABLES = ["remedies"]
AUDITED = of_variants("<results>/remedies/{network}/{variant}/seed-{seed}", variant="none")


wildcard_constraints:
    variant="|".join(["none", *config["remedies"]["at_training"]]),


rule train_variant:
    input:
        images=ancient("<results>/images/objects.zarr"),
        images_manifest="<results>/images/objects.json",
    output:
        weights="<results>/networks/{network}/{variant}/seed-{seed}/weights.safetensors",
        report="<results>/networks/{network}/{variant}/seed-{seed}/training.json",
    log:
        "<logs>/train_variant/{network}/{variant}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/train_variant/{network}/{variant}/seed-{seed}.jsonl"
    # The longest jobs first, so that no core waits for the last of them.
    priority: 10
    conda:
        "../../envs/face-relevance.yaml"
    params:
        design=network_design,
        training=config["remedies"]["training"],
        code=code("train_variant"),
    script:
        "../scripts/train_variant.py"


rule check_variant:
    input:
        "<results>/networks/{network}/{variant}/seed-{seed}/training.json",
    output:
        "<results>/networks/{network}/{variant}/seed-{seed}/above_chance.json",
    log:
        "<logs>/check_variant/{network}/{variant}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/check_variant/{network}/{variant}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        model="{network}/{variant}/seed-{seed}",
        split="test",
        code=code("check_model"),
    script:
        "../scripts/check_model.py"


# Of a variant the maps without further remedies, of the network as it is those with each of them.
rule audit_remedies:
    input:
        images=ancient("<results>/images/objects.zarr"),
        images_manifest="<results>/images/objects.json",
        weights=ancient("<results>/networks/{network}/{variant}/seed-{seed}/weights.safetensors"),
        report="<results>/networks/{network}/{variant}/seed-{seed}/training.json",
        gate="<results>/networks/{network}/{variant}/seed-{seed}/above_chance.json",
        plain=ancient("<results>/networks/{network}/none/seed-{seed}/weights.safetensors"),
        plain_report="<results>/networks/{network}/none/seed-{seed}/training.json",
    output:
        store=directory("<results>/remedies/{network}/{variant}/seed-{seed}.zarr"),
        manifest="<results>/remedies/{network}/{variant}/seed-{seed}.json",
    log:
        "<logs>/audit_remedies/{network}/{variant}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/audit_remedies/{network}/{variant}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        remedies=explained_remedies,
        images_per_class=config["remedies"]["images_per_class"],
        images_seed=config["images"]["seed"],
        ring=config["audit"]["ring"],
        seed=config["comparison"]["seed"],
        code=code("audit_remedies"),
    script:
        "../scripts/audit_remedies.py"


rule tabulate_remedies:
    input:
        stores=ancient(of_variants("<results>/remedies/{network}/{variant}/seed-{seed}.zarr")),
        manifests=of_variants("<results>/remedies/{network}/{variant}/seed-{seed}.json"),
    output:
        remedies="<results>/comparison/remedies.parquet",
        artifacts="<results>/audit/artifacts.parquet",
    log:
        "<logs>/tabulate_remedies.log",
    benchmark:
        "<benchmarks>/tabulate_remedies.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        thresholds=config["audit"]["thresholds"],
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_remedies"),
    script:
        "../scripts/tabulate_remedies.py"
