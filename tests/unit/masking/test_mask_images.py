import numpy as np
import pytest
import torch
import xarray as xr
from torch import nn

from face_relevance.masking import (
    Target,
    curve,
    keep_pixels,
    mask_images,
    measure_mean_colour,
    measure_training_images,
)
from face_relevance.networks import UNIT_RANGE, VGG16

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
    arguments = {
        "fractions": [0, 0.5, 1],
        "fills": ["mean-colour"],
        "orders": ["keep-most-relevant"],
        "seed": 0,
    }
    target = Target(Brightness().eval(), "gender", CLASSES)
    curves = mask_images({"dark": target}, preprocess, images, maps, **(arguments | options))
    assert list(curves) == ["dark"]
    return curves["dark"]


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
    with pytest.raises(ValueError, match="dark knows no class 'unknown' of the task gender"):
        mask(images, maps)


def test_every_order_is_in_the_result(images, maps):
    orders = ["keep-most-relevant", "keep-least-relevant"]
    curves = mask(images, maps, orders=orders)
    assert curves["order"].values.tolist() == orders
    for order in orders:
        alone = mask(images, maps, orders=[order])
        xr.testing.assert_equal(curves.sel(order=[order]), alone)


def test_the_mean_face_is_that_of_the_training_split(images, maps):
    images["pixels"][8:, 0, 0] = np.array([[0], [20]], dtype=np.uint8)
    empty = mask(images, maps, fills=["mean-face"])["logit"].sel(fraction=0).squeeze()
    brightness = (15 * 101 + 10) / 16 / 255
    np.testing.assert_allclose(empty.sel(image="i1"), brightness - 0.5, atol=1e-6)


def test_several_targets_on_one_trunk_decide_as_each_alone():
    rng = np.random.default_rng(1)
    images = xr.Dataset(
        {
            "pixels": (
                ("image", "y", "x", "channel"),
                rng.integers(0, 256, (8, 32, 32, 3), dtype=np.uint8),
            ),
            "gender": ("image", np.array(CLASSES * 4, dtype=object)),
            "identity": ("image", np.array([f"p{i // 2}" for i in range(8)], dtype=object)),
            "split": (
                ("task", "image"),
                np.array([["test"] * 6 + ["train", "none"], ["test"] * 7 + ["train"]], object),
            ),
        },
        coords={"image": [f"i{i}" for i in range(8)], "task": ["gender", "identity"]},
    )
    trunk = VGG16(None, 32, 0.1)
    trunk.initialise(torch.Generator().manual_seed(0))
    targets = {}
    for number, (task, classes) in enumerate(
        {"gender": CLASSES, "identity": ["p0", "p1", "p2", "p3"]}.items()
    ):
        model = VGG16(len(classes), 32, 0.1, [8])
        model.initialise(torch.Generator().manual_seed(number))
        model.features.load_state_dict(trunk.features.state_dict())
        targets[f"objects/{task}"] = Target(model.eval(), task, classes)
    given = images["pixels"].isel(channel=0, image=slice(6), drop=True)
    maps = {"noise": given.copy(data=rng.normal(size=given.shape))}
    arguments = (UNIT_RANGE, images, maps, [0, 0.2, 1], ["mean-colour"], ["keep-most-relevant"], 3)
    together = mask_images(targets, *arguments)
    # The fill is the mean of what any task trains on, whatever the targets are.
    colour = measure_mean_colour(images["pixels"].values[6:])
    shown = images.set_coords("identity")["pixels"][:6]
    for name, target in targets.items():
        alone = mask_images({name: target}, *arguments)[name]
        xr.testing.assert_identical(together[name], alone)
        codes = [target.classes.index(label) for label in images[target.task].values]
        labels = images[target.task].copy(data=np.array(codes))
        plain = curve(
            target.model, UNIT_RANGE, shown, labels, maps, [0, 0.2, 1], mean_colour=colour, seed=3
        )
        xr.testing.assert_identical(alone, plain)


def test_kept_pixels_are_the_most_relevant_and_the_others_the_mean_colour(images, maps):
    context = measure_training_images(images, seed=0)
    kept = keep_pixels(images["pixels"][:2], maps["ramp"], 0.25, "mean-colour", context)
    # The ramp ascends, so that the last row of four is kept; the training images are 100 and 102.
    np.testing.assert_array_equal(kept.sel(image="i1")[3], np.full((4, 3), 220))
    np.testing.assert_array_equal(kept.sel(image="i1")[:3], np.full((3, 4, 3), 101))
    assert kept["image"].values.tolist() == ["i0", "i1"]


def test_kept_pixels_follow_maps_by_label(images, maps):
    context = measure_training_images(images, seed=0)
    different = maps["ramp"] * images["pixels"]["image"].str[1:].astype(int)
    pixels = images["pixels"][:8]
    options = (0.5, "mean-face", context)
    kept = keep_pixels(pixels, different, *options, unit="patch-2")
    shuffled = different.isel(image=[3, 1, 0, 2, 7, 6, 5, 4])
    again = keep_pixels(pixels[::-1], shuffled, *options, unit="patch-2")
    xr.testing.assert_equal(kept, again.sel(image=kept["image"]))
    with pytest.raises(ValueError, match=r"maps of the images to mask: image .*'i7'.* is missing"):
        keep_pixels(pixels, different[:7], *options)
