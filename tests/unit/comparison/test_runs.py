import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from face_relevance.comparison.field_runs import describe_places, describe_winters
from face_relevance.comparison.runs import (
    average_seeds,
    describe_run,
    find_own_areas,
    join_runs,
    list_failed_audits,
    name_factors,
    spread_similarity,
    sum_seconds,
)

MODELS = ["faces/gender/seed-1", "faces/gender/seed-2", "faces/gender/seed-3"]
FACTORS = ["pretraining", "task", "seed"]


def write_benchmark(path, *seconds):
    path.write_text("".join(json.dumps({"s": s}) + "\n" for s in seconds))
    return path


def test_names_are_split_into_factors():
    table = name_factors(["vgg16/no-bias/seed-12"], ["network", "variant", "seed"])
    assert table.to_dict("records") == [
        {"model": "vgg16/no-bias/seed-12", "network": "vgg16", "variant": "no-bias", "seed": 12}
    ]


@pytest.mark.parametrize(
    ("models", "message"), [(["vgg16/seed-1"], "has not the parts"), (MODELS[:1] * 2, "twice")]
)
def test_a_name_of_another_form_is_refused(models, message):
    with pytest.raises(ValueError, match=message):
        name_factors(models, FACTORS)


def test_the_own_area_is_that_of_the_model_by_its_own_maps():
    row = {"fill": "mean-colour", "measure": "accuracy", "low": 0.5, "high": 0.7}
    pairs = pd.DataFrame(
        [
            {**row, "source": MODELS[0], "target": MODELS[0], "area": 0.6},
            {**row, "source": MODELS[0], "target": MODELS[1], "area": 0.4},
            {**row, "source": MODELS[0], "target": MODELS[0], "area": 0.9, "measure": "agreement"},
            {**row, "source": MODELS[0], "target": MODELS[0], "area": 0.8, "fill": "blur"},
        ]
    )
    (found,) = find_own_areas(pairs, "mean-colour").to_dict("records")
    assert found == {
        "model": MODELS[0], "own_area": 0.6, "own_area_low": 0.5, "own_area_high": 0.7
    }  # fmt: skip


def test_the_stability_of_a_model_is_the_mean_over_its_pairs_of_seeds():
    row = {"method": "epsilon", "maps": "raw", "measure": "pearson", "block": "other seed"}
    pairs = pd.DataFrame(
        [
            {**row, "source": MODELS[0], "target": MODELS[1], "estimate": 0.8, "low": 0.7},
            {**row, "source": MODELS[0], "target": MODELS[2], "estimate": 0.6, "low": 0.4},
            {**row, "source": MODELS[1], "target": MODELS[2], "estimate": 0.1, "low": 0.0},
            {**row, "source": MODELS[0], "target": "objects/gender/seed-1", "estimate": 0.0}
            | {"low": 0.0, "block": "other pretraining"},
        ]
    ).assign(high=0.9)
    found = average_seeds(pairs, "epsilon").set_index("model")
    assert found.loc[MODELS[0], "stability"] == pytest.approx(0.7)
    assert found.loc[MODELS[0], "stability_low"] == pytest.approx(0.55)
    assert found.loc[MODELS[1], "stability"] == pytest.approx(0.45)
    assert found.loc[MODELS[0], "stability_high"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("settings", "column"), [(["2D"], "similarity_fc6"), (["2D", "3D"], "similarity_2D_fc6")]
)
def test_similarity_has_a_column_by_layer(settings, column):
    seeds = pd.DataFrame(
        [
            {"setting": setting, "pretraining": "faces", "task": "gender", "seed": 1}
            | {"kind": kind, "layer": layer, "estimate": estimate}
            for setting in settings
            for kind, layer, estimate in (
                ("features", "pool5", 0.1), ("features", "fc6", 0.2), ("masked", "fc6", 0.3)
            )
        ]
    )  # fmt: skip
    table = spread_similarity(seeds, FACTORS)
    assert table[column].tolist() == [0.2]
    assert len(table.columns) == len(FACTORS) + 2 * len(settings)


