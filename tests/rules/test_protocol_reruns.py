"""What re-runs after which change in a study of the protocol of ADVISE."""

import json
import shutil

import numpy as np
import pytest
import timm
import torch
import yaml
from PIL import Image

from face_relevance.networks import UNIT_RANGE, load
from face_relevance.store import open_store

CONFIG = "tests/advise.yaml"
NETWORKS = ["alexnet", "xception"]
METHODS = ["advise", "advise-random", "grad-cam", "random"]
TABLES = {"tabulate_protocol", "tabulate_peaks", "tabulate_performance"}
OF_SCORES = {
    "tabulate_protocol", "plot_protocol_table", "plot_protocol_ranks", "plot_protocol_measures",
}  # fmt: skip
OF_MAPS = {"plot_protocol_maps", "plot_protocol_networks", "plot_network_maps"}
# Pages quote every table, show every figure, and one of them has the whole config.
PAGES = {"write_config", "write_tables", "write_findings", "write_landing", "write_provenance"}
# The audit of more maps, which may stamp all figures of maps and scores.
ARTIFACTS = {
    "tabulate_runs",
    "audit_artifacts", "tabulate_artifacts", "plot_artifacts", "plot_artifact_evidence",
    "plot_conservation", "write_guidance", *OF_MAPS,
    *(rule for rule in OF_SCORES if rule.startswith("plot_")),
}  # fmt: skip


def plan(workflow, **changes):
    """Jobs that a dry run would execute with other keys in the config."""
    options = [f"{key}={json.dumps(value)}" for key, value in changes.items()]
    return workflow.plan(*(["--config", *options] if options else []), configfile=CONFIG)


def methods(jobs):
    """Methods that are explained and scored anew."""
    return sorted(
        {outputs.rpartition("/")[2].removesuffix(".json") for outputs in jobs["explain_and_score"]}
    )


def test_a_second_run_of_the_protocol_has_nothing_to_do(evaluated):
    assert plan(evaluated) == {}


def test_a_further_method_of_the_protocol_runs_alone(evaluated):
    jobs = plan(evaluated, protocol={"methods": [*METHODS, "gradient"]})
    assert len(jobs["explain_and_score"]) == len(NETWORKS)
    assert methods(jobs) == ["gradient"]
    assert set(jobs) == {"explain_and_score"} | OF_SCORES | ARTIFACTS | PAGES


def test_a_method_less_changes_the_audit_tables_and_figures_alone(evaluated):
    jobs = plan(evaluated, protocol={"methods": METHODS[:-1]})
    assert set(jobs) == OF_SCORES | ARTIFACTS | PAGES


def test_a_further_seed_runs_its_own_networks_and_the_tables(evaluated):
    jobs = plan(evaluated, seeds=[1, 2])
    for rule, count in {
        "train_network": len(NETWORKS),
        "check_network": len(NETWORKS),
        "count_peaks": len(NETWORKS),
        "audit_artifacts": len(NETWORKS),
        "explain_and_score": len(NETWORKS) * len(METHODS),
    }.items():
        assert len(jobs.pop(rule)) == count, rule
    drawn = {"plot_peak_counts", "plot_performance"}
    assert set(jobs) == TABLES | OF_SCORES | drawn | PAGES | (ARTIFACTS - {"audit_artifacts"})


def test_a_further_network_runs_alone_and_the_tables(evaluated):
    jobs = plan(evaluated, protocol={"networks": [*NETWORKS, "vgg16"]})
    for rule in (
        "train_network", "check_network", "count_peaks", "audit_artifacts", "explain_and_score",
    ):  # fmt: skip
        assert all("/vgg16/" in outputs for outputs in jobs[rule]), rule
    assert len(jobs["explain_and_score"]) == len(METHODS)
    assert "draw_classes" not in jobs
    assert set(jobs) >= TABLES


def test_the_width_of_a_network_trains_that_network_alone(evaluated):
    jobs = plan(evaluated, protocol={"width": {"xception": 0.125}})
    assert [outputs.split("/")[3] for outputs in jobs["train_network"]] == ["xception"]


def test_other_fractions_leave_networks_and_peaks(evaluated):
    jobs = plan(evaluated, protocol={"fractions": [0, 0.3, 1]})
    assert methods(jobs) == METHODS
    assert set(jobs) == {"explain_and_score", "tabulate_runs"} | OF_SCORES | OF_MAPS | PAGES


def test_more_held_out_images_rerun_what_chooses_by_them(evaluated):
    jobs = plan(evaluated, protocol={"held_out_per_class": 2})
    assert methods(jobs) == ["advise", "advise-random"]
    assert set(jobs) == {"explain_and_score"} | OF_SCORES | ARTIFACTS | PAGES


@pytest.fixture
def pictures(checkout):
    """A checkout with a study of published networks on two classes of three pictures."""
    for name in ("cat", "dog"):
        for view in range(3):
            path = checkout.folder / f"pictures/{name}/{view}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.full((32, 32, 3), 10 * view, np.uint8)).save(path)
    config = yaml.safe_load((checkout.folder / CONFIG).read_text())
    config["images"] = {"source": "classes", "folder": "pictures", "size": 224}
    config["protocol"] |= {"weights": "published", "files": {"xception": "xception.pth"}}
    (checkout.folder / "xception.pth").write_bytes(b"")
    (checkout.folder / CONFIG).write_text(yaml.safe_dump(config))
    return checkout


def test_published_networks_are_fetched_and_neither_trained_nor_judged(pictures):
    jobs = plan(pictures)
    assert len(jobs["fetch_network"]) == len(NETWORKS)
    assert len(jobs["read_classes"]) == 1
    assert not {"train_network", "check_network", "tabulate_performance"} & set(jobs)
    assert len(jobs["explain_and_score"]) == len(NETWORKS) * len(METHODS)
    assert len(jobs["audit_artifacts"]) == len(NETWORKS)


def test_a_file_of_weights_and_pictures_become_a_network_and_an_image_set(pictures):
    torch.manual_seed(0)
    peer = timm.create_model("legacy_xception").eval()
    torch.save(peer.state_dict(), pictures.folder / "xception.pth")
    (pictures.folder / "pictures/cat").rename(pictures.folder / "pictures/n02123045")
    results = pictures.folder / "results/tiny-advise"
    network = "results/tiny-advise/networks/xception/seed-1/weights.safetensors"
    images = "results/tiny-advise/images/classes.json"
    result = pictures.run(network, images, configfile=CONFIG)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    model, preprocessing = load("xception", pictures.folder / network)
    assert (model.classes[0], len(model.classes)) == ("tench", 1000)
    assert preprocessing == UNIT_RANGE
    assert torch.equal(model.fc.weight, peer.fc.weight)
    report = json.loads((results / "networks/xception/seed-1/training.json").read_text())
    assert (report["file"], report["published_size"]) == ("xception.pth", 299)
    read = open_store(results / "images/classes.zarr", results / "images/classes.json")
    assert set(read["class"].values) == {"tabby", "dog"}


def test_a_missing_file_of_weights_is_named(pictures):
    (pictures.folder / "xception.pth").unlink()
    result = pictures.run("--dry-run", configfile=CONFIG)
    assert result.returncode != 0
    assert "xception.pth" in result.stdout + result.stderr


def test_a_missing_folder_of_pictures_is_named_before_any_work(pictures):
    shutil.rmtree(pictures.folder / "pictures")
    result = pictures.run(configfile=CONFIG)
    assert result.returncode != 0
    assert "pictures does not exist; put there a folder" in result.stdout + result.stderr
    assert not (pictures.folder / "results").exists()
