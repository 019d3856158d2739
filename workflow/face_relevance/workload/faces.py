"""What studies of faces will take."""

from collections.abc import Mapping
from typing import NamedTuple

from face_relevance.workload.networks import (
    AUDIT_PASSES,
    OBJECT_CLASSES,
    OBJECT_SECONDS,
    TRAINING_PASSES,
    count_passes,
    time_pass,
    weigh_weights,
)
from face_relevance.workload.work import LIGHT, START, Work, Workload, count_steps

FACE_SECONDS = 2.3e-3
"""To draw a face of 64 pixels."""

# Of the multiplications of a VGG-16, the part that comes after a layer.
REMAINING = {None: 1, "pool1": 0.87, "pool2": 0.69, "pool3": 0.39, "pool4": 0.09, "pool5": 0.02}
MIDDLE = 0.4
"""That part for layers that are no pools."""
CONTROLS = 7
LAYERS = 16
"""Layers that the check of sanity randomises."""

ORL = (400, 40)
"""Photographs and people of the ORL faces."""


class Faces(NamedTuple):
    """Images of a study: all of them, those a task trains on and those that a model explains."""

    images: int
    trained: dict[str, float]
    explained: float


def count_faces(config: Mapping, pictures: int, people: int) -> Faces:
    """Count the images of a study of faces.

    Parameters
    ----------
    config : mapping
        Completed.
    pictures, people : int
        Of a folder of faces; 0 for other sources.

    Returns
    -------
    Faces
    """
    images, most = config["images"], config["relevance"]["images_per_identity"]
    if images["source"] == "rendered":
        sets = images["faces"]
        gender, identity = sets["gender"], sets["identity"]
        people = identity["identities"]
        views = sum(identity[f"{split}_views"] for split in ("train", "validation", "test"))
        pretraining = sets["pretraining"]
        total = (
            people * views
            + (gender["train_identities"] + gender["validation_identities"]) * gender["views"]
            + pretraining["identities"] * (pretraining["train_views"] + pretraining["test_views"])
            + sets["similarity"]["identities"] * sets["similarity"]["views"]
        )
        trained = {
            "gender": gender["train_identities"] * gender["views"],
            "identity": people * identity["train_views"],
        }
        return Faces(total, trained, people * min(most, identity["test_views"]))
    if images["source"] == "cues":
        own, gender = images["cues"]["identity"], images["cues"]["gender"]
        by_identity = own["identities"] * own["train_views"]
        by_gender = gender["train_identities"] * gender["views"]
        trained = {
            task: by_identity if task.startswith("identity") else by_gender
            for task in config["tasks"]
        }
        tested = [
            own["identities"] * min(most, own["test_views"])
            if task.startswith("identity")
            else gender["test_identities"] * min(most, gender["views"])
            for task in config["tasks"]
        ]
        # Every task has images of its own, and its test images once more with the cue swapped.
        return Faces(int(1.3 * sum(trained.values())), trained, sum(tested) / len(tested))
    total, people = ORL if images["source"] == "orl" else (pictures, people)
    tested = images["split"]["test"] * total
    return Faces(
        total,
        dict.fromkeys(config["tasks"], total - tested - images["split"]["validation"] * total),
        min(tested, most * people),
    )


def estimate_faces(config: Mapping, pictures: int, people: int) -> Workload:
    """Estimate a study of faces; parameters as for `count_faces`."""
    size, width = config["images"]["size"], config["network"]["width"]
    faces = count_faces(config, pictures, people)
    seconds, megapixels = time_pass("vgg16", size, width), size**2 / 1e6
    arms, tasks, seeds = config["pretraining"]["arms"], config["tasks"], len(config["seeds"])
    models, methods = len(arms) * len(tasks) * seeds, config["relevance"]["methods"]
    planted = config["images"]["source"] == "cues"
    drawn = config["images"]["source"] in ("rendered", "cues")
    drawing = FACE_SECONDS * (size / 64) ** 2 if drawn else 2e-3
    works = [
        Work(
            "draw_faces", "design", 1, LIGHT + faces.images * drawing,
            0.9 * faces.images * 4 * megapixels,
        )
    ]  # fmt: skip
    objects = config["images"]["objects"]
    if "objects" in arms:
        views = objects["train_views"] + objects["test_views"] + objects["validation_views"]
        works.append(
            Work(
                "draw_objects", "design", 1,
                LIGHT + OBJECT_CLASSES * views * OBJECT_SECONDS * (size / 64) ** 2,
                0.9 * OBJECT_CLASSES * views * 3 * megapixels,
            )
        )  # fmt: skip
    weights = weigh_weights("vgg16", width)
    pretrained = {
        "objects": OBJECT_CLASSES * objects["train_views"],
        "faces": 64 * config["images"]["faces"]["pretraining"]["train_views"],
    }
    works += [
        Work(
            "pretrain", "training", 1,
            START + TRAINING_PASSES * seconds
            * count_steps(config["pretraining"]["training"], pretrained[arm]),
            weights,
        )
        for arm in arms
        if arm in pretrained
    ]  # fmt: skip
    works += _train(config, faces, seconds, weights)
    explained = faces.explained
    works += [
        Work(
            "explain_model", "explaining", models,
            START + explained * (count_passes(method) + 1) * seconds,
            0.9 * explained * 4 * megapixels,
        )
        for method in methods
    ]  # fmt: skip
    audit = config["audit"]
    works += [
        Work(
            "check_sanity", "explaining", models,
            START + 4 * len(audit["methods"]) * audit["images"] * LAYERS
            * audit["random_networks"] * 3 * seconds,
        ),
        Work(
            "audit_artifacts", "explaining", models,
            START + audit["artifact_images"] * AUDIT_PASSES
            * sum(count_passes(method) for method in methods) * seconds,
        ),
    ]  # fmt: skip
    works += _mask(config, explained, seconds) if not planted else []
    works += _compare(config, explained, seconds, models) if not planted else []
    works += [
        Work("plot_", "figures", 24 if not planted else 8, 2.5, 0.4),
        Work("pack_atlas", "figures", models, 5, 1.5),
        Work("write_", "figures", 6, 4, 4),
    ]
    return Workload(models, int(models * len(methods) * explained), faces.images, tuple(works))


