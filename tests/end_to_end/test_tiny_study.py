"""One small study from nothing to its figures."""

import json
import shutil
import signal
import subprocess
import time

import numpy as np
import pandas as pd
import psutil
import pytest
from data_dictionary import find_unexplained
from findings import assert_told
from PIL import Image

from face_relevance.comparison import CONTROL_BLOCKS
from face_relevance.faces.parts import PARTS
from face_relevance.store import open_store

FIGURES = (
    "performance",
    "examples",
    "methods",
    "stability",
    "masked_examples",
    "masking_curves",
    "transfer",
    "asymmetry",
    "leakage",
    "similarity",
    "similarity_contrasts",
    "layer_weights",
    "part_weights",
    "rdms",
    "judgements",
    "trials",
    "sanity",
    "regions",
    "artifacts_vgg16",
    "artifact_evidence_vgg16_1",
    "conservation_vgg16",
)
COMPOSITES = ("epsilon-plus-flat", "gamma-box")


@pytest.fixture(scope="session")
def results(finished):
    return finished.folder / "results/tiny"


def test_every_file_column_and_array_is_explained(results):
    assert find_unexplained(results) == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_drawn_and_is_not_blank(results, name):
    pixels = np.asarray(Image.open(results / f"figures/{name}.png").convert("L"))
    assert pixels.shape[1] >= pixels.shape[0]
    assert (pixels < 128).mean() > 0.002
    assert "<text" in (results / f"figures/{name}.svg").read_text()


@pytest.mark.parametrize(
    ("name", "methods"),
    [
        ("methods", (*COMPOSITES, "grad-cam")),
        ("regions", (*COMPOSITES, "grad-cam")),
        ("transfer", COMPOSITES[:1]),
        ("similarity", COMPOSITES),
        ("performance", ()),
    ],
)
def test_figures_are_stamped_where_the_audit_failed(results, name, methods):
    verdicts = pd.read_parquet(results / "audit/artifacts.parquet")
    pooled = verdicts[(verdicts["model"] == "all") & (verdicts["pretraining"] == "all")]
    failed = set(pooled.loc[pooled["verdict"] == "fail", "explained_by"]) & set(methods)
    _, _, stamp = (results / f"figures/{name}.svg").read_text().partition("Artifact audit failed")
    assert bool(stamp) == bool(failed)
    assert all(method in stamp for method in failed)


def test_findings_are_told_of_every_figure(results):
    found = assert_told(results)
    performance = pd.read_parquet(results / "comparison/performance.parquet")
    best = performance.loc[performance["task"] == "gender", "accuracy"].max()
    told = found["answers"][0]["answer"]
    assert f"{100 * best:.0f} %" in told or f"{100 * best:.1f} %" in told
    assert "simulated observers" in found["captions"]["similarity"]
    artifacts = pd.read_parquet(results / "audit/artifacts.parquet")
    pooled = artifacts[(artifacts["model"] == "all") & (artifacts["verdict"] == "fail")]
    told = {failure["audits"].count("flips") for failure in found["failed_audits"]}
    assert (1 in told) == ("flips" in set(pooled["audit"]))


def open_maps(results, method, model="faces/identity/seed-1"):
    folder = results / "relevance" / model
    return open_store(f"{folder}/{method}.zarr", f"{folder}/{method}.json")


@pytest.mark.parametrize("method", COMPOSITES)
def test_relevance_and_what_layers_absorbed_add_up_to_the_score(results, method):
    relevance = open_maps(results, method)
    assert relevance.sizes["image"] == 24
    assert relevance.attrs["model"] == "faces/identity/seed-1"
    ledger, score = relevance["ledger"], relevance["score"]
    np.testing.assert_allclose(ledger.sel(layer="output"), score, rtol=1e-6)
    at_input = ledger.sel(layer="input")
    np.testing.assert_allclose(
        relevance["relevance"].sum(("y", "x"), dtype=np.float64), at_input, rtol=1e-3, atol=1e-5
    )
    absorbed = relevance["absorbed"].sum(("layer", "cause"))
    np.testing.assert_allclose(at_input + absorbed, score, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        relevance["channels_conv5_3"].sum("channel_conv5_3"),
        ledger.sel(layer="features.conv5_3"),
        rtol=1e-4,
        atol=1e-5,
    )


def test_a_composite_of_the_config_has_its_rules_and_its_own_maps(results):
    own, other = (open_maps(results, method) for method in ("gamma-box", "epsilon-plus-flat"))
    assert own.attrs["method"] == "gamma-box"
    for rule in ("Gamma(gamma=0.1", "Epsilon(epsilon=0.01", "Box(", "conv1_2': WSquare("):
        assert rule in own.attrs["rules"]
    assert own["target"].values.tolist() == other["target"].values.tolist()
    assert abs(own["relevance"] - other["relevance"]).max() > 0


