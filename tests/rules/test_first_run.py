"""What a user reads first and last, and the table of all models."""

import numpy as np
import pandas as pd


def test_a_dry_run_begins_with_what_the_study_will_take(checkout):
    result = checkout.run("--dry-run")
    first = result.stderr.splitlines()[0]
    assert first.startswith("Study tiny: 1,636 images, 8 models, 576 maps; from scratch ")
    assert "minutes on 2 cores" in first
    assert "are free" in first


def test_a_finished_study_is_said_to_be_there(finished):
    result = finished.run("--dry-run")
    assert "if nothing has to be made anew" in result.stderr


def test_a_run_ends_with_what_there_is_to_open(study):
    figure = "results/tiny/figures/transfer.png"
    (study.folder / figure).unlink()
    result = study.run(figure)
    assert result.returncode == 0, result.stderr
    assert "Done. To look at:" in result.stderr
    for name in ("guidance.html", "figures", "runs.parquet"):
        assert f"results/tiny/{name} " in result.stderr


def test_a_failed_run_ends_with_the_log_of_the_first_failed_job(study):
    store = "results/tiny/relevance/faces/gender/seed-1/gamma-box"
    (study.folder / f"{store}.json").write_text('{"files": ["lost"], "digest": ""}')
    result = study.run("results/tiny/comparison/stability_blocks.parquet")
    assert result.returncode != 0
    said = result.stderr.partition("The first job that failed: compare_stability.")[2]
    assert "results/tiny/logs/compare_stability.log, ends with:" in said
    assert "lists lost, which is missing" in said
    assert "go on with: snakemake --rerun-incomplete" in said


def test_every_model_has_a_row_with_figures_provenance_and_times(finished):
    runs = pd.read_parquet(finished.folder / "results/tiny/runs.parquet")
    assert len(runs) == 8
    assert runs["model"].is_unique
    for name in ("accuracy", "own_area", "stability"):
        assert (runs[f"{name}_low"] <= runs[name]).all()
        assert (runs[name] <= runs[f"{name}_high"]).all()
    assert {"similarity_pool3", "similarity_fc6"} <= set(runs)
    assert runs["failed_audits"].notna().all()
    assert runs["weights_sha256"].str.len().eq(64).all()
    assert runs["config_sha256"].nunique() == 1
    stages = ["training_seconds", "explaining_seconds", "masking_seconds"]
    assert np.isfinite(runs[stages].to_numpy()).all()
    assert (runs[stages] > 0).all(axis=None)
