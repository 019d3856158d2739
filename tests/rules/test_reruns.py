"""What re-runs after which change."""

import json
import shutil

import pytest

# Its rows hold a digest of the whole config.
RUNS = {"tabulate_runs"}
MASKING = RUNS | {
    "mask_by_models_1_2",
    "mask_by_controls",
    "compare_leakage",
    "compare_transfer",
    "plot_transfer",
    "plot_asymmetry",
    "plot_leakage",
    "plot_masking_curves",
    "plot_masked_examples",
}
AFTER_JUDGEMENTS = RUNS | {
    "compare_similarity",
    "weigh_layers",
    "weigh_parts",
    "predict_trials",
    "plot_similarity",
    "plot_similarity_contrasts",
    "plot_layer_weights",
    "plot_part_weights",
    "plot_trials",
    "plot_rdms",
}
AFTER_RELEVANCE = (
    MASKING
    | AFTER_JUDGEMENTS
    | {
        "pack_atlas",
        "compute_rdms",
        "compare_regions",
        "compare_stability",
        "plot_model_maps",
        "plot_examples",
        "plot_methods",
        "plot_regions",
        "plot_stability",
    }
)
SANITY = {"check_sanity", "tabulate_sanity", "plot_sanity"}
# An audit of other maps may stamp every figure that rests on maps.
STAMPED = {
    rule
    for rule in AFTER_RELEVANCE | SANITY
    if rule.startswith("plot_") and rule != "plot_layer_weights"
}
ARTIFACTS = (
    STAMPED
    | RUNS
    | {
        "audit_artifacts",
        "tabulate_artifacts",
        "plot_artifacts",
        "plot_artifact_evidence",
        "plot_conservation",
        "write_guidance",
        "write_atlas",
    }
)

# Pages quote every table, and show or follow every figure; one of them has the whole config.
PAGES_OF_FIGURES = {"write_landing", "write_provenance"}
PAGES = PAGES_OF_FIGURES | {"write_tables", "write_findings"}
CONFIGURED = PAGES | {"write_config"}


def test_other_images_of_the_atlas_pack_it_anew_and_nothing_else(finished):
    jobs = finished.plan("--config", 'atlas={"images": 5}')
    # The config is told to everyone who asks for it.
    told = {"write_config", "write_provenance", "write_tables"} | RUNS
    assert set(jobs) == {"pack_atlas", "write_atlas"} | told
    assert len(jobs["pack_atlas"]) == 8


def test_another_look_of_the_atlas_packs_nothing(study):
    study.edit("workflow/face_relevance/pages/atlas/atlas.css", "margin: 0", "margin: 1px")
    assert set(study.plan()) == {"write_atlas"}


def test_a_second_run_has_nothing_to_do(finished):
    result = finished.run()
    assert result.returncode == 0
    assert "Nothing to be done" in result.stdout + result.stderr


def test_a_new_seed_runs_its_own_jobs_and_the_comparisons(finished):
    jobs = finished.plan("--config", "seeds=[1,2,3]")
    for rule in (
        "train_model", "check_model", "explain_model", "check_sanity", "audit_artifacts",
        "mask_by_controls", "compute_rdms", "pack_atlas",
    ):  # fmt: skip
        methods = 3 if rule == "explain_model" else 1
        assert len(jobs[rule]) == 4 * methods, rule
        assert all("seed-3" in outputs for outputs in jobs[rule]), rule
    # For each pretraining the new seed, alone in its group, by three source seeds, and the group of
    # the older seeds by the new one.
    assert len(jobs["mask_by_models_3"]) == 2 * 3
    assert len(jobs["mask_by_models_1_2"]) == 2
    assert all("by-seed-3" in outputs for outputs in jobs["mask_by_models_1_2"])
    assert all("/gender/" in o and "/identity/" in o for o in jobs["mask_by_models_3"])
    assert not {"draw_faces", "draw_objects", "pretrain", "compute_features"} & set(jobs)
    assert {"compare_stability", "compare_transfer", "compare_similarity"} <= set(jobs)


def test_new_masking_fractions_leave_training_and_relevance(finished):
    jobs = finished.plan("--config", 'masking={"fractions": [0, 0.2, 1]}')
    assert set(jobs) == MASKING | CONFIGURED | {"pack_atlas", "write_atlas"}


def test_another_parameter_of_a_composite_reruns_that_method_and_its_comparisons(finished):
    own = {"composites": {"gamma-box": {"convolution": {"gamma": 0.2}}}}
    jobs = finished.plan("--config", f"relevance={json.dumps(own)}")
    assert len(jobs["explain_model"]) == 8
    assert all("/gamma-box.zarr" in outputs for outputs in jobs["explain_model"])
    own = (AFTER_RELEVANCE - MASKING) | {"explain_model"} | SANITY
    assert set(jobs) == own | ARTIFACTS | CONFIGURED


def test_a_further_method_leaves_the_maps_of_the_others(finished):
    methods = ["epsilon-plus-flat", "gamma-box", "grad-cam", "random"]
    jobs = finished.plan("--config", f"relevance={json.dumps({'methods': methods})}")
    assert len(jobs["explain_model"]) == 8
    assert all("/random.zarr" in outputs for outputs in jobs["explain_model"])
    assert not ((MASKING | SANITY) - STAMPED - RUNS) & set(jobs)


