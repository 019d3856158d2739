import pytest
import torch
from torch import nn

from face_relevance.networks import ARCHITECTURES, UNIT_RANGE, VGG16, load, save
from face_relevance.relevance import attribute, trace

SMALL = {"outputs": 5, "width": 0.125}
DENSE = ("alexnet", "vgg16")


def build(name, image_size=64, **design):
    """A small network whose batch norms have statistics and weights like after training."""
    hidden = {"dense": (16,), "normalised": True} if name in DENSE else {}
    model = ARCHITECTURES[name](**{**SMALL, "image_size": image_size, **hidden, **design})
    generator = torch.Generator().manual_seed(0)
    model.initialise(generator)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for values, low, high in (
                (layer.running_mean, -0.5, 0.5),
                (layer.running_var, 0.5, 2),
                (layer.weight.data, 0.2, 0.8),
                (layer.bias.data, -0.2, 0.2),
            ):
                values.uniform_(low, high, generator=generator)
    return model.eval()


def images(size=64, count=2):
    return torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_traced_network_has_the_outputs_of_the_network(name):
    model = build(name)
    with torch.inference_mode():
        torch.testing.assert_close(
            trace(model).evaluate(images())[-1], model(images()), rtol=1e-4, atol=1e-4
        )


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_relevance_is_conserved_within_the_ledger(name):
    model = build(name).double()
    relevance = attribute(model, images().double(), composite="epsilon-plus")
    found = relevance.maps.flatten(1).sum(1, dtype=torch.float64) + relevance.absorbed.sum((1, 2))
    torch.testing.assert_close(found, relevance.score, rtol=1e-6, atol=1e-8)
    assert (relevance.score != 0).all()


@pytest.mark.parametrize(
    ("name", "size", "rows"),
    [
        ("alexnet", 96, 10), ("vgg16", 96, 6), ("resnet50", 96, 6), ("xception", 96, 6),
        ("alexnet", 64, 6), ("vgg16", 64, 4), ("resnet50", 64, 8), ("xception", 64, 8),
        ("alexnet", 224, 13), ("vgg16", 224, 14), ("resnet50", 224, 7), ("xception", 224, 7),
        ("xception", 299, 10), ("alexnet", 32, 5),
    ],
)  # fmt: skip
def test_the_last_stage_has_these_rows_and_columns(name, size, rows):
    model = build(name, size)
    graph = trace(model)
    position = [node.name for node in graph.nodes].index(model.last_stage)
    with torch.inference_mode():
        assert graph.evaluate(images(size, 1))[position].shape[2:] == (rows, rows)


@pytest.mark.parametrize(
    ("name", "before"),
    [("alexnet", "features.norm5"), ("vgg16", "features.norm5_3"), ("xception", "bn4")],
)
def test_the_traced_last_stage_is_after_its_batch_norm_and_before_its_relu(name, before):
    model = build(name)
    seen = []
    model.get_submodule(before).register_forward_hook(lambda *call: seen.append(call[2].clone()))
    graph = trace(model)
    position = [node.name for node in graph.nodes].index(model.last_stage)
    with torch.inference_mode():
        model(images())
        torch.testing.assert_close(
            graph.evaluate(images())[position], seen[0], rtol=1e-4, atol=1e-4
        )
    assert (seen[0] < 0).any()


def test_the_last_stage_of_resnet_is_what_the_mean_over_positions_reads():
    model = build("resnet50")
    seen = []
    model.avgpool.register_forward_hook(lambda *call: seen.append(call[1][0].clone()))
    graph = trace(model)
    position = [node.name for node in graph.nodes].index(model.last_stage)
    with torch.inference_mode():
        model(images())
        torch.testing.assert_close(
            graph.evaluate(images())[position], seen[0], rtol=1e-4, atol=1e-4
        )
    assert (seen[0] >= 0).all()


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_design_and_the_file_build_the_same_network_again(name, tmp_path):
    model = build(name)
    save(model, UNIT_RANGE, list("abcde"), tmp_path / "weights.safetensors")
    for asked in (name, None):
        again, preprocessing = load(asked, tmp_path / "weights.safetensors")
        assert type(again) is type(model)
        assert again.classes == list("abcde")
        assert preprocessing == UNIT_RANGE
        assert torch.equal(again(images()), model(images()))


def test_weights_of_another_architecture_are_refused(tmp_path):
    save(build("alexnet"), UNIT_RANGE, list("abcde"), tmp_path / "weights.safetensors")
    with pytest.raises(ValueError, match=r"weights\.safetensors holds 'alexnet', not 'resnet50'"):
        load("resnet50", tmp_path / "weights.safetensors")


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_an_untrained_network_has_other_weights_and_forgets_its_batch_norm(name):
    model = build(name)
    fresh, again = model.untrained([1, 2]), model.untrained([1, 2])
    assert all(
        torch.equal(a, b) for a, b in zip(fresh.parameters(), again.parameters(), strict=True)
    )
    assert not torch.equal(fresh(images()), model(images()))
    norms = [layer for layer in fresh.modules() if isinstance(layer, nn.BatchNorm2d)]
    assert norms
    for norm in norms:
        assert (norm.running_var == 1).all()
        assert (norm.weight == norm.weight[0]).all()
        assert not norm.running_mean.any()


def test_alexnet_and_vgg_are_for_sizes_that_they_can_halve():
    for name in DENSE:
        with pytest.raises(ValueError, match="100 px"):
            ARCHITECTURES[name](5, 100)


def test_the_widths_of_all_architectures_scale_their_channels():
    assert VGG16(5, 32, 0.125).features.conv5_3.out_channels == 64
    assert build("alexnet").features.conv5.out_channels == 32
    assert build("resnet50").fc.in_features == 256
    assert build("xception").fc.in_features == 256
