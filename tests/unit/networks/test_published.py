import urllib.error

import pytest
import safetensors.torch
import timm
import torch
import torchvision
from timm.data import ImageNetInfo

from face_relevance.networks import (
    PUBLISHED,
    UNIT_RANGE,
    PublishedWeightsError,
    download_published,
    read_published,
)
from face_relevance.networks.published import read_imagenet_labels, read_wordnet_labels

# What a name is called in the library that published its weights.
THEIRS = {
    "alexnet": torchvision.models.alexnet,
    "vgg16": torchvision.models.vgg16,
    "resnet50": torchvision.models.resnet50,
    "xception": lambda: timm.create_model("legacy_xception"),
}


def theirs(name):
    torch.manual_seed(0)
    return THEIRS[name]().eval()


@pytest.mark.parametrize(
    ("name", "size"),
    [("alexnet", 224), ("vgg16", 224), ("resnet50", 224), ("xception", 224), ("xception", 299)],
)
def test_weights_in_the_published_form_give_the_outputs_of_their_library(name, size, tmp_path):
    peer = theirs(name)
    torch.save(peer.state_dict(), tmp_path / "weights.pth")
    ours = read_published(name, tmp_path / "weights.pth", size)
    images = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        torch.testing.assert_close(ours(images), peer(images), rtol=1e-4, atol=1e-5)


def test_weights_are_read_from_safetensors_and_from_memory(tmp_path):
    state = theirs("resnet50").state_dict()
    safetensors.torch.save_file(state, tmp_path / "weights.safetensors")
    ours = read_published("resnet50", tmp_path / "weights.safetensors", 224)
    for key, tensor in read_published("resnet50", state, 224).state_dict().items():
        assert torch.equal(tensor, ours.state_dict()[key])


def test_another_architecture_in_the_file_is_named(tmp_path):
    torch.save(theirs("alexnet").state_dict(), tmp_path / "alexnet.pth")
    with pytest.raises(PublishedWeightsError, match=r"of resnet50, .*alexnet\.pth, lack 'conv1"):
        read_published("resnet50", tmp_path / "alexnet.pth", 224)


def test_a_tensor_of_another_shape_is_named():
    state = theirs("alexnet").state_dict()
    with pytest.raises(PublishedWeightsError, match=r"fc6.weight' is .*images of 96 px has"):
        read_published("alexnet", state, 96)
    with pytest.raises(PublishedWeightsError, match="hold 'extra', which alexnet has not"):
        read_published("alexnet", state | {"extra": torch.zeros(1)}, 224)


def test_a_file_that_holds_no_weights_is_named(tmp_path):
    (tmp_path / "page.pth").write_text("<html>")
    for name in ("page.pth", "absent.safetensors"):
        with pytest.raises(PublishedWeightsError, match=rf"{name}, cannot be read"):
            read_published("vgg16", tmp_path / name, 224)


@pytest.mark.parametrize("name", PUBLISHED)
def test_without_a_network_it_is_said_how_to_go_on(name, monkeypatch):
    def fail(*_, **__):
        raise urllib.error.URLError("no route")

    monkeypatch.setattr("torch.hub.load_state_dict_from_url", fail)
    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", fail)
    monkeypatch.setattr("timm.models._builder.load_state_dict_from_url", fail)
    with pytest.raises(PublishedWeightsError, match=f"{name} could not be downloaded.*no route.*f"):
        download_published(name)


def test_the_input_is_what_the_libraries_say():
    for name, published in PUBLISHED.items():
        if published.library == "timm":
            told = timm.create_model(published.weights).pretrained_cfg
            size, mean, std = told["input_size"][1], told["mean"], told["std"]
        else:
            weights = torchvision.models.get_model_weights(name)[published.weights]
            told = weights.transforms()
            size, mean, std = told.crop_size[0], tuple(told.mean), tuple(told.std)
        assert (published.size, published.preprocessing.mean, published.preprocessing.std) == (
            *(size, mean, std),
        )
        assert published.preprocessing.channels == "RGB"
    assert PUBLISHED["xception"].preprocessing == UNIT_RANGE


def test_wordnet_ids_stand_for_the_labels_of_the_outputs():
    labels, info = read_wordnet_labels(), ImageNetInfo()
    assert list(labels.values()) == read_imagenet_labels()
    assert len(set(labels.values())) == 1000
    assert labels["n01440764"] == "tench"
    described = {
        wordnet: info.label_name_to_description(wordnet, detailed=True).lower()
        for wordnet in labels
    }
    other = {label for wordnet, label in labels.items() if label.lower() not in described[wordnet]}
    # These two torchvision told apart by its own words.
    assert other == {"crane bird", "maillot tank suit"}
