# Requires the config; makes nothing. Names that all stages share.
import json
import os
import sys

import snakemake.jobs
from snakemake.exceptions import WorkflowError

WORKFLOW = Path(workflow.basedir, "workflow")

# Jobs run in processes of their own: with this they find the library wherever they run.
sys.path.insert(0, str(WORKFLOW))
os.environ.update(
    PYTHONPATH=os.pathsep.join(filter(None, [str(WORKFLOW), os.getenv("PYTHONPATH")]))
)

from face_relevance.audit.field_variants import FADING_MEMORY
from face_relevance.faces import EXPERIMENTS, list_classes, read_manifest, split_pages
from face_relevance.pages.table_catalogue import TABLES as TABLES_IN_WORDS
from face_relevance.store import digest_code, digest_config, digest_files, read_carrier_registry
from face_relevance.study.config import complete_config, name_layers
from face_relevance.study.kinds import (
    FACES,
    SIMULATED_SOURCES,
    find_kind,
    find_source,
    keep_used,
)

# Snakemake re-runs what is older than its script's file, so that a comment or a checkout would
# re-run everything, and does not track imports at all. Here every rule has a digest of its parsed
# code among its params instead; the time stamp is taken out. There is no setting for scripts that
# a plain `snakemake --cores all` would find (tried with 9.27).
snakemake.jobs.get_script_mtime = lambda path: 0.0
# Of a rule's params it compares the values as a set: a number that takes the value of another one
# goes unseen. Here each goes with its place.
snakemake.jobs.Job.non_derived_params = property(
    lambda job: job.params and [*enumerate(job._non_derived_params)]
)

try:
    KIND = find_kind(config)
    config = complete_config(config, WORKFLOW / "schemas/config.schema.yaml")
    CONFIG_SHA256 = digest_config(config)
    CARRIERS = read_carrier_registry(Path(workflow.basedir, "config/carriers.yaml"))
    SOURCE = find_source(config)
    FACE_FILES, HUMAN_SIDE_ALONE = [], False
    PICTURES_FOUND, PEOPLE_FOUND = 0, 0
    if SOURCE == "folder":
        manifest = Path(config["images"]["manifest"])
        # The pictures that FaceSim3D had judged must be asked for; the judgements are free.
        HUMAN_SIDE_ALONE = config["observers"]["source"] == "facesim3d" and not manifest.is_file()
        if not HUMAN_SIDE_ALONE:
            listed = read_manifest(manifest, config["tasks"], config["images"]["split"])
            FACE_FILES = [str(manifest.parent / file) for file in listed["file"]]
            PICTURES_FOUND, PEOPLE_FOUND = len(FACE_FILES), listed["identity"].nunique()
    if SOURCE == "classes":
        PICTURES = Path(config["images"].get("folder") or config["images"]["manifest"])
        trained = config["protocol"]["weights"] == "trained"
        PICTURE_FILES = [
            str((PICTURES if PICTURES.is_dir() else PICTURES.parent) / file)
            for file in list_classes(PICTURES, trained)["file"]
        ]
        PICTURES_FOUND = len(PICTURE_FILES)
except (ValueError, RuntimeError) as error:
    raise WorkflowError(str(error)) from None


if HUMAN_SIDE_ALONE and workflow.is_main_process:
    print(f"There is no {manifest}: only the judgements are described.", file=sys.stderr)

# What the captions of the report quote: Snakemake hands them the config and nothing else.
findings = Path("results", config["study"], "findings.json")
config["findings"] = json.loads(findings.read_text()) if findings.is_file() else {"captions": {}}

# Of studies of the protocol: whether their networks are trained here.
TRAINED = KIND == "protocol" and config["protocol"]["weights"] == "trained"
STUDY_TITLE = config["title"] or config["study"]
SIMULATED = SOURCE in SIMULATED_SOURCES
# What models differ in; in studies of several networks these stand in the place of pretraining.
FACTORS = {
    "pretraining": config["pretraining"]["arms"] if KIND == FACES else config[KIND]["networks"],
    "task": config["tasks"] if KIND == FACES else ["classification"],
    "seed": config["seeds"],
}
# Stores of what is audited for artifacts, without their endings; the stages fill it in.
AUDITED = []
# Files of the atlas, which studies of faces have.
ATLAS = []
# Faces have one architecture.
AUDITED_NETWORKS = ["vgg16"] if KIND == FACES else config[KIND]["networks"]
PLANTED = SOURCE == "cues"
CUE_PAGES = split_pages(config["tasks"]) if PLANTED else []


