"""What studies of fields will take."""

from collections.abc import Mapping

from face_relevance.fields.settings import list_settings
from face_relevance.workload.work import LIGHT, START, Work, Workload

# Seconds to train and explain one network of one place of the square, with 500 fields of 100 x 100
# cells; and how many variants a network has.
PLACE_SECONDS = {"linear": 0.26, "mlp": 0.26, "cnn": 1.0, "echo-state": 0.6}
VARIANTS = {"linear": 2, "mlp": 2, "cnn": 3, "echo-state": 5}
# Of all folds of a seed, 50 winters and 18 x 30 cells.
SEED_SECONDS = {"linear": 1.1, "mlp": 1.2, "cnn": 1.6, "echo-state": 0.6}
SST_AUDIT_SECONDS = {"linear": 7, "mlp": 7, "cnn": 8, "echo-state": 5}
WINTERS, MONTHS = 50, 12


def estimate_fields(config: Mapping) -> Workload:
    """Estimate a study of fields.

    Parameters
    ----------
    config : mapping
        Completed.

    Returns
    -------
    Workload
    """
    if config["fields"]["source"] == "planted":
        return _estimate_planted(config)
    return _estimate_sst(config)


def _estimate_planted(config: Mapping) -> Workload:
    """Estimate a study of planted squares."""
    fields, seeds = config["fields"], len(config["seeds"])
    planted, methods = fields["planted"], fields["methods"]
    cost = planted["per_class"] / 250 * (planted["size"] / 100) ** 2
    cells = planted["size"] ** 2 / 1e4
    places, works, networks, explained = planted["grid"] ** 2, [], 0, 0
    groups = {name: (VARIANTS[name], places) for name in fields["networks"]}
    if "echo-state" in groups:
        readings = 4 * len(fields["leaks"])
        groups["fading-memory"] = (readings, planted["line"])
    for name, (variants, where) in groups.items():
        each = PLACE_SECONDS.get(name, 0.6)
        works.append(
            Work(
                f"study_places/{name}", "training", seeds,
                START + variants * where * each * cost, 1.5 * variants * cells,
            )
        )  # fmt: skip
        networks += variants * where * seeds
        explained += variants * where * seeds * len(methods) * planted["explained"]
    works += [
        Work(
            "audit_fields", "explaining", seeds * len(fields["networks"]),
            START + 0.4 * len(methods) * config["audit"]["artifact_images"] * cells,
        ),
        Work("tabulate_", "comparing", 4, 4),
        Work("write_", "figures", 5, 4, 3),
        Work("plot_", "figures", 5 + len(fields["networks"]), 3, 0.4),
    ]  # fmt: skip
    drawn = 2 * (planted["per_class"] + planted["test_per_class"])
    return Workload(networks, explained, drawn, tuple(works))


def _estimate_sst(config: Mapping) -> Workload:
    """Estimate a study of sea-surface temperatures."""
    fields, seeds = config["fields"], len(config["seeds"])
    sst = fields["sst"]
    samples = WINTERS * (MONTHS if sst["samples"] == "months" else 1)
    cost = samples / WINTERS * sst["folds"] / 5 * sst["training"]["epochs"] / 40
    works, networks = [Work("read_sst", "design", 1, LIGHT, 0.1)], 0
    for name in fields["networks"]:
        settings = len(list_settings(name, sst["caps"], sst["leaks"], sst["readings"]))
        works += [
            Work(
                f"explain_sst/{name}", "training", settings,
                START + seeds * SEED_SECONDS[name] * cost, 0.09 * seeds * samples / WINTERS,
            ),
            Work(
                f"audit_sst/{name}", "explaining", seeds, START + SST_AUDIT_SECONDS[name] * cost
            ),
        ]  # fmt: skip
        networks += settings * seeds * sst["folds"]
    works += [
        Work("tabulate_", "comparing", 3, 5),
        Work("write_", "figures", 5, 4, 3),
        Work("plot_", "figures", 6 + len(fields["networks"]), 3, 0.4),
    ]
    return Workload(networks, networks // sst["folds"] * samples, samples, tuple(works))
