# Requires figures/ and all tables. Makes what the report has beside them: tables/*.html, config.yaml
# and provenance.html.

TABLES_SHOWN = TOLD + (["runs"] if AUDITED else [])
TABLE_PLACES = {Path(name).name: name for name in TABLES_SHOWN}

# Data of the wheels that this study takes from elsewhere; of the head, faces/head.npz was cut.
CARRIED = {
    "orl": SOURCE == "orl",
    "imagenet": KIND == FACES and "imagenet" in FACTORS["pretraining"],
    "head": SOURCE in ("rendered", "cues", "objects"),
    "efficientnet-lite0": KIND == "protocol" and "efficientnet-lite0" in FACTORS["pretraining"],
    "sst": SOURCE == "sst" and "file" not in config["fields"]["sst"],
}


rule write_tables:
    input:
        collect("<results>/{name}.parquet", name=TABLES_SHOWN),
    output:
        report(
            directory("<results>/tables"),
            patterns=["{table}.html"],
            caption="../report/tables.rst",
            category=lambda wildcards: TABLES_IN_WORDS[TABLE_PLACES[wildcards.table]].category,
            subcategory="Tables",
            labels=lambda wildcards: {
                "table": TABLES_IN_WORDS[TABLE_PLACES[wildcards.table]].title
            },
        ),
    log:
        "<logs>/write_tables.log",
    benchmark:
        "<benchmarks>/write_tables.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        names=TABLES_SHOWN,
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("write_tables"),
    script:
        "../scripts/write_tables.py"


rule write_config:
    output:
        report(
            "<results>/config.yaml",
            caption="../report/config.rst",
            category="Design",
            subcategory="Pages",
            labels={"page": "Config with every default (to download)"},
        ),
    log:
        "<logs>/write_config.log",
    benchmark:
        "<benchmarks>/write_config.jsonl"
    localrule: True
    conda:
        "../../envs/face-relevance.yaml"
    params:
        config=keep_used({key: config[key] for key in config if key != "findings"}),
        code=code("write_config"),
    script:
        "../scripts/write_config.py"


# Last of all, as it says how long every rule took.
rule write_provenance:
    input:
        figures=collect("<results>/figures/{name}.png", name=FIGURES),
        tables="<results>/tables",
        config="<results>/config.yaml",
    output:
        report(
            "<results>/provenance.html",
            caption="../report/provenance.rst",
            category="Design",
            subcategory="Pages",
            labels={"page": "Environment, config, run times, weights"},
        ),
    log:
        "<logs>/write_provenance.log",
    benchmark:
        "<benchmarks>/write_provenance.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        carriers={name: vars(CARRIERS[name]) for name, used in CARRIED.items() if used},
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("write_provenance"),
    script:
        "../scripts/write_provenance.py"
