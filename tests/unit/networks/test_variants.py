import pytest
import torch
from test_architectures import DENSE, images
from torch import nn

from face_relevance.networks import (
    ARCHITECTURES,
    UNIT_RANGE,
    VARIANTS,
    ScaleNorm,
    load,
    save,
    vary,
)
from face_relevance.networks.variants import make_blur
from face_relevance.relevance import attribute, trace


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def build(name, variant=None, image_size=32):
    """A small network with weights from a seed, that has seen one batch in training."""
    hidden = {"dense": (16,), "normalised": True} if name in DENSE else {}
    model = ARCHITECTURES[name](outputs=5, image_size=image_size, width=0.0625, **hidden)
    if variant:
        vary(model, variant)
    model.initialise(torch.Generator().manual_seed(0))
    with torch.no_grad():
        model.train()(images(image_size, 8))
    return model.eval()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_variant_is_built_again_from_its_file_and_can_be_traced(name, variant, tmp_path):
    model = build(name, variant)
    save(model, UNIT_RANGE, list("abcde"), tmp_path / "weights.safetensors")
    again, _ = load(name, tmp_path / "weights.safetensors")
    assert again.variant == variant
    again = again.double()
    pixels = images(32).double()
    with torch.inference_mode():
        expected = model.double()(pixels)
        assert torch.equal(again(pixels), expected)
        torch.testing.assert_close(trace(again)(pixels), expected, rtol=1e-6, atol=1e-6)
    assert expected.shape == (2, 5)
    assert not torch.allclose(expected, build(name).double()(pixels))
    relevance = attribute(again, pixels, composite="epsilon-plus")
    found = relevance.maps.flatten(1).sum(1) + relevance.absorbed.sum((1, 2))
    torch.testing.assert_close(found, relevance.score, rtol=1e-6, atol=1e-6)


def test_a_file_of_a_plain_network_says_nothing_of_variants(tmp_path):
    save(build("alexnet"), UNIT_RANGE, list("abcde"), tmp_path / "weights.safetensors")
    assert b"variant" not in (tmp_path / "weights.safetensors").read_bytes()
    assert load(None, tmp_path / "weights.safetensors")[0].variant == ""


def test_unknown_and_doubled_variants_are_refused():
    with pytest.raises(ValueError, match="no variant 'no-padding' of networks: choose one of refl"):
        vary(build("alexnet"), "no-padding")
    with pytest.raises(ValueError, match="already the variant 'no-bias'"):
        vary(build("alexnet", "no-bias"), "blur-pooling")


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_with_reflection_a_constant_image_has_no_border(name):
    grey = torch.full((1, 3, 64, 64), 0.4)
    for variant, constant in (("reflect-padding", True), (None, name == "xception")):
        graph = trace(build(name, variant, 64))
        outputs = graph.evaluate(grey)
        first = next(
            values for values, node in zip(outputs, graph.nodes, strict=True) if node.has_weights
        )
        # The first convolution of Xception has no padding to begin with.
        spread = (first - first[..., :1, :1]).abs().max() / first.abs().max()
        assert (spread < 1e-5) == constant


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_without_biases_nothing_is_left_of_them_and_twice_the_image_gives_twice_the_logits(name):
    model = build(name, "no-bias").double()
    weighted = [node for node in trace(model).nodes if node.has_weights]
    assert all(node.operation.bias is None for node in weighted)
    pixels = images(32).double() / 100  # ReLU6 clips larger values
    with torch.inference_mode():
        torch.testing.assert_close(model(2 * pixels), 2 * model(pixels))


def test_batch_norm_that_scales_divides_by_the_root_mean_square():
    norm = ScaleNorm(2, eps=0, momentum=1)
    values = torch.tensor([[[[3.0, 4.0]], [[1.0, 1.0]]]])
    root = 12.5**0.5  # of (9 + 16) / 2
    expected = torch.tensor([[[[3 / root, 4 / root]], [[1.0, 1.0]]]])
    torch.testing.assert_close(norm(values), expected)
    torch.testing.assert_close(norm.running_var, torch.tensor([12.5, 1.0]))
    torch.testing.assert_close(norm.eval()(2 * values), 2 * expected)
    assert [name for name, _ in norm.named_parameters()] == ["weight"]


def test_batch_norm_that_scales_is_a_batch_norm_without_mean_and_bias_once_trained():
    norm, peer = ScaleNorm(3), nn.BatchNorm2d(3).eval()
    norm.weight.data.copy_(torch.tensor([0.5, 1, 2]))
    norm(5 + torch.randn(8, 3, 4, 4, generator=torch.Generator().manual_seed(0)))
    peer.load_state_dict(norm.eval().state_dict())
    torch.testing.assert_close(norm(images()), peer(images()))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_with_blurring_only_fixed_blurs_have_strides(name):
    model = build(name, "blur-pooling")
    strided = [
        layer
        for layer in model.modules()
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d) and layer.stride not in (1, (1, 1))
    ]
    plain = [
        layer
        for layer in build(name).modules()
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d) and layer.stride not in (1, (1, 1))
    ]
    assert len(strided) == len(plain) > 0
    for blur in strided:
        torch.testing.assert_close(blur.weight, make_blur(len(blur.weight), 2).weight)
        assert not blur.weight.requires_grad
    again = model.untrained([1])
    for blur in (layer for layer in again.modules() if isinstance(layer, nn.Conv2d)):
        if blur.stride == (2, 2):
            torch.testing.assert_close(blur.weight, make_blur(len(blur.weight), 2).weight)


def test_blurs_come_behind_the_relu_or_in_front_of_a_shortcut():
    names = [node.name for node in trace(build("resnet50", "blur-pooling")).nodes]
    for before, after in (
        ("relu.0", "relu.1"),
        ("maxpool.0", "maxpool.1"),
        ("layer2.0.relu2.0", "layer2.0.relu2.1"),
        ("layer2.0.downsample.0.0", "layer2.0.downsample.0.1"),
    ):
        blur = before if "downsample" in before else after
        assert names.index(before) < names.index(after)
        assert f"{blur} replicate padding" in names


@pytest.mark.parametrize("stride", [2, 4])
def test_a_blur_keeps_a_constant_and_takes_away_what_its_stride_cannot_show(stride):
    blur = make_blur(1, stride)
    torch.testing.assert_close(
        blur(torch.ones(1, 1, 16, 16)), torch.ones(1, 1, *2 * [16 // stride])
    )
    wave = torch.tensor([1.0, -1.0]).repeat(8)
    blurred = blur((wave[:, None] * torch.ones(16)).view(1, 1, 16, 16))
    assert blurred[0, 0, 1:].abs().max() < 1e-6  # the first row sees its own copy
    assert blur.weight.sum() == 1


def test_the_kernel_of_a_blur_is_a_triangle():
    expected = torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    assert torch.equal(make_blur(2, 2).weight, expected.expand(2, 1, 3, 3))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_without_the_first_down_sampling_later_layers_see_twice_the_rows(name):
    rows = []
    for variant in (None, "stride-one"):
        model = build(name, variant, 64)
        graph = trace(model)
        with torch.inference_mode():
            outputs = graph.evaluate(images(64, 1))
        place = [node.name for node in graph.nodes].index(model.last_stage)
        rows.append(outputs[place].shape[2])
    # The kernels of AlexNet and Xception take some rows off, at any resolution.
    assert 1.75 * rows[0] <= rows[1] <= 2.5 * rows[0]
