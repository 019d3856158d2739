from dataclasses import replace

import numpy as np
import pytest
import torch
import xarray as xr
from rsatoolbox.data import Dataset
from rsatoolbox.rdm import calc_rdm

from face_relevance.comparison.similarity import compute_rdms, weighted_features
from face_relevance.comparison.similarity.representations import Explaining, Masking, represent
from face_relevance.comparison.similarity.weighted_features import (
    divide_layers,
    weight_by_relevance,
)
from face_relevance.masking import FillContext
from face_relevance.masking.orders import seed_by_label
from face_relevance.networks import UNIT_RANGE, VGG16
from face_relevance.relevance import attribute

SIZE = 32
LAYERS = ["pool2", "fc6", "fc8"]
PATHS = {"pool2": "features.pool2", "fc6": "classifier.fc6", "fc8": "classifier.fc8"}
METHODS = ["epsilon-plus-flat", "gradient"]
MASKING = Masking(
    "epsilon-plus-flat", 0.2, "mean-colour", FillContext(mean_colour=(90, 120, 150), seed=3)
)


def make_model(seed=0):
    model = VGG16(3, SIZE, width=1 / 16, dense=(8,)).eval()
    model.initialise(torch.Generator().manual_seed(seed))
    model.classes = ["ann", "bob", "cleo"]
    return model


@pytest.fixture(scope="module")
def model():
    return make_model()


@pytest.fixture(scope="module")
def images():
    values = np.random.default_rng(0).integers(0, 256, (4, SIZE, SIZE, 3), dtype=np.uint8)
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), values),
            "identity": ("image", np.array(["ann", "bob", "bob", "dan"], dtype=object)),
        },
        coords={"image": np.array(["i0", "i1", "i2", "i3"], dtype=object)},
    )


def read(model, images, masking=MASKING, explaining=None, methods=METHODS):
    explaining = explaining or Explaining()
    found = represent(model, UNIT_RANGE, images["pixels"], LAYERS, methods, masking, explaining)
    return {what.name: (what, patterns) for what, patterns in found}


@pytest.fixture(scope="module")
def found(model, images):
    return read(model, images)


def read_by_hook(model, pixels, layer):
    """Output of a layer for one image, without the library."""
    seen = []
    hook = model.get_submodule(PATHS[layer]).register_forward_hook(lambda *a: seen.append(a[2]))
    with torch.inference_mode():
        model(UNIT_RANGE(pixels[None]))
    hook.remove()
    return seen[0][0].numpy()


def explain_alone(model, pixels, layers=()):
    return attribute(model, UNIT_RANGE(pixels[None]), composite="epsilon-plus-flat", layers=layers)


def mask_literally(pixels, values):
    """Keep the fifth of the pixels with the largest values."""
    kept = sorted(np.ndindex(SIZE, SIZE), key=lambda place: -values[place])[: round(0.2 * SIZE**2)]
    shown = np.empty_like(pixels)
    shown[:] = (90, 120, 150)
    for place in kept:
        shown[place] = pixels[place]
    return shown


def test_representations_are_named_as_later_stages_expect(found):
    described = [(w.name, w.kind, w.layer, w.method) for w, _ in found.values()]
    chosen = "epsilon-plus-flat"
    assert described == [
        *((layer, "features", layer, "") for layer in LAYERS),
        *((f"weighted {layer}", "weighted", layer, chosen) for layer in LAYERS),
        *((f"masked {layer}", "masked", layer, chosen) for layer in LAYERS),
        *((f"random-masked {layer}", "random-masked", layer, "random") for layer in LAYERS),
        *((f"relevance {method}", "relevance", "", method) for method in METHODS),
    ]
    for _, patterns in found.values():
        assert patterns.dims[0] == "image"
        assert patterns["image"].values.tolist() == ["i0", "i1", "i2", "i3"]


@pytest.mark.parametrize("layer", LAYERS)
def test_feature_rdms_equal_rsatoolbox_on_the_output_of_the_layer(model, images, found, layer):
    features = [read_by_hook(model, pixels, layer).ravel() for pixels in images["pixels"].values]
    double = np.array(features, dtype=np.float64)
    expected = calc_rdm(Dataset(double), method="correlation").get_matrices()[0]
    rdm = compute_rdms([found[layer]], images, "image")["rdm"][0]
    np.testing.assert_allclose(rdm, expected, atol=1e-5)
    means = np.array([double[0], double[1:3].mean(0), double[3]])
    expected = calc_rdm(Dataset(means), method="correlation").get_matrices()[0]
    rdm = compute_rdms([found[layer]], images, "identity")["rdm"][0]
    assert rdm["condition"].values.tolist() == ["ann", "bob", "dan"]
    np.testing.assert_allclose(rdm, expected, atol=1e-5)


@pytest.mark.parametrize("layer", LAYERS)
def test_weighted_features_are_activation_times_relative_size_of_relevance(
    model, images, found, layer
):
    for pixels, pattern in zip(
        images["pixels"].values, found[f"weighted {layer}"][1].values, strict=True
    ):
        relevance = explain_alone(model, pixels, [PATHS[layer]]).hidden[PATHS[layer]][0].numpy()
        activation = read_by_hook(model, pixels, layer)
        assert activation.shape == pattern.shape
        largest = max(abs(value) for value in relevance.flat)
        for place in np.ndindex(activation.shape):
            expected = activation[place] * abs(relevance[place]) / largest
            assert pattern[place] == pytest.approx(expected, rel=1e-3, abs=1e-5)