def test_failed_audits_are_named_by_method_and_models_without_audit_stay_open():
    row = {"pretraining": "", "task": "classification", "network": "vgg16", "seed": 1, "model": "m"}
    artifacts = pd.DataFrame(
        [
            {**row, "explained_by": "epsilon", "audit": "flips", "verdict": "fail"},
            {**row, "explained_by": "epsilon", "audit": "noise", "verdict": "fail"},
            {**row, "explained_by": "gradient", "audit": "flips", "verdict": "warn"},
            {**row, "explained_by": "epsilon", "audit": "grid", "verdict": "fail", "model": "all"},
        ]
    )
    models = name_factors(
        ["vgg16/none/seed-1", "vgg16/no-bias/seed-1"], ["network", "variant", "seed"]
    )
    joined = join_runs(models, [list_failed_audits(artifacts, models)])
    assert joined["failed_audits"][0] == "epsilon: flips, noise"
    assert pd.isna(joined["failed_audits"][1])


def test_seconds_of_a_shared_job_are_shared_out(tmp_path):
    own = write_benchmark(tmp_path / "own.jsonl", 99, 10)
    shared = write_benchmark(tmp_path / "shared.jsonl", 8)
    assert sum_seconds({own: 1, shared: 4}) == 12
    assert np.isnan(sum_seconds({own: 1, tmp_path / "lost.jsonl": 1}))


def test_published_weights_have_no_accuracy(tmp_path):
    weights, manifest = tmp_path / "weights", tmp_path / "manifest"
    weights.touch()
    manifest.touch()
    origin = {"weights_sha256": "ab", "code_revision": "cd", "versions": "torch 2", "rules": "x"}
    row = describe_run("vgg16/seed-1", {}, origin, weights, manifest, {"training": {}})
    assert np.isnan(row["accuracy"])
    assert np.isnan(row["training_seconds"])
    assert row["weights_sha256"] == "ab"
    assert "rules" not in row
    assert row["trained"].endswith("+00:00")


def test_every_variant_of_a_planted_job_has_a_row(tmp_path):
    right = np.ones((2, 10, 20))
    right[1, :, ::2] = 0
    store = xr.Dataset(
        {"right": (("variant", "position", "tested"), right)},
        {
            "variant": ["mlp", "mlp-permuted"],
            "network": ("variant", ["mlp", "mlp"]),
            "position": [f"{i}-0" for i in range(10)],
        },
        {"seed": 3, "code_revision": "cd", "versions": "torch 2"},
    )
    (tmp_path / "manifest").touch()
    benchmark = write_benchmark(tmp_path / "b.jsonl", 30)
    rows = describe_places(store, tmp_path / "manifest", benchmark)
    assert [row["model"] for row in rows] == ["mlp/seed-3", "mlp-permuted/seed-3"]
    assert [row["accuracy"] for row in rows] == [1, 0.5]
    assert all(row["accuracy_low"] <= row["accuracy"] <= row["accuracy_high"] for row in rows)
    assert {row["seconds"] for row in rows} == {15}


def test_every_seed_of_a_setting_has_a_row_joined_by_winter(tmp_path):
    times = ["w1", "w2", "w3", "w4"]
    store = xr.Dataset(
        {"decision": (("seed", "time"), [["a", "a", "b", "b"], ["a", "b", "b", "b"]])},
        {"seed": [1, 2], "time": times, "winter": ("time", times)},
        {"network": "cnn", "setting": "base", "code_revision": "cd", "versions": "torch 2"},
    )
    classes = xr.DataArray(["b", "b", "a", "a"], {"time": times[::-1]}, ("time",))
    (tmp_path / "manifest").touch()
    benchmark = write_benchmark(tmp_path / "b.jsonl", 30)
    rows = describe_winters(store, tmp_path / "manifest", benchmark, classes)
    assert [row["accuracy"] for row in rows] == [1, 0.75]
    assert [row["model"] for row in rows] == ["cnn/base/seed-1", "cnn/base/seed-2"]
    assert rows[0]["chance"] == 0.5
