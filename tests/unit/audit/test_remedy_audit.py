"""Audits of remedies on one small network."""

import numpy as np
import pytest
import torch
import xarray as xr

from face_relevance.audit.artifacts.measuring import measure_artifacts
from face_relevance.audit.remedies import TIMED, audit_remedies, label_decisions
from face_relevance.networks import UNIT_RANGE, AlexNet, vary
from face_relevance.relevance import apply_remedy, trace

COUNT, SIZE = 5, 32
REMEDIES = ["none", "ignore-bias", "flat-first", "averaged-flips"]


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def build(variant=None):
    model = AlexNet(3, SIZE, 0.0625, (8,))
    if variant:
        vary(model, variant)
    model.initialise(torch.Generator().manual_seed(0))
    for layer in model.modules():
        if getattr(layer, "bias", None) is not None:
            layer.bias.data.fill_(0.1)
    model.classes = ["bolt", "nut", "screw"]
    return model.eval()


@pytest.fixture(scope="module")
def pixels():
    rng = np.random.default_rng(0)
    names = np.array([f"nut-{i}" for i in range(COUNT)], dtype=object)
    shown = rng.integers(0, 256, (COUNT, SIZE, SIZE, 3), dtype=np.uint8)
    return xr.DataArray(shown, dims=("image", "y", "x", "channel"), coords={"image": names})


@pytest.fixture(scope="module")
def objects(pixels):
    """The left half of every picture, of other pictures as well and in another order."""
    names = ["screw-7", *pixels["image"].values[::-1]]
    shares = np.zeros((len(names), SIZE, SIZE), np.float32)
    shares[1:, :, : SIZE // 2] = 1
    return xr.DataArray(shares, dims=("image", "y", "x"), coords={"image": names})


@pytest.fixture(scope="module")
def audited(pixels, objects):
    model = build()
    return audit_remedies(model, model, UNIT_RANGE, pixels, objects, REMEDIES, ring=2, seed=3)


def test_without_a_remedy_the_audits_are_those_of_z_plus(audited, pixels):
    graph = trace(build())
    inputs = UNIT_RANGE(pixels.values)
    explain = apply_remedy("none", graph, UNIT_RANGE.bounds)
    last = apply_remedy("none", graph.with_last_maxima(), UNIT_RANGE.bounds)
    expected = measure_artifacts(
        explain, graph, inputs, *UNIT_RANGE.bounds, graph.strides, 2, 3, tied=last
    )["value"].drop_sel(audit="agreement")
    found = audited["value"].sel(remedy="none", measure=expected["audit"].values)
    np.testing.assert_allclose(found, expected)
    assert audited["image"].values.tolist() == pixels["image"].values.tolist()
    assert audited.attrs == {"network": "alexnet", "variant": "none", "strides": [2, 4, 8]}


def test_remedies_do_what_they_are_for(audited):
    def worst(remedy, measure):
        return float(audited["value"].sel(remedy=remedy, measure=measure).max())

    assert worst("none", "blind") == 1
    assert worst("flat-first", "blind") < 0.5
    assert worst("none", "conservation") > 0.01
    assert worst("ignore-bias", "conservation") < 1e-3
    assert worst("none", "flips") > 0.1
    assert worst("averaged-flips", "flips") < 1e-5


def test_localisation_is_the_share_of_relevance_on_the_object(audited):
    density = np.abs(audited["relevance"].values)
    expected = density[..., : SIZE // 2].sum((2, 3)) / density.sum((2, 3))
    found = audited["value"].sel(measure="localisation")
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_first_images_are_timed(audited):
    seconds = audited["value"].sel(measure="seconds")
    assert np.isfinite(seconds).all("remedy").values.tolist() == [True] * TIMED + [False]
    assert seconds.sel(remedy="averaged-flips").median() > 1.5


def test_a_variant_decides_and_is_explained_by_itself(pixels, objects):
    model, plain = build("no-bias"), build()
    found = audit_remedies(model, plain, UNIT_RANGE, pixels, objects, ["none"], ring=2)
    assert found.attrs["variant"] == "no-bias"
    assert found["value"].sel(measure="conservation").max() < 1e-3
    with torch.inference_mode():
        decided = model(UNIT_RANGE(pixels.values)).argmax(1)
    assert found["decision"].values.tolist() == [model.classes[i] for i in decided]


def test_an_image_without_a_known_object_is_named(pixels, objects):
    model = build()
    with pytest.raises(ValueError, match="objects: image 'nut-0' is missing"):
        audit_remedies(
            model, model, UNIT_RANGE, pixels, objects.drop_sel(image="nut-0"), ["none"], ring=2
        )


def test_decisions_are_labelled_with_the_images():
    found = label_decisions(
        {"truth": ["nut", "bolt"], "decision": ["nut", "nut"], "identity": ["nut-0", "bolt-0"]}
    )
    assert found.sel(tested="nut-0") == 1
    assert found.sel(tested="bolt-0") == 0
