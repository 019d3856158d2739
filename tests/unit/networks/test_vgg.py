import pytest
import torch
from torch import nn
from torchvision.models import vgg16

from face_relevance.networks import VGG16, fold_batch_norm
from face_relevance.study.config import name_layers


@pytest.fixture
def images():
    return torch.randn(3, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def trained_looking(**design):
    """A network whose batch norms have statistics and weights like after training."""
    model = VGG16(5, 32, 0.125, **design)
    generator = torch.Generator().manual_seed(0)
    model.initialise(generator)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for values, low, high in (
                (layer.running_mean, -1, 1),
                (layer.running_var, 0.2, 3),
                (layer.weight.data, -2, 2),
                (layer.bias.data, -1, 1),
            ):
                values.uniform_(low, high, generator=generator)
    return model.eval()


@pytest.mark.parametrize("normalised", [False, True])
def test_folding_keeps_the_function_and_leaves_no_batch_norm(images, normalised):
    model = trained_looking(dense=(16, 16), normalised=normalised)
    folded = fold_batch_norm(model)
    torch.testing.assert_close(folded(images), model(images), rtol=1e-4, atol=1e-4)
    assert not any("norm" in name for name, _ in folded.named_modules())
    assert sum("norm" in name for name, _ in model.named_modules()) == 13 * normalised


def test_full_width_has_the_layers_of_torchvision():
    ours = [tuple(p.shape) for p in VGG16(1000, 224).parameters()]
    assert ours == [tuple(p.shape) for p in vgg16().parameters()]


def test_the_same_weights_give_the_output_of_torchvision(images):
    theirs = vgg16(num_classes=7).eval()
    theirs.avgpool = nn.Identity()
    theirs.classifier = nn.Sequential(nn.Linear(512, 8), nn.ReLU(), nn.Linear(8, 7))
    ours = VGG16(7, 32, dense=(8,)).eval()
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    torch.testing.assert_close(ours(images), theirs(images))


@pytest.mark.parametrize("layer", [None, "pool3", "relu5_3", "fc6", "fc8"])
def test_the_parts_of_a_split_give_the_whole(images, layer):
    model = trained_looking(dense=(16,), normalised=True)
    first, second = model.split_after(layer)
    torch.testing.assert_close(second(first(images)), model(images))


def test_the_config_knows_the_layers_of_the_network():
    config = {"network": {"dense": [16, 16]}}
    whole, _ = VGG16(5, 32, 0.125, dense=(16, 16)).split_after("fc8")
    assert [n for n, _ in whole.named_children() if n != "flatten"] == name_layers(config)


def test_the_same_seed_gives_the_same_weights():
    states = []
    for _ in range(2):
        model = VGG16(5, 32, 0.125, (16,))
        model.initialise(torch.Generator().manual_seed(3))
        states.append(model.state_dict())
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])


def test_an_image_size_that_cannot_be_halved_five_times_is_refused():
    with pytest.raises(ValueError, match="100 px is not n × 32"):
        VGG16(5, 100)


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no layer pool6; its layers are conv1_1"):
        VGG16(5, 32, 0.125).split_after("pool6")