def code(script):
    """Digest of what a script runs, for the rule's params."""
    return digest_code(WORKFLOW / "scripts" / f"{script}.py", WORKFLOW / "face_relevance")


def models(path, **levels):
    """Paths of a file that every model of the study has."""
    return collect(
        path,
        **{
            "pretraining": config["pretraining"]["arms"],
            "task": config["tasks"],
            "seed": config["seeds"],
            **levels,
        },
    )


def of_seeds(path, seeds):
    """Paths of a file that the models of all tasks and some seeds have."""
    return collect(path, task=config["tasks"], seed=seeds)


def networks(path, **levels):
    """Paths of a file that every network of a study of the protocol has."""
    return collect(path, network=config["protocol"]["networks"], seed=config["seeds"], **levels)


def audits(network, ending):
    """Paths of the audits of all models of an architecture; faces have one architecture."""
    if KIND == FACES:
        return models(f"<results>/audit/artifacts/{{pretraining}}/{{task}}/seed-{{seed}}.{ending}")
    return collect(
        f"<results>/audit/artifacts/{network}/seed-{{seed}}.{ending}", seed=config["seeds"]
    )


def split_methods(methods, most=9):
    """Share methods out evenly among as few pages as have room for them."""
    pages = -(-len(methods) // most)
    ends = [len(methods) * page // pages for page in range(pages + 1)]
    return [methods[start:end] for start, end in zip(ends, ends[1:])]


def network_design(wildcards):
    """What an architecture is built with, beside image size and number of outputs."""
    width = config[KIND]["width"][wildcards.network]
    if wildcards.network in ("alexnet", "vgg16"):
        return {"width": width, "dense": config[KIND]["dense"], "normalised": True}
    return {"width": width}


def of_variants(path, **levels):
    """Paths of a file that every network of a study of remedies has, as it is and as a variant."""
    variants = ["none", *config["remedies"]["at_training"]]
    levels = {"variant": variants, "seed": config["seeds"], **levels}
    return collect(path, network=config["remedies"]["networks"], **levels)


def explained_remedies(wildcards):
    """Remedies at explaining, which the network as it is alone is explained with."""
    remedies = config["remedies"]["at_explaining"] if wildcards.variant == "none" else []
    return ["none", *remedies]


def held_out_images(*methods):
    """Validation images that choose a group of units, where one of the methods does so."""
    chosen = {"advise", "advise-random"} & set(methods)
    if KIND == "protocol":
        return config["protocol"]["held_out_per_class"] if chosen else 0
    return config["relevance"]["held_out"] if chosen else 0


def finetuning(wildcards):
    """Length and speed of training a task, and what is frozen."""
    return config["finetuning"]["cues" if PLANTED else wildcards.task]


def frozen_layer(wildcards):
    """Last frozen layer of a task; its features are named image when nothing is frozen."""
    return finetuning(wildcards)["frozen_through"] or "image"


def frozen_layers(task):
    """Compared layers that kept their pretrained weights in a task."""
    known = name_layers(config)
    last = config["finetuning"]["cues" if PLANTED else task]["frozen_through"]
    frozen = known[: known.index(last) + 1] if last else []
    return [layer for layer in config["similarity"]["layers"] if layer in frozen]


def explained_tasks(wildcards):
    """Tasks whose test images are explained: those of all, or with cues, those of the own one."""
    return [wildcards.task] if PLANTED else config["tasks"]


def gate_split(wildcards):
    """Images on which a model must beat chance: a shortcut goes with the label in validation only."""
    shortcut = PLANTED and EXPERIMENTS[wildcards.task].shortcut
    return "validation" if shortcut else "test"


def of_page(path, page, **levels):
    """Paths of a file of the models whose examples are on one page: the first seed of each task."""
    pretraining, seed = config["pretraining"]["arms"][0], config["seeds"][0]
    models = [f"{pretraining}/{task}/seed-{seed}" for task in CUE_PAGES[int(page) - 1]]
    return collect(path, model=models, **levels)


def pretrained_gate(wildcards):
    """A trunk that was trained here must have learned something first."""
    trained = wildcards.pretraining in ("objects", "faces")
    return f"<results>/pretrained/{wildcards.pretraining}/above_chance.json" if trained else []
