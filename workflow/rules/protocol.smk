# Requires images/ and networks/ that have passed their gate. Makes protocol/maps/, protocol/scores/
# and protocol/peaks/ by network and seed, and tables of them in comparison/.

TABLES = ["protocol", "protocol_ranks", "protocol_contrasts", "peak_counts"]
TABLES += ["performance"] if TRAINED else []


# One job for both: on two cores the start of a job takes as long as most of these explanations.
rule explain_and_score:
    input:
        images=ancient(f"{IMAGE_SET}.zarr"),
        images_manifest=f"{IMAGE_SET}.json",
        weights=ancient("<results>/networks/{network}/seed-{seed}/weights.safetensors"),
        report="<results>/networks/{network}/seed-{seed}/training.json",
        gate="<results>/networks/{network}/seed-{seed}/above_chance.json" if TRAINED else [],
    output:
        maps=directory("<results>/protocol/maps/{network}/seed-{seed}/{method}.zarr"),
        maps_manifest="<results>/protocol/maps/{network}/seed-{seed}/{method}.json",
        scores=directory("<results>/protocol/scores/{network}/seed-{seed}/{method}.zarr"),
        scores_manifest="<results>/protocol/scores/{network}/seed-{seed}/{method}.json",
    log:
        "<logs>/explain_and_score/{network}/seed-{seed}/{method}.log",
    benchmark:
        "<benchmarks>/explain_and_score/{network}/seed-{seed}/{method}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        images_per_class=config["protocol"]["images_per_class"],
        held_out_per_class=lambda wildcards: held_out_images(wildcards.method),
        fractions=config["protocol"]["fractions"],
        seed=config["comparison"]["seed"],
        code=code("explain_and_score"),
    script:
        "../scripts/explain_and_score.py"


rule count_peaks:
    input:
        images=ancient(f"{IMAGE_SET}.zarr"),
        images_manifest=f"{IMAGE_SET}.json",
        weights=ancient("<results>/networks/{network}/seed-{seed}/weights.safetensors"),
        report="<results>/networks/{network}/seed-{seed}/training.json",
        gate="<results>/networks/{network}/seed-{seed}/above_chance.json" if TRAINED else [],
    output:
        store=directory("<results>/protocol/peaks/{network}/seed-{seed}.zarr"),
        manifest="<results>/protocol/peaks/{network}/seed-{seed}.json",
    log:
        "<logs>/count_peaks/{network}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/count_peaks/{network}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        images_per_class=config["protocol"]["images_per_class"],
        code=code("count_peaks"),
    script:
        "../scripts/count_peaks.py"


SCORED = {"method": config["protocol"]["methods"]}


rule tabulate_protocol:
    input:
        stores=ancient(
            networks("<results>/protocol/scores/{network}/seed-{seed}/{method}.zarr", **SCORED)
        ),
        manifests=networks(
            "<results>/protocol/scores/{network}/seed-{seed}/{method}.json", **SCORED
        ),
    output:
        protocol="<results>/comparison/protocol.parquet",
        protocol_ranks="<results>/comparison/protocol_ranks.parquet",
        protocol_contrasts="<results>/comparison/protocol_contrasts.parquet",
    log:
        "<logs>/tabulate_protocol.log",
    benchmark:
        "<benchmarks>/tabulate_protocol.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_protocol"),
    script:
        "../scripts/tabulate_protocol.py"


rule tabulate_peaks:
    input:
        stores=ancient(networks("<results>/protocol/peaks/{network}/seed-{seed}.zarr")),
        manifests=networks("<results>/protocol/peaks/{network}/seed-{seed}.json"),
    output:
        "<results>/comparison/peak_counts.parquet",
    log:
        "<logs>/tabulate_peaks.log",
    benchmark:
        "<benchmarks>/tabulate_peaks.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_peaks"),
    script:
        "../scripts/tabulate_peaks.py"
