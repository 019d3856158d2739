# Requires the config, and the file that it names or a carrier. Makes fields/sst.zarr, the maps
# sst/{network}/{setting}.zarr, tables of them in comparison/, and of networks in their base setting
# audit/artifacts/{network}/seed-{seed}.zarr.
from face_relevance.fields.settings import list_settings
from face_relevance.fields.sst import NOAA_SOURCE

TABLES = ["sst_measures", "sst_orders", "sst_memory", "sst_fading"]

SST = config["fields"]["sst"]
if "file" in SST and not Path(SST["file"]).is_file():
    raise WorkflowError(f"config, fields.sst.file: {SST['file']} does not exist; {NOAA_SOURCE}")
SETTINGS = {
    network: list_settings(network, SST["caps"], SST["leaks"], SST["readings"])
    for network in config["fields"]["networks"]
}

# What the settings of a network are explained by, that of the base first.
SST_METHODS = list(
    dict.fromkeys(setting.composite for known in SETTINGS.values() for setting in known.values())
)

EXPLAINED = [f"{network}/{name}" for network, known in SETTINGS.items() for name in known]


wildcard_constraints:
    network="|".join(SETTINGS),
    setting="|".join(name for known in SETTINGS.values() for name in known),


rule read_sst:
    input:
        SST.get("file", "results/carriers/sst.whl"),
    output:
        store=directory("<results>/fields/sst.zarr"),
        manifest="<results>/fields/sst.json",
    log:
        "<logs>/read_sst.log",
    benchmark:
        "<benchmarks>/read_sst.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        member=None if "file" in SST else CARRIERS["sst"].members,
        samples=SST["samples"],
        climatology=SST["climatology"],
        region=SST["region"],
        threshold=SST["threshold"],
        code=code("read_sst"),
    script:
        "../scripts/read_sst.py"


# All seeds in one job: to start it takes longer than a seed.
rule explain_sst:
    input:
        fields=ancient("<results>/fields/sst.zarr"),
        fields_manifest="<results>/fields/sst.json",
    output:
        store=directory("<results>/sst/{network}/{setting}.zarr"),
        manifest="<results>/sst/{network}/{setting}.json",
    log:
        "<logs>/explain_sst/{network}/{setting}.log",
    benchmark:
        "<benchmarks>/explain_sst/{network}/{setting}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        setting=lambda wildcards: SETTINGS[wildcards.network][wildcards.setting]._asdict(),
        seeds=config["seeds"],
        folds=SST["folds"],
        training=SST["training"],
        ridge=SST["ridge"],
        code=code("explain_sst"),
    script:
        "../scripts/explain_sst.py"


rule tabulate_sst:
    input:
        fields=ancient("<results>/fields/sst.zarr"),
        fields_manifest="<results>/fields/sst.json",
        stores=ancient(collect("<results>/sst/{explained}.zarr", explained=EXPLAINED)),
        manifests=collect("<results>/sst/{explained}.json", explained=EXPLAINED),
    output:
        sst_measures="<results>/comparison/sst_measures.parquet",
        sst_orders="<results>/comparison/sst_orders.parquet",
        sst_memory="<results>/comparison/sst_memory.parquet",
        sst_fading="<results>/comparison/sst_fading.parquet",
    log:
        "<logs>/tabulate_sst.log",
    benchmark:
        "<benchmarks>/tabulate_sst.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        draws=config["comparison"]["draws"],
        seed=config["comparison"]["seed"],
        code=code("tabulate_sst"),
    script:
        "../scripts/tabulate_sst.py"


AUDITED = collect(
    "<results>/audit/artifacts/{network}/seed-{seed}", network=SETTINGS, seed=config["seeds"]
)


rule audit_sst:
    input:
        fields=ancient("<results>/fields/sst.zarr"),
        fields_manifest="<results>/fields/sst.json",
    output:
        store=directory("<results>/audit/artifacts/{network}/seed-{seed}.zarr"),
        manifest="<results>/audit/artifacts/{network}/seed-{seed}.json",
    log:
        "<logs>/audit_sst/{network}/seed-{seed}.log",
    benchmark:
        "<benchmarks>/audit_sst/{network}/seed-{seed}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        setting=lambda wildcards: SETTINGS[wildcards.network]["base"]._asdict(),
        methods=SST_METHODS,
        folds=SST["folds"],
        training=SST["training"],
        ridge=SST["ridge"],
        ring=config["audit"]["ring"],
        noise_seed=config["comparison"]["seed"],
        code=code("audit_sst"),
    script:
        "../scripts/audit_sst.py"
