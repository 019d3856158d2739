# Which pixels of a face decide what a network says, and does that answer survive?
#
# `rule all` makes the figures and tables of one study. The study is config/config.yaml, or the
# file given with --configfile; a study is one complete file, never a patch on another.
from snakemake.utils import min_version

min_version("9.27")

if not workflow.overwrite_configfiles:

    configfile: "config/config.yaml"


include: "workflow/rules/common.smk"


pathvars:
    results=f"results/{config['study']}",
    logs=f"results/{config['study']}/logs",
    benchmarks=f"results/{config['study']}/benchmarks",


wildcard_constraints:
    seed=r"\d+",
    carrier="|".join(CARRIERS),


include: "workflow/rules/summary.smk"
include: "workflow/rules/carriers.smk"


if KIND != "fields":

    include: "workflow/rules/images.smk"


if KIND == "protocol":

    wildcard_constraints:
        network="|".join(config["protocol"]["networks"]),
        method="|".join(config["protocol"]["methods"]),

    include: "workflow/rules/networks.smk"
    include: "workflow/rules/protocol.smk"
    include: "workflow/rules/protocol_figures.smk"

elif KIND == "remedies":

    wildcard_constraints:
        network="|".join(config["remedies"]["networks"]),

    include: "workflow/rules/remedies.smk"
    include: "workflow/rules/remedies_figures.smk"

elif SOURCE == "planted":

    include: "workflow/rules/fields.smk"
    include: "workflow/rules/fields_figures.smk"

elif SOURCE == "sst":

    include: "workflow/rules/sst.smk"
    include: "workflow/rules/sst_figures.smk"

else:

    wildcard_constraints:
        pretraining="|".join(config["pretraining"]["arms"]),
        task="|".join(config["tasks"]),
        source_seed=r"\d+",
        layer=r"image|pool\d|(conv|relu)\d_\d|(fc|relu)\d",
        method="|".join(config["relevance"]["methods"]),

    include: "workflow/rules/observers.smk"
    include: "workflow/rules/pretraining.smk"
    include: "workflow/rules/training.smk"
    include: "workflow/rules/relevance.smk"
    include: "workflow/rules/masking.smk"
    include: "workflow/rules/comparison.smk"
    include: "workflow/rules/similarity.smk"
    include: "workflow/rules/audit.smk"
    include: "workflow/rules/localisation.smk"
    include: "workflow/rules/figures.smk"
    include: "workflow/rules/similarity_figures.smk"


if KIND in (FACES, "protocol"):

    include: "workflow/rules/artifacts.smk"
    include: "workflow/rules/artifact_figures.smk"


if AUDITED:

    if KIND != "remedies":

        include: "workflow/rules/verdicts.smk"
    include: "workflow/rules/guidance.smk"
    include: "workflow/rules/runs.smk"


if KIND == FACES and not HUMAN_SIDE_ALONE:

    include: "workflow/rules/atlas.smk"


if KIND != "fields":

    include: "workflow/rules/design_figures.smk"


include: "workflow/rules/pages.smk"
include: "workflow/rules/report.smk"


# Of what people do alone, and of fields, there are no maps by model.
if AUDITED and KIND in (FACES, "protocol"):

    include: "workflow/rules/model_maps.smk"


report: "workflow/report/workflow.rst"


rule all:
    default_target: True
    input:
        collect("<results>/figures/{name}.{suffix}", name=FIGURES, suffix=["svg", "png"]),
        collect("<results>/comparison/{name}.parquet", name=TABLES),
        ["<results>/guidance.html", "<results>/runs.parquet"] if AUDITED else [],
        "<results>/findings.json",
        "<results>/figures/model_maps" if AUDITED and KIND in (FACES, "protocol") else [],
        "<results>/provenance.html",
        "<results>/landing.html",
        ATLAS,