def test_a_method_to_compare_with_has_maps_of_the_same_decisions(results):
    maps, other = (open_maps(results, method) for method in ("grad-cam", "epsilon-plus-flat"))
    assert (maps["relevance"] >= 0).all()
    assert maps["target"].values.tolist() == other["target"].values.tolist()
    assert "channels_conv5_3" not in maps


def test_every_method_is_compared(results):
    for name, column in {"stability_blocks": "method", "similarity": "representation"}.items():
        table = pd.read_parquet(results / f"comparison/{name}.parquet")
        found = {str(value).removeprefix("relevance ") for value in table[column]}
        assert {*COMPOSITES} <= found


def test_masking_ends_at_the_unmasked_figures(results):
    folder = results / "masking/objects/gender/seed-2"
    for by in ("by-seed-1", "by-seed-2", "by-controls"):
        curves = open_store(folder / f"{by}.zarr", folder / f"{by}.json")
        assert (curves["agreement"].sel(fraction=1) == 1).all()
        at_zero = curves["probability"].sel(fraction=0)
        assert (at_zero == at_zero.isel(source=0)).all()


ESTIMATES = {
    "stability_blocks": ["estimate"],
    "masking_curves": ["estimate"],
    "similarity": ["estimate"],
    "similarity_contrasts": ["difference"],
    "similarity_variance": ["share"],
    "similarity_weighted": ["estimate"],
    "layer_weights": ["weight"],
    "part_weights": ["weight"],
    "part_overlaps": ["overlap"],
    "trials": ["accuracy"],
    "judgements": ["estimate"],
    "transfer_pairs": ["area", "relative", "advantage", "kept"],
    "transfer_blocks": ["area", "relative", "advantage", "kept"],
    "transfer_asymmetry_pairs": ["area", "relative"],
    "transfer_asymmetry": ["area", "relative"],
    "order_gaps": ["gap"],
    "leakage": ["accuracy"],
    "region_shares_models": ["share", "density"],
    "region_shares": ["share", "density"],
    "../audit/sanity": ["estimate"],
}


def read_table(results, name):
    return pd.read_parquet(results / f"comparison/{name}.parquet")


def name_bounds(table, column):
    """Columns of an interval: with the estimate's name before them where a row has several."""
    return [b if f"{column}_{b}" not in table else f"{column}_{b}" for b in ("low", "high")]


@pytest.mark.parametrize(("name", "columns"), ESTIMATES.items())
def test_every_estimate_has_an_interval_around_it(results, name, columns):
    table = read_table(results, name)
    assert len(table)
    for column in columns:
        known = table.dropna(subset=column)
        low, high = name_bounds(table, column)
        assert column in {"advantage", "kept"} or len(known) == len(table)
        assert (known[low] <= known[column] + 1e-9).all(), column
        assert (known[column] <= known[high] + 1e-9).all(), column


def test_a_model_relative_to_its_own_maps_is_one(results):
    pairs = read_table(results, "transfer_pairs")
    own = pairs[pairs["source"] == pairs["target"]]
    assert (own.groupby(["fill", "measure"]).size() == 8).all()
    assert set(own["fill"]) == {"mean-colour", "gaussian-blur"}
    assert set(own["measure"]) == {"accuracy", "agreement", "probability"}
    assert (own["relative"] == 1).all()


def test_every_control_is_in_the_tables_of_transfer(results):
    for name in ("masking_curves", "transfer_blocks"):
        assert set(read_table(results, name)["block"]) >= set(CONTROL_BLOCKS) | {"same model"}


def test_asymmetry_has_every_pair_and_every_factor_once(results):
    pairs = read_table(results, "transfer_asymmetry_pairs")
    assert (pairs.groupby(["fill", "measure"]).size() == 8 * 7 / 2).all()
    rows = read_table(results, "transfer_asymmetry")
    assert set(rows["factor"]) == {"pretraining", "task", "pretraining and task"}


def test_the_shares_of_the_factors_add_up_to_one(results):
    shares = read_table(results, "transfer_factors").groupby(["fill", "measure"])["share"].sum()
    assert len(shares) == 2 * 3
    np.testing.assert_allclose(shares, 1)


def test_leakage_is_measured_for_every_source_task_and_fraction(results):
    table = read_table(results, "leakage")
    assert set(table["task"]) == {"gender", "identity"}
    # Of the fractions masked, 0.1 is the nearest both to 0.1 and to 0.3.
    assert set(table["fraction"]) == {0.1}
    assert (table.groupby(["task", "fraction", "kind"])["source"].nunique() == [3, 8] * 2).all()
    assert not table.duplicated(["task", "source", "fraction"]).any()


