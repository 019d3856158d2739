"""Cost of passes of each architecture, and what studies of several networks will take."""

from collections.abc import Mapping

from face_relevance.workload.work import LIGHT, START, Work, Workload, count_steps

# At 224 pixels and full width: billions of multiplications of a forward pass, and milliseconds of a
# forward pass that go into moving activations, which shrink with width and not with its square.
GIGA = {"alexnet": 0.7, "vgg16": 15.5, "resnet50": 4.1, "xception": 8.4, "efficientnet-lite0": 0.4}
MOVING = {"alexnet": 4, "vgg16": 20, "resnet50": 10, "xception": 10, "efficientnet-lite0": 30}
# Milliseconds that many small layers take however small they are.
LAYERS = {"resnet50": 0.3, "xception": 0.3, "efficientnet-lite0": 0.3}
PARAMETERS = {
    "alexnet": 2.5, "vgg16": 14.7, "resnet50": 23.5, "xception": 20.8, "efficientnet-lite0": 4.7
}  # fmt: skip
GIGA_PER_SECOND = 200

METHOD_PASSES = {
    "random": 1,
    "centre-prior": 1,
    "grad-cam": 2,
    "grad-cam-plus-plus": 2,
    "score-cam": 60,
    "rise": 500,
    "integrated-gradients": 65,
    "smoothgrad": 35,
    "advise": 13,
    "advise-published": 20,
    "advise-same-image": 20,
    "advise-random": 13,
}
"""Forward passes that an explanation of one image is worth; 3 for the others."""

TRAINING_PASSES = 4.5
"""Forward passes that a step of training is worth, by image."""

AUDIT_PASSES = 35
"""Explanations of an image that its audit for artifacts is worth."""

OBJECT_CLASSES = 16
OBJECT_SECONDS = 1.7e-3
"""To draw an object of 64 pixels."""

# Trained with smaller strides there is more to compute.
VARIANT_COST = {"stride-one": 3.5, "blur-pooling": 1.4}


def time_pass(network: str, size: int, width: float) -> float:
    """Estimate the seconds of a forward pass of one image among many.

    Parameters
    ----------
    network : str
        Architecture.
    size : int
        Of the image, in pixels.
    width : float
        Of the network, 1 as published.
    """
    area = (size / 224) ** 2
    multiplying = GIGA[network] * area * width**2 / GIGA_PER_SECOND
    return multiplying + (MOVING[network] * area * width + LAYERS.get(network, 0)) / 1e3


def count_passes(method: str) -> float:
    """Return the forward passes that explaining one image is worth."""
    return METHOD_PASSES.get(method, 3)


def weigh_weights(network: str, width: float) -> float:
    """Estimate the megabytes of the weights of a network without its dense layers."""
    return 4 * PARAMETERS[network] * width**2


def estimate_protocol(config: Mapping, pictures: int) -> Workload:
    """Estimate a study of the protocol of ADVISE.

    Parameters
    ----------
    config : mapping
        Completed.
    pictures : int
        Of a folder of classes; 0 where objects are drawn.

    Returns
    -------
    Workload
    """
    protocol, size, seeds = config["protocol"], config["images"]["size"], len(config["seeds"])
    networks, methods = protocol["networks"], protocol["methods"]
    trained = protocol["weights"] == "trained"
    objects = config["images"]["objects"]
    views = objects["train_views"] + objects["validation_views"] + objects["test_views"]
    images = pictures or OBJECT_CLASSES * views
    # Classes of a folder are not counted before its pictures are read.
    explained = min(images, OBJECT_CLASSES * protocol["images_per_class"])
    megapixels = size**2 / 1e6
    drawing = OBJECT_SECONDS * (size / 64) ** 2 if not pictures else 0.01
    works = [
        Work("draw_classes", "design", 1, LIGHT + images * drawing, 0.9 * images * 3 * megapixels)
    ]
    scoring = 2 * 3 * len(protocol["fractions"])
    for name in networks:
        width = protocol["width"].get(name, 1) if trained else 1
        seconds = time_pass(name, size, width)
        steps = count_steps(protocol["training"], OBJECT_CLASSES * objects["train_views"])
        training = TRAINING_PASSES * seconds * steps if trained else 5
        works += [
            Work(
                f"train_network/{name}", "training", seeds, START + training,
                weigh_weights(name, width) + 2,
            ),
            *(
                Work(
                    f"explain_and_score/{name}", "explaining", seeds,
                    START + explained * (0.1 + (count_passes(method) + scoring) * seconds),
                    0.75 * 2 * explained * 4 * megapixels,
                )
                for method in methods
            ),
            Work(f"count_peaks/{name}", "explaining", seeds, START + explained * 0.2),
            Work(
                f"audit_artifacts/{name}", "explaining", seeds,
                START + config["audit"]["artifact_images"] * AUDIT_PASSES
                * sum(count_passes(method) * seconds + 5e-3 for method in methods),
            ),
        ]  # fmt: skip
    works += [
        Work("check_network", "training", len(networks) * seeds * trained, LIGHT),
        Work("tabulate_", "comparing", 5, 3),
        Work("write_", "figures", 5, 4, 3),
        Work("plot_", "figures", 9 + 3 * len(networks), 3, 0.4),
    ]
    models = len(networks) * seeds
    return Workload(models, models * len(methods) * explained * 2, images, tuple(works))


def estimate_remedies(config: Mapping) -> Workload:
    """Estimate a study of remedies.

    Parameters
    ----------
    config : mapping
        Completed.

    Returns
    -------
    Workload
    """
    remedies, size, seeds = config["remedies"], config["images"]["size"], len(config["seeds"])
    objects = config["images"]["objects"]
    views = objects["train_views"] + objects["validation_views"] + objects["test_views"]
    images, explained = OBJECT_CLASSES * views, OBJECT_CLASSES * remedies["images_per_class"]
    megapixels = size**2 / 1e6
    steps = count_steps(remedies["training"], OBJECT_CLASSES * objects["train_views"])
    works = [
        Work(
            "draw_classes", "design", 1, LIGHT + images * OBJECT_SECONDS * (size / 64) ** 2,
            0.9 * images * 3 * megapixels,
        )
    ]  # fmt: skip
    variants = ["none", *remedies["at_training"]]
    for name in remedies["networks"]:
        width = remedies["width"].get(name, 1)
        seconds = time_pass(name, size, width)
        for variant in variants:
            cost = VARIANT_COST.get(variant, 1.2 if variant != "none" else 1)
            explaining = 1 + len(remedies["at_explaining"]) * (variant == "none")
            works += [
                Work(
                    f"train_variant/{name}/{variant}", "training", seeds,
                    START + TRAINING_PASSES * cost * seconds * steps,
                    weigh_weights(name, width) + 1,
                ),
                Work(
                    f"audit_remedies/{name}/{variant}", "explaining", seeds,
                    START + 1.5 + explained * (0.1 + 0.07 * explaining)
                    + explained * explaining * AUDIT_PASSES * cost * seconds,
                    0.2 + explaining * explained * 4 * megapixels,
                ),
            ]  # fmt: skip
    models = len(remedies["networks"]) * len(variants) * seeds
    maps = explained * seeds * len(remedies["networks"])
    maps *= len(variants) + len(remedies["at_explaining"])
    works += [
        Work("check_variant", "training", models, LIGHT),
        Work("tabulate_", "comparing", 2, 6),
        Work("write_", "figures", 5, 4, 3),
        Work("plot_", "figures", 3 + 2 * len(remedies["networks"]), 3, 0.4),
    ]
    return Workload(models, maps, images, tuple(works))
