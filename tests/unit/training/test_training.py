from functools import partial

import numpy as np
import pytest
import torch
import xarray as xr

from face_relevance.networks import ARCHITECTURES, UNIT_RANGE, VGG16
from face_relevance.study.protocol_checks import CARRIED
from face_relevance.training import Settings, compute_frozen_features, finetune, train_from_scratch
from face_relevance.training.fitting import fit

QUICK = Settings(epochs=6, batch_size=8, learning_rate=3e-3, weight_decay=0.01)


@pytest.fixture
def stripes():
    """Images of horizontal and vertical stripes: a task that a small network learns at once."""
    rng = np.random.default_rng(0)
    labels = np.array(["across", "down"] * 40)
    wave = np.where(np.arange(32) // 4 % 2, 200, 50)[:, None]
    pixels = np.stack(
        [np.broadcast_to(wave if n == "across" else wave.T, (32, 32)) for n in labels]
    )
    pixels = pixels[..., None] + rng.integers(-30, 30, (80, 32, 32, 3))
    split = np.array(["train"] * 48 + ["validation"] * 16 + ["test"] * 16)
    return pixels.astype(np.uint8), labels, split


@pytest.fixture
def trunk():
    model = VGG16(None, 32, 0.125, normalised=True)
    model.initialise(torch.Generator().manual_seed(0))
    return model.eval()


def train(trunk, stripes, frozen_through, seed=1, dense=(16,)):
    pixels, labels, split = stripes
    features = compute_frozen_features(trunk, UNIT_RANGE, pixels, frozen_through)
    people = np.array([f"p{i}" for i in range(len(labels))])
    return finetune(trunk, features, labels, split, people, frozen_through, dense, QUICK, seed)


@pytest.mark.parametrize("frozen_through", [None, "pool2", "pool4"])
def test_finetuning_learns_and_leaves_the_frozen_layers_alone(trunk, stripes, frozen_through):
    model, classes, report = train(trunk, stripes, frozen_through)
    assert classes == ["across", "down"]
    assert report["accuracy"]["test"] > 0.9
    inputs = UNIT_RANGE(stripes[0][:4])
    if frozen_through:
        with torch.inference_mode():
            ours = model.split_after(frozen_through)[0](inputs)
            torch.testing.assert_close(
                ours, trunk.split_after(frozen_through)[0](inputs), rtol=1e-4, atol=1e-4
            )


def test_what_is_reported_is_what_the_folded_model_decides(trunk, stripes):
    model, classes, report = train(trunk, stripes, "pool2")
    pixels, labels, split = stripes
    with torch.inference_mode():
        decided = np.array(classes)[model(UNIT_RANGE(pixels)).argmax(1).numpy()]
    assert report["test"]["decision"] == decided[split == "test"].tolist()
    assert report["test"]["truth"] == labels[split == "test"].tolist()
    assert report["test"]["identity"] == [f"p{i}" for i in range(64, 80)]


def test_the_same_seed_gives_the_same_bits_and_another_does_not(trunk, stripes):
    states = [train(trunk, stripes, "pool3", seed)[0].state_dict() for seed in (1, 1, 2)]
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])
    assert not torch.equal(states[0]["classifier.fc8.weight"], states[2]["classifier.fc8.weight"])


def test_dense_layers_up_to_the_frozen_one_are_the_pretrained_ones(stripes):
    pretrained = VGG16(7, 32, 0.125, (16, 16))
    pretrained.initialise(torch.Generator().manual_seed(0))
    pixels, labels, split = stripes
    features = compute_frozen_features(pretrained.eval(), UNIT_RANGE, pixels, "relu6")
    model, _, _ = finetune(pretrained, features, labels, split, labels, "relu6", (16, 16), QUICK, 1)
    fc6 = pretrained.classifier.get_submodule("fc6").weight
    with torch.inference_mode():
        inputs = UNIT_RANGE(pixels[:4])
        expected = torch.relu(fc6 @ torch.flatten(pretrained.features(inputs), 1).T).T
        torch.testing.assert_close(model.split_after("relu6")[0](inputs), expected)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda labels, split: (labels, np.where(split == "test", "none", split)), "test split"),
        (
            lambda labels, split: (np.where(split == "test", "new", labels), split),
            "'new' has no training image",
        ),
    ],
)
def test_splits_that_cannot_be_trained_on_are_refused(trunk, stripes, change, message):
    pixels, labels, split = stripes
    labels, split = change(labels, split)
    features = compute_frozen_features(trunk, UNIT_RANGE, pixels, "pool5")
    with pytest.raises(ValueError, match=message):
        finetune(trunk, features, labels, split, labels, "pool5", (16,), QUICK, 1)


def image_set(stripes, task, label, **described):
    pixels, labels, split = stripes
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), pixels),
            label: ("image", labels.astype(object)),
            "split": (("task", "image"), split.astype(object)[None]),
            **described,
        },
        coords={"image": [f"i{i}" for i in range(80)], "task": [task]},
    )


def test_pretraining_learns_families_and_reports_each_test_image(stripes):
    pose = ("image", "angle"), np.random.default_rng(1).normal(size=(80, 2))
    images = image_set(stripes, "pretraining", "family", pose=pose)
    build = partial(VGG16, width=0.125, dense=[16], normalised=True)
    model, classes, report = train_from_scratch(
        images, "pretraining", "family", build, QUICK, seed=1
    )
    test = report["test"]
    assert classes == ["across", "down"]
    assert model.design["outputs"] == 2 + 2
    assert np.mean(np.array(test["truth"]) == np.array(test["decision"])) > 0.9
    assert test["identity"] == [f"i{i}" for i in range(64, 80)]


@pytest.mark.parametrize("name", [name for name in ARCHITECTURES if name != CARRIED])
def test_every_architecture_learns_classes_from_scratch(stripes, name):
    design = {"width": 0.125}
    if name in ("alexnet", "vgg16"):
        design |= {"dense": [16], "normalised": True}
    model, classes, report = train_from_scratch(
        image_set(stripes, "classification", "class"),
        "classification",
        "class",
        partial(ARCHITECTURES[name], **design),
        QUICK,
        seed=1,
    )
    assert type(model) is ARCHITECTURES[name]
    assert model.design["outputs"] == 2
    assert not model.training
    test = report["test"]
    assert np.mean(np.array(test["truth"]) == np.array(test["decision"])) > 0.9
    with torch.inference_mode():
        decided = np.array(classes)[model(UNIT_RANGE(stripes[0][64:])).argmax(1)]
    assert test["decision"] == decided.tolist()


def test_a_class_without_training_images_is_named(stripes):
    pixels, labels, split = stripes
    labels = np.where(split == "test", "new", labels)
    images = image_set((pixels, labels, split), "classification", "class")
    build = partial(VGG16, width=0.125, dense=[16], normalised=True)
    with pytest.raises(ValueError, match="class 'new' has no training image"):
        train_from_scratch(images, "classification", "class", build, QUICK, seed=1)


def test_a_loss_that_diverges_stops_training():
    network = torch.nn.Linear(1, 1)
    settings = Settings(epochs=2, batch_size=2, learning_rate=1.0, weight_decay=0.0)
    with pytest.raises(FloatingPointError, match="lower the learning rate"):
        fit(network, lambda i: torch.full((2, 1), torch.inf), lambda o, i: o.sum(), 4, settings, 0)


def test_fewer_examples_than_a_batch_are_refused():
    with pytest.raises(ValueError, match="3 training examples do not fill a batch of 8"):
        fit(torch.nn.Linear(1, 1), lambda i: i, lambda o, i: o, 3, QUICK, 0)