def _train(config: Mapping, faces: Faces, seconds: float, weights: float) -> list[Work]:
    """Estimate features of frozen layers, and training on them."""
    arms, tasks, seeds = config["pretraining"]["arms"], config["tasks"], len(config["seeds"])
    planted = config["images"]["source"] == "cues"
    works, frozen = [], set()
    for task in tasks:
        finetuning = config["finetuning"]["cues" if planted else task]
        last, training = finetuning["frozen_through"], finetuning["training"]
        steps = count_steps(training, faces.trained[task])
        remaining = REMAINING.get(last, MIDDLE)
        works.append(
            Work(
                "train_model", "training", len(arms) * seeds,
                START + steps * (TRAINING_PASSES * remaining * seconds + 3e-4), weights + 1,
            )
        )  # fmt: skip
        frozen.add((last, remaining))
    counted = sum(faces.trained.values()) * 1.3
    works += [
        Work(
            "compute_features", "training", len(arms),
            START + counted * (1 - remaining) * seconds, counted * 0.012,
        )
        for last, remaining in frozen
        if last
    ]  # fmt: skip
    return [*works, Work("check_", "training", (len(tasks) * seeds + 1) * len(arms), LIGHT)]


def _mask(config: Mapping, explained: float, seconds: float) -> list[Work]:
    """Estimate masking by the maps of all models, and by controls."""
    masking, seeds = config["masking"], len(config["seeds"])
    arms, tasks = config["pretraining"]["arms"], config["tasks"]
    passes = (
        explained * (len(masking["fractions"]) - 2) * len(masking["fills"]) * len(masking["orders"])
    )
    together = min(masking["seeds_together"], seeds)
    groups = -(-seeds // together)
    remaining = max(
        REMAINING.get(config["finetuning"][task]["frozen_through"], MIDDLE) for task in tasks
    )
    shared = 1 - remaining + remaining * len(tasks) * together
    return [
        Work(
            "mask_by_controls", "masking", len(arms) * len(tasks) * seeds,
            START + 1.7 * CONTROLS * passes * seconds, 0.3,
        ),
        Work(
            "mask_by_models", "masking", len(arms) * groups * seeds,
            START + passes * len(arms) * len(tasks) * shared * 1.2 * seconds, 0.3,
        ),
    ]  # fmt: skip


def _compare(config: Mapping, explained: float, seconds: float, models: int) -> list[Work]:
    """Estimate the tables of stability, transfer and similarity."""
    similarity, size = config["similarity"], config["images"]["size"]
    pairs = models * (models - 1) / 2 * len(config["relevance"]["methods"])
    passes = sum(count_passes(method) for method in similarity["methods"]) + 12
    draws = config["comparison"]["draws"] / 1000
    judged = config["observers"]["source"] != "none"
    return [
        Work(
            "compute_rdms", "comparing", models, START + 0.7 * explained * passes * seconds, 0.5
        ),
        Work(
            "compare_stability", "comparing", 1, LIGHT + 3e-7 * pairs * explained * size**2
        ),
        Work("compare_similarity", "comparing", 1, 3 + draws * (9 + 25 * judged) * models / 7),
        Work("weigh_layers", "comparing", 1, 2 + 30 * draws),
        Work("compare_", "comparing", 3, 4, 0.5),
        Work("tabulate_", "comparing", 5, 2),
    ]  # fmt: skip