def test_other_methods_of_the_audit_check_them_and_no_more(finished):
    jobs = finished.plan("--config", 'audit={"methods": ["epsilon"]}')
    assert set(jobs) == SANITY | RUNS | CONFIGURED


def test_other_thresholds_judge_and_stamp_anew_and_audit_nothing(finished):
    audit = {"thresholds": {"border": {"warn": 1.1, "fail": 1.2}}}
    jobs = finished.plan("--config", f"audit={json.dumps(audit)}")
    assert set(jobs) == (ARTIFACTS | CONFIGURED) - {"audit_artifacts", "plot_conservation"}


def test_another_border_is_audited_anew_and_nothing_else_is_measured(finished):
    jobs = finished.plan("--config", 'audit={"ring": 2}')
    assert len(jobs["audit_artifacts"]) == 8
    assert set(jobs) == ARTIFACTS | CONFIGURED


def test_a_number_that_takes_the_value_of_another_is_seen(finished):
    # The seed is 1 as well, and so many images of an identity are 2: no value comes or goes.
    jobs = finished.plan("--config", 'audit={"random_networks": 2}')
    assert set(jobs) == SANITY | RUNS | CONFIGURED


def test_other_choices_of_the_observers_leave_models_and_their_rdms(finished):
    jobs = finished.plan("--config", 'observers={"simulated": {"noise": 0.7}}')
    judged = {"simulate_observers", "describe_judgements", "plot_judgements"}
    assert set(jobs) == judged | AFTER_JUDGEMENTS | CONFIGURED


def test_another_share_of_kept_pixels_recomputes_the_rdms_alone(finished):
    jobs = finished.plan("--config", 'similarity={"kept": 0.3}')
    assert set(jobs) == AFTER_JUDGEMENTS | CONFIGURED | {"compute_rdms"}


def test_another_learning_rate_of_a_task_leaves_the_other_task(finished):
    jobs = finished.plan(
        "--config", 'finetuning={"gender": {"training": {"learning_rate": 0.003}}}'
    )
    assert len(jobs["train_model"]) == 4
    assert all("/gender/" in outputs for outputs in jobs["train_model"])
    assert "pretrain" not in jobs


def test_the_text_of_a_figure_redraws_that_figure_alone(study):
    study.edit("workflow/face_relevance/figures/transfer.py", "are worth to", "mean to")
    assert set(study.plan()) == {"plot_transfer"} | PAGES_OF_FIGURES


def test_the_relevance_engine_reruns_what_rests_on_it_and_no_training(study):
    study.edit(
        "workflow/face_relevance/relevance/explaining.py", '"units": "logit"', '"units": "1"'
    )
    assert set(study.plan()) == AFTER_RELEVANCE | PAGES | {"explain_model"}


def test_a_check_of_the_audit_reruns_itself_alone(study):
    study.edit("workflow/face_relevance/audit/sanity.py", "CLASSES = 8", "CLASSES = 7")
    assert set(study.plan()) == SANITY | PAGES


def test_an_audit_of_artifacts_reruns_what_it_may_stamp_and_no_explanation(study):
    study.edit("workflow/face_relevance/audit/artifacts/spectra.py", "REACH = 4", "REACH = 3")
    assert set(study.plan()) == ARTIFACTS | PAGES


def test_a_script_reruns_its_rule_and_what_follows(study):
    study.edit("workflow/scripts/compare_stability.py", "pd.concat", "1 and pd.concat")
    assert set(study.plan()) == {"compare_stability", "plot_stability"} | RUNS | PAGES


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("workflow/face_relevance/relevance/propagation/walk.py", '"""', '"""Also: '),
        (
            "workflow/face_relevance/training/fitting.py",
            "    network.train()\n",
            "    network.train()  # on\n",
        ),
        ("workflow/scripts/explain_model.py", "with job", "# why\nwith job"),
        ("workflow/scripts/train_model.py", '"""Fine-tune', '"""Train'),
        ("workflow/rules/training.smk", "# Requires", "# Needs"),
        ("Snakefile", "# Which pixels", "# What pixels"),
        ("config/config.yaml", "# The default", "# A default"),
    ],
)
def test_comments_and_docstrings_rerun_nothing(study, path, before, after):
    study.edit(path, before, after)
    assert study.plan() == {}


def test_a_fresh_time_stamp_on_everything_reruns_nothing(study):
    for folder in ("workflow", "config"):
        for file in (study.folder / folder).rglob("*"):
            file.touch()
    assert study.plan() == {}


def test_one_figure_needs_only_what_it_rests_on(checkout):
    jobs = checkout.plan("results/tiny/figures/transfer.png")
    assert {"plot_transfer", "mask_by_models_1_2", "mask_by_controls", "train_model"} <= set(jobs)
    assert not {"compute_rdms", "compare_stability", "plot_examples", "plot_methods"} & set(jobs)
    assert all("/epsilon-plus-flat.zarr" in outputs for outputs in jobs["explain_model"])
    jobs = checkout.plan("results/tiny/figures/performance.svg")
    assert "explain_model" not in jobs


def test_a_lost_store_that_is_made_again_equal_reruns_nothing_else(study):
    store = "results/tiny/relevance/faces/gender/seed-1/epsilon-plus-flat"
    shutil.rmtree(study.folder / f"{store}.zarr")
    (study.folder / f"{store}.json").unlink()
    result = study.run(f"{store}.json")
    assert result.returncode == 0, result.stderr
    assert (study.folder / f"{store}.zarr").is_dir()
    assert study.plan() == {}
