import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn

from face_relevance.relevance import CAUSES, attribute, explain_images, read_composite
from face_relevance.relevance import batches as batches_module

CLASSES = ["no", "yes", "perhaps"]
METHOD = "epsilon-plus-flat"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Batches of 16 images of 8 px: 40 of them make two and a half."""
    monkeypatch.setattr(batches_module, "BATCH_PIXELS", 16 * 64)


@pytest.fixture
def model():
    torch.manual_seed(0)
    layers = {
        "conv1_1": nn.Conv2d(3, 4, 3, padding=1),
        "relu1_1": nn.ReLU(),
        "conv1_2": nn.Conv2d(4, 5, 3, padding=1),
        "relu1_2": nn.ReLU(),
    }
    head = {"fc6": nn.Linear(5 * 64, 6), "relu6": nn.ReLU(), "fc8": nn.Linear(6, 3)}
    network = nn.Sequential()
    network.add_module("features", nn.Sequential(OrderedDict(layers)))
    network.add_module("flatten", nn.Flatten())
    network.add_module("classifier", nn.Sequential(OrderedDict(head)))
    return network.eval()


@pytest.fixture
def pixels():
    values = np.random.default_rng(0).integers(0, 256, (40, 8, 8, 3), dtype=np.uint8)
    labels = [f"face-{i}" for i in range(40)]
    return xr.DataArray(
        values,
        dims=("image", "y", "x", "channel"),
        coords={"image": labels, "identity": ("image", [f"p{i % 5}" for i in range(40)])},
    )


def preprocess(images):
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255


def explain(model, pixels, method=METHOD, **options):
    """All batches put together."""
    batches = list(explain_images(model, preprocess, pixels, CLASSES, method, **options))
    return xr.concat(batches, "image", data_vars="minimal") if len(batches) > 1 else batches[0]


def test_many_images_give_the_maps_of_each_alone_with_its_label(model, pixels):
    explained = explain(model, pixels)
    shuffled = pixels.isel(image=np.random.default_rng(1).permutation(40))
    again = explain(model, shuffled)
    xr.testing.assert_allclose(again.sel(image=pixels["image"]), explained, rtol=1e-4, atol=1e-6)
    alone = attribute(model, preprocess(pixels.values[37:38]), composite=METHOD)
    np.testing.assert_allclose(
        explained["relevance"].sel(image="face-37"), alone.maps[0], rtol=1e-4, atol=1e-6
    )
    assert explained["identity"].sel(image="face-37").item() == "p2"


def test_batches_come_one_by_one_and_read_no_more_than_their_pixels(model, pixels):
    seen = []

    def watch(images):
        seen.append(len(images))
        return preprocess(images)

    batches = explain_images(model, watch, pixels, CLASSES, METHOD)
    assert seen == []
    first = next(batches)
    assert seen == [16]
    assert first["image"].values.tolist() == [f"face-{i}" for i in range(16)]
    assert [batch.sizes["image"] for batch in batches] == [16, 8]


def test_images_larger_than_a_batch_come_alone(model, pixels, monkeypatch):
    monkeypatch.setattr(batches_module, "BATCH_PIXELS", 10)
    batches = explain_images(model, preprocess, pixels.isel(image=slice(2)), CLASSES, METHOD)
    assert [batch.sizes["image"] for batch in batches] == [1, 1]


def test_the_decision_is_explained_with_its_logit(model, pixels):
    explained = explain(model, pixels, "epsilon")
    with torch.inference_mode():
        logits = model(preprocess(pixels.values))
    assert explained["target"].values.tolist() == [CLASSES[i] for i in logits.argmax(1)]
    np.testing.assert_allclose(explained["score"], logits.max(1).values, rtol=1e-5)
    assert explained.attrs["explained"] == "the decision of the model on the unmasked image"


def test_the_true_class_is_explained_where_it_is_asked_for(model, pixels):
    labels = np.random.default_rng(2).choice(CLASSES, 40).astype(object)
    truth = xr.DataArray(labels, dims="image", coords={"image": pixels["image"]})
    explained = explain(model, pixels, target="truth", truth=truth[::-1])
    assert explained["target"].values.tolist() == labels.tolist()
    with torch.inference_mode():
        logits = model(preprocess(pixels.values))
    of_truth = logits[torch.arange(40), torch.tensor([CLASSES.index(name) for name in labels])]
    np.testing.assert_allclose(explained["score"], of_truth, rtol=1e-5, atol=1e-6)
    assert explained.attrs["explained"] == "the true class of the image"


def test_the_margin_is_the_decision_less_the_runner_up(model, pixels):
    explained = explain(model, pixels, "epsilon", target="margin")
    with torch.inference_mode():
        best = model(preprocess(pixels.values)).topk(2).values
    np.testing.assert_allclose(explained["score"], best[:, 0] - best[:, 1], rtol=1e-4, atol=1e-6)
    assert explained["target"].values.tolist() == explain(model, pixels)["target"].values.tolist()
    assert "against the runner-up" in explained.attrs["explained"]


@pytest.mark.parametrize("target", ["decision", "margin"])
@pytest.mark.parametrize("method", [METHOD, "epsilon"])
def test_what_layers_absorbed_and_what_reaches_the_image_add_up_to_the_score(
    model, pixels, method, target
):
    explained = explain(model, pixels, method, target=target)
    assert explained["cause"].values.tolist() == list(CAUSES)
    at_input = explained["ledger"].sel(layer="input")
    absorbed = explained["absorbed"].sum(("layer", "cause"))
    np.testing.assert_allclose(at_input + absorbed, explained["score"], rtol=1e-5, atol=1e-6)
    sums = explained["relevance"].sum(("y", "x"), dtype=np.float64)
    np.testing.assert_allclose(sums, at_input, rtol=1e-4, atol=1e-5)


def test_channels_of_a_layer_add_up_to_its_entry_in_the_ledger(model, pixels):
    explained = explain(model, pixels, channel_layers=["conv1_2", "fc6"])
    assert explained["channels_conv1_2"].dims == ("image", "channel_conv1_2")
    assert explained["channels_conv1_2"].shape == (40, 5)
    assert explained["channels_fc6"].shape == (40, 6)
    for short, full in {"conv1_2": "features.conv1_2", "fc6": "classifier.fc6"}.items():
        np.testing.assert_allclose(
            explained[f"channels_{short}"].sum(f"channel_{short}"),
            explained["ledger"].sel(layer=full),
            rtol=1e-5,
            atol=1e-6,
        )


def test_methods_without_layers_leave_channels_out(model, pixels):
    explained = explain(model, pixels, "gradient", channel_layers=["conv1_2"])
    assert "channels_conv1_2" not in explained
    assert explained["ledger"]["layer"].values.tolist() == ["output", "input"]


def test_a_composite_of_ones_own_is_applied_to_layers_by_their_short_names(model, pixels):
    description = {
        "convolution": {"rule": "gamma", "gamma": 0.1},
        "dense": {"rule": "epsilon", "epsilon": 0.1},
        "first": {"rule": "box"},
        "layers": {"conv1_2": {"rule": "w-square"}},
    }
    bounds = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    own = read_composite(description)
    explained = explain(model, pixels, "mine", composite=own, bounds=bounds)
    full = read_composite(description | {"layers": {"features.conv1_2": {"rule": "w-square"}}})
    expected = attribute(model, preprocess(pixels.values), composite=full, bounds=bounds)
    np.testing.assert_allclose(explained["relevance"], expected.maps, rtol=1e-4, atol=1e-6)
    assert explained.attrs["method"] == "mine"
    assert "WSquare" in explained.attrs["rules"]


def test_the_rules_are_named(model, pixels):
    explained = explain(model, pixels)
    assert explained.attrs["method"] == METHOD
    assert "AlphaBeta(alpha=1, beta=0" in explained.attrs["rules"]
    assert explained["relevance"].attrs["units"] == "logit"
    smooth = explain(model, pixels.isel(image=slice(1)), "smoothgrad")
    assert "SmoothGrad(samples=" in smooth.attrs["rules"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "epsilom"}, "no method 'epsilom'"),
        ({"target": "best"}, "no target 'best': choose one of decision, truth, margin"),
        ({"target": "truth"}, "needs the true class"),
        ({"channel_layers": ["conv9_9"]}, "0 layers 'conv9_9', not one: .*features.conv1_1"),
    ],
)
def test_what_does_not_exist_is_named(model, pixels, options, message):
    with pytest.raises(ValueError, match=message):
        explain(model, pixels, **options)


def test_a_true_class_that_the_model_does_not_know_is_named(model, pixels):
    truth = xr.DataArray(["never"] * 40, dims="image", coords={"image": pixels["image"]})
    with pytest.raises(ValueError, match="no class 'never'"):
        explain(model, pixels, target="truth", truth=truth)


MEASURE = """
import resource, sys
import numpy as np, torch, xarray as xr
from torch import nn
from face_relevance.relevance import explain_images
from face_relevance.store import write_batches

