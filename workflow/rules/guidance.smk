# Requires audit/artifacts.parquet and, in studies of remedies and of fields, a table of comparison/.
# Makes the figures of verdicts by network, and guidance.html, a page that says what they come to.

FIGURES += collect("artifacts_{network}", network=AUDITED_NETWORKS)


rule plot_artifacts:
    input:
        "<results>/audit/artifacts.parquet",
    output:
        svg=report(
            "<results>/figures/artifacts_{network}.svg",
            caption="../report/artifacts.rst",
            category="Audit",
            subcategory="Figures",
            labels={"figure": "Verdicts on artifacts: {network}"},
        ),
        png="<results>/figures/artifacts_{network}.png",
    log:
        "<logs>/plot_artifacts/{network}.log",
    benchmark:
        "<benchmarks>/plot_artifacts/{network}.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        network="{network}",
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("plot_artifacts"),
    script:
        "../scripts/plot_artifacts.py"


rule write_guidance:
    input:
        artifacts="<results>/audit/artifacts.parquet",
        remedies="<results>/comparison/remedies.parquet" if KIND == "remedies" else [],
        places="<results>/comparison/field_localisation.parquet" if SOURCE == "planted" else [],
        settings="<results>/comparison/sst_measures.parquet" if SOURCE == "sst" else [],
    output:
        report(
            "<results>/guidance.html",
            caption="../report/guidance.rst",
            category="Audit",
            subcategory="Pages",
            labels={"page": "Guidance: which artifacts, what helps"},
        ),
    log:
        "<logs>/write_guidance.log",
    benchmark:
        "<benchmarks>/write_guidance.jsonl"
    conda:
        "../../envs/face-relevance.yaml"
    params:
        name=config["study"],
        title=STUDY_TITLE,
        simulated=SIMULATED,
        code=code("write_guidance"),
    script:
        "../scripts/write_guidance.py"