def test_the_shares_of_all_parts_add_up_to_one(results):
    table = read_table(results, "region_shares")
    assert set(table["part"]) == set(PARTS)
    shares = table.groupby(["method", "pretraining", "task", "sign"])["share"].sum()
    assert len(shares) == 3 * 2 * 2 * 2
    np.testing.assert_allclose(shares, 1)


def test_planted_weights_of_the_simulated_observers_are_recovered(results):
    weights = read_table(results, "part_weights")
    assert weights["simulated"].all()
    observers = weights[weights["who"] == "observers"].set_index("part")
    inside = (observers["low"] <= observers["planted"]) & (
        observers["planted"] <= observers["high"]
    )
    assert inside.all()
    assert observers["weight"].nlargest(2).index.tolist() == ["eyes", "mouth"]
    assert set(weights["who"]) == {"observers", "representation", "relevance"}


def test_similarity_has_every_kind_of_representation_and_what_was_held_constant(results):
    table = read_table(results, "similarity")
    kinds = {"features", "masked", "random-masked", "weighted", "relevance", "baseline", "part"}
    assert set(table["kind"]) == kinds
    assert set(table["controlled_for"]) == {"", "pixels, edges, gender"}
    assert set(table["conditions"]) == {12}
    assert table["simulated"].all()
    assert table["reference"].str.contains("simulated").all()


def test_sanity_is_checked_for_every_method_of_the_audit(results):
    table = read_table(results, "../audit/sanity")
    checks = table.groupby("method")["check"].unique()
    for method in COMPOSITES:
        assert set(checks[method]) == {"cascading", "independent", "class swap", "convergence"}
    assert set(checks["gradient"]) == {"cascading", "independent", "class swap"}
    layers = table.loc[table["check"] == "cascading", "layer"].unique()
    assert (layers[0], layers[-1], len(layers)) == ("fc8", "conv1_1", 15)


def test_a_study_of_one_model_has_tables_without_rows(study):
    one = ["pretraining={arms: [faces]}", "tasks=[identity]", "seeds=[1]"]
    table = "results/tiny/comparison/transfer_factors.parquet"
    result = study.run(table, "results/tiny/comparison/leakage.parquet", "--config", *one)
    assert result.returncode == 0, result.stderr
    for name, column in {
        "transfer_asymmetry_pairs": "source",
        "transfer_asymmetry": "factor",
        "transfer_factors": "share",
    }.items():
        table = read_table(study.folder / "results/tiny", name)
        assert len(table) == 0
        assert column in table
    assert len(read_table(study.folder / "results/tiny", "order_gaps")) == 2 * 3


def test_every_rule_has_a_log_and_a_benchmark(results):
    logs = {p.relative_to(results / "logs").with_suffix("") for p in results.rglob("logs/**/*.log")}
    marks = {
        p.relative_to(results / "benchmarks").with_suffix("")
        for p in results.rglob("benchmarks/**/*.jsonl")
    }
    assert logs == marks
    assert {path.parts[0] for path in logs} >= {"train_model", "explain_model", "draw_faces"}


@pytest.mark.parametrize("stop", ["kill -9 of a job", "kill -9 of everything", "Ctrl-C"])
def test_an_interrupted_run_resumes_to_the_same_results(study, stop):
    # A shell that runs the tests in the background makes its children ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reference = digests(study)
    folder = "results/tiny/models/objects/identity/seed-1"
    shutil.rmtree(study.folder / folder)
    target = f"{folder}/above_chance.json"
    with subprocess.Popen(
        study.command(target),
        cwd=study.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        jobs = wait_for_job(running.pid, "train_model")
        snakemake = psutil.Process(running.pid)
        if stop != "kill -9 of a job":
            jobs = [snakemake, *snakemake.children(recursive=True)]
        for process in jobs:
            process.send_signal(signal.SIGINT if stop == "Ctrl-C" else signal.SIGKILL)
    assert running.returncode != 0
    assert digests(study) != reference
    if stop == "kill -9 of everything":
        assert study.run("--unlock").returncode == 0
    resumed = study.run("--rerun-incomplete", target)
    assert resumed.returncode == 0, resumed.stderr
    assert digests(study) == reference
    assert study.plan() == {}


def digests(study):
    """What every manifest and every training report says of what was made."""
    folder = study.folder / "results/tiny"
    manifests = {
        str(p): json.loads(p.read_text()).get("digest")
        for p in folder.rglob("*.json")
        if "benchmarks" not in p.parts
    }
    reports = {
        str(p): json.loads(p.read_text())["weights_sha256"] for p in folder.rglob("training.json")
    }
    return manifests | reports


def wait_for_job(snakemake, script):
    """Wait until a child of Snakemake runs a script; return its processes."""
    for _ in range(600):
        children = psutil.Process(snakemake).children(recursive=True)
        if jobs := [child for child in children if any(script in a for a in child.cmdline())]:
            return jobs
        time.sleep(0.1)
    raise TimeoutError(f"{script} did not start within a minute")
