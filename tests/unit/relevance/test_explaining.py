import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn

from face_relevance.relevance import attribute, explain_images


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 64, 2)
    ).eval()


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


def test_many_images_give_the_maps_of_each_alone_with_its_label(model, pixels):
    explained = explain_images(model, preprocess, pixels, ["no", "yes"], "epsilon-plus-flat")
    shuffled = pixels.isel(image=np.random.default_rng(1).permutation(40))
    again = explain_images(model, preprocess, shuffled, ["no", "yes"], "epsilon-plus-flat")
    xr.testing.assert_allclose(again.sel(image=pixels["image"]), explained, rtol=1e-4, atol=1e-6)
    alone = attribute(model, preprocess(pixels.values[37:38]), composite="epsilon-plus-flat")
    np.testing.assert_allclose(
        explained["relevance"].sel(image="face-37"), alone.maps[0], rtol=1e-4, atol=1e-6
    )
    assert explained["identity"].sel(image="face-37").item() == "p2"


def test_the_target_is_the_label_of_the_largest_logit(model, pixels):
    explained = explain_images(model, preprocess, pixels, ["no", "yes"], "epsilon")
    with torch.inference_mode():
        logits = model(preprocess(pixels.values))
    assert explained["target"].values.tolist() == [["no", "yes"][i] for i in logits.argmax(1)]
    np.testing.assert_allclose(explained["score"], logits.max(1).values, rtol=1e-5)


def test_the_rules_are_named(model, pixels):
    explained = explain_images(model, preprocess, pixels, ["no", "yes"], "epsilon-plus-flat")
    assert explained.attrs["method"] == "epsilon-plus-flat"
    assert "AlphaBeta(alpha=1, beta=0" in explained.attrs["rules"]
    assert explained["relevance"].attrs["units"] == "logit"
