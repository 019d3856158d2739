"""Artifacts of a network by all methods, and of many models in one table."""

import numpy as np
import pandas as pd
import pytest
import torch
import xarray as xr

from face_relevance.audit.artifacts.agreement import measure_agreement
from face_relevance.audit.artifacts.auditing import audit_network
from face_relevance.audit.artifacts.tabulating import tabulate_artifacts
from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.networks import UNIT_RANGE, VGG16, Preprocessing
from face_relevance.relevance import attribute, read_composite

THRESHOLDS = {audit: {"warn": 0.2, "fail": 0.4} for audit in AUDITS}
THRESHOLDS["border"] = {"warn": 1.5, "fail": 2}
OWN = {
    "convolution": {"rule": "gamma", "gamma": 0.1},
    "dense": {"rule": "epsilon"},
    "layers": {"conv1_1": {"rule": "w-square"}},
}


@pytest.fixture(scope="module")
def pixels():
    values = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)
    coords = {
        "image": [f"face-{i}" for i in range(4)],
        "identity": ("image", ["a", "a", "b", "c"]),
    }
    return xr.DataArray(values, coords, ("image", "y", "x", "channel"))


@pytest.fixture(scope="module")
def model():
    network = VGG16(3, 32, 0.125, (16,))
    network.initialise(torch.Generator().manual_seed(1))
    return network.eval()


@pytest.fixture(scope="module")
def audited(model, pixels):
    methods = {
        "epsilon": "epsilon", "mine": read_composite(OWN), "grad-cam": "grad-cam",
        "advise": "advise", "random": "random",
    }  # fmt: skip
    return audit_network(model, UNIT_RANGE, pixels, methods, 2, held_out=pixels[::-1])


def test_every_method_has_its_maps_and_every_image_its_labels(audited, model, pixels):
    expected = attribute(model, UNIT_RANGE(pixels.values), composite="epsilon").maps
    np.testing.assert_array_equal(audited["relevance"].sel(explained_by="epsilon"), expected)
    assert audited["image"].values.tolist() == [f"face-{i}" for i in range(4)]
    assert audited["identity"].values.tolist() == ["a", "a", "b", "c"]
    assert audited["value"].dims == ("explained_by", "audit", "image")
    assert audited["audit"].values.tolist() == list(AUDITS)
    assert (audited.attrs["network"], audited.attrs["strides"]) == ("vgg16", [2, 4, 8, 16, 32])


def test_only_composites_have_layers(audited):
    known = audited["ledger"].notnull().all("layer")
    assert known.sel(explained_by=["epsilon", "mine"]).all()
    assert not known.sel(explained_by=["grad-cam", "advise", "random"]).any()
    lost = audited["value"].sel(audit="conservation").notnull().all("image")
    np.testing.assert_array_equal(known, lost)
    shares = audited.sel(explained_by="mine")
    left = shares["ledger"].sel(layer="input") + shares["absorbed"].sum()
    assert float(left) == pytest.approx(1, abs=1e-6)
    assert shares["layer"].values[[0, -1]].tolist() == ["output", "input"]


def test_agreement_is_that_of_the_maps(audited):
    maps = {str(m): audited["relevance"].sel(explained_by=m).values
            for m in audited["explained_by"].values}  # fmt: skip
    for method, values in measure_agreement(maps).items():
        found = audited["value"].sel(explained_by=method, audit="agreement")
        np.testing.assert_allclose(found, values)


def test_colours_outside_the_range_of_the_preprocessing_are_never_blind(model, pixels):
    shifted = Preprocessing("RGB", 1.0, (-0.5, -0.5, -0.5), (0.5, 0.5, 0.5))
    found = audit_network(model, shifted, pixels, {"epsilon": "epsilon"}, 2)
    assert found["value"].sel(audit="blind").isnull().all()
    assert "blind_share" not in found
    # One method has no other to agree with.
    assert found["value"].sel(audit="agreement").isnull().all()


def make(model, values, images="abcd", methods=("one",), **attrs):
    """Make a store in which all audits of a method have the same values by image."""
    array = np.repeat(np.asarray(values, float)[:, None], len(AUDITS), axis=1)
    pretraining, task, seed = model.split("/")
    return xr.Dataset(
        {"value": (("explained_by", "audit", "image"), array)},
        {"explained_by": list(methods), "audit": list(AUDITS), "image": list(images)},
        {"network": "vgg16", "pretraining": pretraining, "task": task,
         "seed": int(seed.removeprefix("seed-"))} | attrs,
    )  # fmt: skip


def tabulate(*stores, **options):
    found = {name: data for name, data in stores}
    table = tabulate_artifacts(found, THRESHOLDS, draws=100, **options)
    return table.set_index(["pretraining", "model", "explained_by", "audit"]).sort_index()


