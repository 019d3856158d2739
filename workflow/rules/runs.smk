# Requires maps, gates and, where the study has them, tables of comparison/ and audit/. Makes
# runs.parquet, a row for each model.

RUN_BENCHMARKS = f"results/{config['study']}/benchmarks"


if KIND == "fields":
    # A job trains and explains several models: variants of a network, or its seeds.
    if SOURCE == "planted":
        RUN_JOBS = collect("{group}/seed-{seed}", group=GROUPS, seed=config["seeds"])
        RUN_STORES, RUN_RULE = [f"<results>/fields/{job}" for job in RUN_JOBS], "study_places"
    else:
        RUN_JOBS = EXPLAINED
        RUN_STORES, RUN_RULE = [f"<results>/sst/{job}" for job in RUN_JOBS], "explain_sst"

    rule tabulate_runs:
        input:
            fields=ancient("<results>/fields/sst.zarr") if SOURCE == "sst" else [],
            fields_manifest="<results>/fields/sst.json" if SOURCE == "sst" else [],
            stores=ancient([f"{store}.zarr" for store in RUN_STORES]),
            manifests=[f"{store}.json" for store in RUN_STORES],
            artifacts="<results>/audit/artifacts.parquet",
        output:
            "<results>/runs.parquet",
        log:
            "<logs>/tabulate_runs.log",
        benchmark:
            "<benchmarks>/tabulate_runs.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            benchmarks=[f"{RUN_BENCHMARKS}/{RUN_RULE}/{job}.jsonl" for job in RUN_JOBS],
            config_sha256=CONFIG_SHA256,
            code=code("tabulate_field_runs"),
        script:
            "../scripts/tabulate_field_runs.py"

else:
    # What models are made of, in the order of their names; and for each stage the benchmarks of
    # its jobs, {model} in their names.
    if KIND == FACES:
        RUN_FACTORS = ["pretraining", "task", "seed"]
        RUNS = models("{pretraining}/{task}/seed-{seed}")
        RUN_STORES = [f"<results>/relevance/{model}/{MASKED_BY}" for model in RUNS]
        RUN_WEIGHTS = [f"<results>/models/{model}" for model in RUNS]
        RUN_JOBS = {
            "training": ["train_model/{model}"],
            "explaining": [f"explain_model/{{model}}/{m}" for m in config["relevance"]["methods"]],
            "masking": [] if PLANTED else ["mask_by_controls/{model}"],
        }
    elif KIND == "protocol":
        RUN_FACTORS = ["network", "seed"]
        RUNS = networks("{network}/seed-{seed}")
        SHOWN = config["protocol"]["methods"]
        RUN_STORES = [f"<results>/protocol/maps/{model}/{SHOWN[0]}" for model in RUNS]
        RUN_WEIGHTS = [f"<results>/networks/{model}" for model in RUNS]
        RUN_JOBS = {
            "training": ["train_network/{model}"] if TRAINED else [],
            "explaining": [f"explain_and_score/{{model}}/{method}" for method in SHOWN],
        }
    else:
        RUN_FACTORS = ["network", "variant", "seed"]
        RUNS = of_variants("{network}/{variant}/seed-{seed}")
        RUN_STORES = [f"<results>/remedies/{model}" for model in RUNS]
        RUN_WEIGHTS = [f"<results>/networks/{model}" for model in RUNS]
        RUN_JOBS = {"training": ["train_variant/{model}"], "explaining": ["audit_remedies/{model}"]}
    RUN_TIMES = {
        model: {
            stage: {f"{RUN_BENCHMARKS}/{job.format(model=model)}.jsonl": 1 for job in jobs}
            for stage, jobs in RUN_JOBS.items()
        }
        for model in RUNS
    }
    # Models of all tasks and a few seeds are masked together.
    WITH_TRANSFER = KIND == FACES and not PLANTED
    if WITH_TRANSFER:
        for start in range(0, len(config["seeds"]), TOGETHER):
            group = config["seeds"][start : start + TOGETHER]
            names = "-".join(map(str, group))
            for arm in config["pretraining"]["arms"]:
                masked = f"{RUN_BENCHMARKS}/mask_by_models/{arm}/seeds-{names}/by-seed"
                jobs = {
                    f"{masked}-{source}.jsonl": len(config["tasks"]) * len(group)
                    for source in config["seeds"]
                }
                for model in of_seeds(f"{arm}/{{task}}/seed-{{seed}}", group):
                    RUN_TIMES[model]["masking"] |= jobs

    rule tabulate_runs:
        input:
            weights=ancient([f"{model}/weights.safetensors" for model in RUN_WEIGHTS]),
            gates=(
                [f"{model}/above_chance.json" for model in RUN_WEIGHTS]
                if KIND != "protocol" or TRAINED
                else []
            ),
            stores=ancient([f"{store}.zarr" for store in RUN_STORES]),
            manifests=[f"{store}.json" for store in RUN_STORES],
            artifacts="<results>/audit/artifacts.parquet",
            transfer="<results>/comparison/transfer_pairs.parquet" if WITH_TRANSFER else [],
            stability="<results>/comparison/stability_pairs.parquet" if WITH_TRANSFER else [],
            similarity="<results>/comparison/similarity_seeds.parquet" if WITH_TRANSFER else [],
        output:
            "<results>/runs.parquet",
        log:
            "<logs>/tabulate_runs.log",
        benchmark:
            "<benchmarks>/tabulate_runs.jsonl"
        conda:
            "../../envs/face-relevance.yaml"
        params:
            models=RUNS,
            factors=RUN_FACTORS,
            jobs=RUN_TIMES,
            method=MASKED_BY if KIND == FACES else "",
            fill=config["masking"]["fills"][0] if KIND == FACES else "",
            config_sha256=CONFIG_SHA256,
            code=code("tabulate_runs"),
        script:
            "../scripts/tabulate_runs.py"
