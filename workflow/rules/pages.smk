# Requires tables of comparison/ and audit/ and figures/. Makes findings.json, what a study asked and
# found in words, and landing.html, a page of that with figures.

# Every table of the study.
TOLD = [f"comparison/{name}" for name in TABLES]
TOLD += ["audit/sanity"] if "sanity" in FIGURES else []
TOLD += ["audit/artifacts"] if AUDITED else []

# The method that figures rest on; studies of the protocol and of remedies are about no single one.
if KIND == FACES:
    RESTING = {"method": MASKED_BY, "fill": config["masking"]["fills"][0]}
elif KIND == "fields":
    RESTING = {"method": (SST_METHODS if SOURCE == "sst" else config["fields"]["methods"])[0]}
else:
    RESTING = {}


rule write_findings:
    input:
        collect("<results>/{table}.parquet", table=TOLD),
    output:
        "<results>/findings.json",
    log:
        "<logs>/write_findings.log",
    benchmark:
        "<benchmarks>/write_findings.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        study={
            "name": config["study"],
            "title": STUDY_TITLE,
            "kind": KIND,
            "source": SOURCE,
            "simulated": SIMULATED,
            "factors": FACTORS,
            **RESTING,
        },
        code=code("write_findings"),
    script:
        "../scripts/write_findings.py"


# Other pages of the study, by what a link says.
LINKS = {}
if KIND == FACES and not HUMAN_SIDE_ALONE:
    LINKS["Atlas: look at every image, model and method"] = "atlas/index.html"
if AUDITED:
    LINKS["Guidance: which artifacts to expect, and what helps"] = "guidance.html"


rule write_landing:
    input:
        findings="<results>/findings.json",
        figures=collect("<results>/figures/{name}.png", name=FIGURES),
    output:
        report(
            "<results>/landing.html",
            caption="../report/landing.rst",
            category="Design",
            subcategory="Pages",
            labels={"page": "Question, design and answers"},
        ),
    log:
        "<logs>/write_landing.log",
    benchmark:
        "<benchmarks>/write_landing.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        links=LINKS,
        code=code("write_landing"),
    script:
        "../scripts/write_landing.py"