def test_means_have_verdicts_by_model_and_pooled():
    names = [f"{arm}/gender/seed-{seed}" for arm in ("faces", "objects") for seed in (1, 2)]
    table = tabulate(*(
        (name, make(name, [[0.1 * i] * 4])) for i, name in enumerate(names, start=1)
    ))  # fmt: skip
    for i, name in enumerate(names, start=1):
        row = table.loc[name.split("/")[0], name, "one", "flips"]
        assert row["value"] == pytest.approx(0.1 * i)
        assert (row["low"], row["high"]) == (row["value"], row["value"])
        assert row["over"] == "images"
    verdicts = [table.loc[n.split("/")[0], n, "one", "flips"]["verdict"] for n in names]
    assert verdicts == ["pass", "warn", "warn", "warn"]
    pooled = table.loc["all", "all", "one", "flips"]
    assert pooled["value"] == pytest.approx(0.25)
    assert pooled["over"] == "seeds and images"
    assert pooled["low"] < 0.25 < pooled["high"]
    assert pd.isna(pooled["seed"])
    assert (pooled["network"], pooled["task"]) == ("vgg16", "all")
    assert table.loc["objects", "all", "one", "flips"]["value"] == pytest.approx(0.35)
    assert (table.loc["all", "all", "one", "flips"][["warn", "fail"]] == [0.2, 0.4]).all()


def test_ratios_are_judged_in_both_directions():
    table = tabulate(
        ("faces/gender/seed-1", make("faces/gender/seed-1", [[0.4] * 4, [1.2] * 4],
                                     methods=("starved", "even")))
    )  # fmt: skip
    row = table.loc["faces", "faces/gender/seed-1"]
    assert row.loc["starved", "border"]["verdict"] == "fail"
    assert row.loc["even", "border"]["verdict"] == "pass"


def test_twice_as_much_is_as_far_from_one_as_half_as_much():
    name = "faces/gender/seed-1"
    row = tabulate((name, make(name, [[0.5, 2, 0.25, 4]]))).loc["faces", name, "one", "border"]
    assert row["value"] == pytest.approx(1)
    assert row["low"] == pytest.approx(1 / row["high"], rel=0.3)


def test_networks_are_pooled_apart_and_pretrainings_only_where_there_are_several():
    names = ("alexnet/classification/seed-1", "vgg16/classification/seed-1")
    stores = [
        (name, make(name, [[0.1] * 4], network=name.split("/")[0], pretraining=""))
        for name in names
    ]
    table = tabulate(*stores).reset_index()
    pooled = table[(table["model"] == "all") & (table["audit"] == "noise")]
    assert sorted(pooled["network"]) == ["alexnet", "vgg16"]
    assert set(pooled["pretraining"]) == {"all"}
    assert set(pooled["over"]) == {"images"}


def test_an_image_on_which_an_audit_does_not_apply_has_no_part_in_its_mean():
    name = "faces/gender/seed-1"
    data = make(name, [[0.1, 0.3, np.nan, np.nan], [0.1, np.nan, np.nan, np.nan], [np.nan] * 4],
                methods=("two", "one", "none"))  # fmt: skip
    data["value"].loc[{"audit": "noise"}] = 0.5
    row = tabulate((name, data)).loc["faces", name]
    assert row.loc["two", "flips"]["value"] == pytest.approx(0.2)
    for method in ("one", "none"):
        assert np.isnan(row.loc[method, "flips"]["value"])
        assert row.loc[method, "flips"]["verdict"] == "none"
    assert row.loc["none", "noise"]["verdict"] == "fail"


def test_models_of_other_tasks_may_have_other_images():
    table = tabulate(
        ("random/brows/seed-1", make("random/brows/seed-1", [[0.1] * 4])),
        ("random/tint/seed-1", make("random/tint/seed-1", [[0.3] * 4], images="efgh")),
    )
    pooled = table.loc["all", "all", "one", "turns"]
    assert pooled["value"] == pytest.approx(0.2)
    assert pooled["over"] == "images"


def test_images_of_one_identity_stay_together():
    name = "faces/gender/seed-1"
    apart = make(name, [[0.1, 0.1, 0.3, 0.3]])
    together = apart.assign_coords(identity=("image", ["x", "x", "y", "y"]))
    wide, narrow = (
        tabulate((name, data)).loc["faces", name, "one", "flips"] for data in (together, apart)
    )
    assert wide["value"] == narrow["value"]
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]


def test_models_with_other_methods_are_refused():
    with pytest.raises(
        ValueError, match="explained_by 'one' is in the audit of faces/gender/seed-1 but"
    ):
        tabulate(
            ("faces/gender/seed-1", make("faces/gender/seed-1", [[0.1] * 4])),
            ("faces/gender/seed-2", make("faces/gender/seed-2", [[0.1] * 4], methods=("other",))),
        )
    with pytest.raises(ValueError, match="there are no models; audit at least one"):
        tabulate_artifacts({}, THRESHOLDS)
