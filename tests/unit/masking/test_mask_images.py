import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn

from face_relevance.masking import mask_images

CLASSES = ["female", "male"]


class Brightness(nn.Module):
    """Says male when the image is brighter than mid-grey."""

    def forward(self, images):
        brightness = images.mean((1, 2, 3))
        return torch.stack([0.5 - brightness, brightness - 0.5], 1)


def preprocess(images):
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255


@pytest.fixture
def images():
    """Ten plain images, dark and bright in turn; the training split is mid-grey."""
    levels = np.array([40, 220] * 4 + [100, 102])
    pixels = np.broadcast_to(levels[:, None, None, None], (10, 4, 4, 3)).astype(np.uint8)
    split = ["test"] * 8 + ["train"] * 2
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), pixels),
            "gender": ("image", np.array(CLASSES * 5, dtype=object)),
            "identity": ("image", np.array([f"p{i // 2}" for i in range(10)], dtype=object)),
            "split": (("task", "image"), np.array([split], dtype=object)),
        },
        coords={"image": [f"i{i}" for i in range(10)], "task": ["gender"]},
    )


def mask(images, maps, **options):
    arguments = {"fractions": [0, 0.5, 1], "fills": ["mean-colour"], "seed": 0} | options
    return mask_images(
        Brightness().eval(), preprocess, images, "gender", CLASSES, maps, **arguments
    )


@pytest.fixture
def maps(images):
    ramp = np.broadcast_to(np.arange(16.0).reshape(4, 4), (8, 4, 4))
    return {"ramp": images["pixels"].isel(image=slice(8), channel=0).astype(float).copy(data=ramp)}


def test_the_fill_is_the_mean_colour_of_the_training_split(images, maps):
    curves = mask(images, maps)
    # Nothing kept leaves the training split's level, 101 of 255, which the model calls female.
    empty = curves["logit"].sel(fraction=0).isel(source=0, order=0, fill=0)
    expected = [0.5 - 101 / 255, 101 / 255 - 0.5]
    np.testing.assert_allclose(empty.sel(image=["i0", "i1"]), expected, atol=1e-6)


def test_truth_is_joined_by_label_and_identity_goes_along(images, maps):
    curves = mask(images.isel(image=np.random.default_rng(3).permutation(10)), maps)
    whole = curves.sel(fraction=1).isel(source=0, order=0, fill=0)
    assert (whole["correct"] == 1).all()
    assert whole["identity"].sel(image="i6").item() == "p3"


def test_every_fill_is_in_the_result(images, maps):
    curves = mask(images, maps, fills=["mean-colour", "gaussian-blur"])
    assert curves["fill"].values.tolist() == ["mean-colour", "gaussian-blur"]
    # Blur of a plain image is that image: nothing is lost.
    assert (curves["agreement"].sel(fill="gaussian-blur") == 1).all()


def test_a_class_that_the_model_does_not_know_is_named(images, maps):
    images["gender"][0] = "unknown"
    with pytest.raises(ValueError, match="knows no class 'unknown' of the task gender"):
        mask(images, maps)