def test_at_the_last_layer_only_the_explained_output_is_left(found):
    logits, weighted = found["fc8"][1].values, found["weighted fc8"][1].values
    rows, decision = np.arange(4), logits.argmax(1)
    assert (np.count_nonzero(weighted, axis=1) == 1).all()
    np.testing.assert_allclose(weighted[rows, decision], logits[rows, decision], rtol=1e-4)


@pytest.mark.parametrize("layer", LAYERS)
def test_masked_features_are_those_of_the_most_relevant_fifth(model, images, found, layer):
    for place, pixels in enumerate(images["pixels"].values):
        maps = explain_alone(model, pixels).maps[0].numpy()
        expected = read_by_hook(model, mask_literally(pixels, maps), layer)
        np.testing.assert_allclose(found[f"masked {layer}"][1][place], expected, atol=1e-4)


def test_random_masks_keep_as_many_pixels_by_chance_the_same_for_every_model(images):
    for model in (make_model(0), make_model(1)):
        patterns = read(model, images)["random-masked pool2"][1]
        for label, pattern in zip(images["image"].values, patterns.values, strict=True):
            values = seed_by_label(3, "random", label).random((SIZE, SIZE), dtype=np.float32)
            shown = mask_literally(images["pixels"].sel(image=label).values, values)
            np.testing.assert_allclose(pattern, read_by_hook(model, shown, "pool2"), atol=1e-4)


def test_relevance_maps_are_those_of_each_image_alone(model, images, found):
    for place, pixels in enumerate(images["pixels"].values):
        alone = explain_alone(model, pixels).maps[0]
        maps = found["relevance epsilon-plus-flat"][1]
        np.testing.assert_allclose(maps[place], alone, rtol=1e-3, atol=1e-6)


def test_the_same_seed_gives_the_same_bits_and_another_one_other_random_masks(model, images, found):
    again = read(model, images)
    for name, (_, patterns) in found.items():
        np.testing.assert_array_equal(patterns, again[name][1])
    context = replace(MASKING.context, seed=4)
    other = read(model, images, replace(MASKING, context=context))
    np.testing.assert_array_equal(found["masked pool2"][1], other["masked pool2"][1])
    assert (found["random-masked pool2"][1] != other["random-masked pool2"][1]).any()


def test_shuffled_images_give_the_same_rdms(model, images, found):
    shuffled = images.isel(image=[2, 0, 3, 1])
    for conditions in ("image", "identity"):
        rdms = compute_rdms(found.values(), images, conditions)
        again = compute_rdms(read(model, shuffled).values(), shuffled, conditions)
        xr.testing.assert_allclose(rdms, again, atol=1e-4)


def test_layers_that_are_weighted_in_groups_give_the_same_features(
    model, images, found, monkeypatch
):
    monkeypatch.setattr(weighted_features, "HELD", 1)
    again = read(model, images)
    for layer in LAYERS:
        np.testing.assert_array_equal(again[f"weighted {layer}"][1], found[f"weighted {layer}"][1])


def test_layers_are_held_together_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(weighted_features, "HELD", 10)
    layer_bytes = {"pool1": 30, "pool2": 6, "pool3": 4, "fc6": 1}
    assert list(divide_layers(layer_bytes)) == [["pool1"], ["pool2", "pool3"], ["fc6"]]


def test_only_composites_weight_features(model, images):
    names = read(model, images, replace(MASKING, method="gradient"), methods=["epsilon"])
    assert not any(name.startswith("weighted") for name in names)
    assert names["masked fc6"][0].method == "gradient"
    mine = {"convolution": {"rule": "gamma", "gamma": 0.1}, "dense": {"rule": "epsilon"}}
    explaining = Explaining(composites={"mine": mine})
    own = read(model, images, replace(MASKING, method="mine"), explaining, ["mine"])
    assert own["weighted fc6"][0].method == "mine"


def test_the_truth_is_explained_where_the_model_has_an_output_for_it(model, images, caplog):
    truth = images["identity"].copy(data=np.array(["cleo", "bob", "ann", "ann"], dtype=object))
    weighted = read(model, images, explaining=Explaining("truth", truth[::-1]))["weighted fc8"][1]
    assert [np.flatnonzero(pattern).tolist() for pattern in weighted.values] == [[2], [1], [0], [0]]
    assert not caplog.records


def test_the_decision_of_faces_that_the_model_does_not_know_is_explained(
    model, images, found, caplog
):
    unknown = read(model, images, explaining=Explaining("truth", images["identity"]))
    assert "the decision is explained and not the truth" in caplog.text
    assert "'dan'" in caplog.text
    np.testing.assert_array_equal(unknown["weighted fc6"][1], found["weighted fc6"][1])


def test_an_image_without_relevance_has_no_weighted_features():
    features = np.array([[1.0, 2, 3], [4, 5, 6]])
    relevance = np.array([[0.0, 0, 0], [-2, 1, 0]])
    np.testing.assert_array_equal(
        weight_by_relevance(features, relevance), [[0, 0, 0], [4, 2.5, 0]]
    )
