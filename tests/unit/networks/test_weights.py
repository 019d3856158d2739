import numpy as np
import pytest
import torch
from onnx import helper, numpy_helper
from safetensors.torch import save_file

from face_relevance.networks import (
    IMAGENET_CAFFE,
    UNIT_RANGE,
    VGG16,
    Preprocessing,
    activations,
    load,
    read_layers,
    save,
)
from face_relevance.networks.keras_vgg import read_keras_vgg_trunk


@pytest.fixture
def model():
    model = VGG16(2, 32, 0.125, (16,))
    model.initialise(torch.Generator().manual_seed(0))
    return model.eval()


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)


def test_a_loaded_network_is_the_saved_one(model, pixels, tmp_path):
    save(model, IMAGENET_CAFFE, ["female", "male"], tmp_path / "weights.safetensors")
    loaded, preprocessing = load("vgg16", tmp_path / "weights.safetensors")
    assert preprocessing == IMAGENET_CAFFE
    assert loaded.classes == ["female", "male"]
    assert not loaded.training
    inputs = preprocessing(pixels)
    assert torch.equal(loaded(inputs), model(inputs))


def test_the_same_network_gives_the_same_bytes(model, tmp_path):
    digests = [save(model, UNIT_RANGE, ["a", "b"], tmp_path / f"{i}.safetensors") for i in range(3)]
    assert len(set(digests)) == 1
    assert len({(tmp_path / f"{i}.safetensors").read_bytes() for i in range(3)}) == 1


def test_weights_of_unknown_origin_are_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match=r"other\.safetensors holds None, not 'vgg16'"):
        load("vgg16", tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match=r"other\.safetensors holds None, not a network of this"):
        load(None, tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match="unknown architecture 'vgg17'"):
        load("vgg17", tmp_path / "other.safetensors")


@pytest.mark.parametrize("preprocessing", [UNIT_RANGE, IMAGENET_CAFFE], ids=["RGB", "BGR"])
def test_bounds_are_the_extremes_that_pixels_reach_by_channel(preprocessing):
    pixels = np.arange(256, dtype=np.uint8)[:, None, None, None].repeat(3, axis=-1)
    inputs = preprocessing(pixels).flatten(1)
    low, high = preprocessing.bounds
    assert low == tuple(inputs.min(0).values.tolist())
    assert high == tuple(inputs.max(0).values.tolist())


def test_caffe_preprocessing_swaps_channels_and_subtracts_means():
    red = np.zeros((1, 2, 2, 3), np.uint8)
    red[..., 0] = 200
    values = IMAGENET_CAFFE(red)[0, :, 0, 0].numpy()
    np.testing.assert_allclose(values, [-103.939, -116.779, 200 - 123.68], rtol=1e-6)


def test_unit_range_maps_black_to_minus_one_and_white_to_one():
    extremes = np.stack([np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)])
    values = UNIT_RANGE(extremes)
    assert values[0].unique().tolist() == [-1]
    assert values[1].unique().tolist() == [1]


def test_images_of_another_form_are_refused():
    with pytest.raises(ValueError, match=r"uint8 \(N, y, x, 3\), not float64"):
        UNIT_RANGE(np.zeros((1, 4, 4, 3)))
    with pytest.raises(ValueError, match="RGB or BGR"):
        Preprocessing("GBR", 1.0, (0, 0, 0), (1, 1, 1))


def keras_file(model, leave_out=()):
    tensors = []
    for name, layer in model.features.named_children():
        if name.startswith("conv") and name not in leave_out:
            block, i = name.removeprefix("conv").split("_")
            stem = f"functional_1/block{block}_conv{i}_1"
            for suffix, value in (("convolution/Read:0", layer.weight), ("Squeeze:0", layer.bias)):
                tensors.append(numpy_helper.from_array(value.detach().numpy(), f"{stem}/{suffix}"))
    return helper.make_model(helper.make_graph([], "vgg", [], [], tensors)).SerializeToString()


def test_a_keras_trunk_lands_in_the_right_layers():
    source, target = VGG16(None, 32), VGG16(None, 32)
    source.initialise(torch.Generator().manual_seed(5))
    read_keras_vgg_trunk(keras_file(source), target)
    for name, parameter in source.named_parameters():
        assert torch.equal(parameter, target.get_parameter(name)), name


def test_a_keras_file_without_a_layer_is_refused():
    with pytest.raises(ValueError, match="block4_conv2_1"):
        read_keras_vgg_trunk(keras_file(VGG16(None, 32), ["conv4_2"]), VGG16(None, 32))
    with pytest.raises(ValueError, match="conv1_1: the file holds"):
        read_keras_vgg_trunk(keras_file(VGG16(None, 32)), VGG16(None, 32, 0.5))


def test_layers_are_read_in_the_order_of_the_network(model, pixels):
    read = dict(read_layers(model, UNIT_RANGE, pixels, ["fc8", "pool2"]))
    assert list(read) == ["pool2", "fc8"]
    assert read["pool2"].shape == (4, 16, 8, 8)
    with torch.inference_mode():
        np.testing.assert_allclose(read["fc8"], model(UNIT_RANGE(pixels)).numpy(), atol=1e-5)


def test_an_unknown_layer_is_named(model, pixels):
    with pytest.raises(ValueError, match="no layer pool9"):
        list(read_layers(model, UNIT_RANGE, pixels, ["pool9"]))


def test_layers_of_many_images_are_those_of_few(model, pixels, monkeypatch):
    whole = dict(read_layers(model, UNIT_RANGE, pixels, ["conv1_1", "pool3", "fc8"]))
    monkeypatch.setattr(activations, "BATCH", 3)
    for layer, values in read_layers(model, UNIT_RANGE, pixels, ["conv1_1", "pool3", "fc8"]):
        np.testing.assert_allclose(values, whole[layer], atol=1e-5)
        assert not torch.is_inference_mode_enabled()