torch.set_num_threads(1)
torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(3, 4, 5, stride=4), nn.ReLU(), nn.Conv2d(4, 4, 5, stride=4), nn.ReLU(),
    nn.Flatten(), nn.Linear(4 * 13 * 13, 2),
).eval()

def preprocess(images):
    return torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).float() / 255

def write(count):
    face = np.random.default_rng(0).integers(0, 256, (1, 224, 224, 3), dtype=np.uint8)
    pixels = xr.DataArray(
        np.broadcast_to(face, (count, 224, 224, 3)), dims=("image", "y", "x", "channel"),
        coords={"image": [f"face-{i}" for i in range(count)]},
    )
    batches = explain_images(model, preprocess, pixels, ["no", "yes"], "epsilon-plus-flat")
    write_batches(batches, "image", sys.argv[1] + "/maps.zarr", sys.argv[1] + "/maps.json")

write(400)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write(1500)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_does_not_grow_with_the_number_of_images(tmp_path):
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEASURE, str(tmp_path)],
        env={"PYTHONPATH": str(Path(__file__).parents[3] / "workflow"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    # In mebibytes; the maps of the second run alone are 287.
    assert int(result.stdout) < 100


def test_relevance_of_units_adds_up_to_the_ledger_and_to_channels(model, pixels):
    explained = explain(model, pixels, unit_layers=["conv1_2", "fc6"], channel_layers=["conv1_2"])
    units = explained["units_conv1_2"]
    assert units.shape == (40, 5, 8, 8)
    assert explained["units_fc6"].shape == (40, 6)
    np.testing.assert_allclose(
        units.sum(units.dims[2:]), explained["channels_conv1_2"], rtol=1e-4, atol=1e-6
    )
    ledger = explained["ledger"].sel(layer="classifier.fc6")
    np.testing.assert_allclose(explained["units_fc6"].sum("fc6_axis_1"), ledger, rtol=1e-4)
