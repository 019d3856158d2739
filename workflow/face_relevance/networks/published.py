"""Published ImageNet weights, by torchvision's and timm's own loaders or from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch

from face_relevance.networks.alexnet import AlexNet
from face_relevance.networks.network import Network
from face_relevance.networks.preprocessing import IMAGENET, UNIT_RANGE, Preprocessing
from face_relevance.networks.resnet import ResNet50
from face_relevance.networks.vgg import VGG16
from face_relevance.networks.xception import Xception

OUTPUTS = 1000


class PublishedWeightsError(RuntimeError):
    """Published weights could not be downloaded or read; the message says what to do."""


@dataclass(frozen=True)
class Published:
    """Where the weights of an architecture were published, and for what input.

    Parameters
    ----------
    library : {"torchvision", "timm"}
        Whose loader downloads them.
    weights : str
        Their name there.
    build : type
        The architecture.
    preprocessing : Preprocessing
        Of the input.
    size : int
        Height and width of the images, in pixels, that they were trained and tested on.
    dense : mapping of str to str
        What a dense layer is called in the file, and here.
    """

    library: str
    weights: str
    build: type[Network]
    preprocessing: Preprocessing
    size: int
    dense: Mapping[str, str]


PUBLISHED = {
    "alexnet": Published(
        *("torchvision", "IMAGENET1K_V1", AlexNet, IMAGENET, 224),
        {"classifier.1": "fc6", "classifier.4": "fc7", "classifier.6": "fc8"},
    ),
    "vgg16": Published(
        *("torchvision", "IMAGENET1K_V1", VGG16, IMAGENET, 224),
        {"classifier.0": "fc6", "classifier.3": "fc7", "classifier.6": "fc8"},
    ),
    "resnet50": Published("torchvision", "IMAGENET1K_V1", ResNet50, IMAGENET, 224, {}),
    "xception": Published("timm", "legacy_xception", Xception, UNIT_RANGE, 299, {}),
}
"""What was published, by architecture. All have the 1000 classes of ImageNet, in their order."""


def download_published(name: str) -> dict[str, torch.Tensor]:
    """Download the published weights of an architecture.

    Parameters
    ----------
    name : str
        A key of `PUBLISHED`.

    Returns
    -------
    dict of torch.Tensor
        As the library has them, which keeps the file in its own cache.

    Raises
    ------
    PublishedWeightsError
        If they cannot be downloaded.
    """
    published = PUBLISHED[name]
    # Both libraries take seconds to import, which no other job should wait for.
    try:
        if published.library == "timm":
            import timm

            return timm.create_model(published.weights, pretrained=True).state_dict()
        from torchvision.models import get_model_weights

        weights = get_model_weights(name)[published.weights]
        return weights.get_state_dict(progress=False, check_hash=True)
    except (OSError, RuntimeError) as error:
        raise PublishedWeightsError(
            f"the weights of {name} could not be downloaded by {published.library} "
            f"({published.weights}): {error}; download them elsewhere and name the file in the "
            f"config: protocol: {{files: {{{name}: weights.pth}}}}"
        ) from error


def read_published(
    name: str, state: Mapping[str, torch.Tensor] | str | Path, image_size: int
) -> Network:
    """Build an architecture with published weights.

    Parameters
    ----------
    name : str
        A key of `PUBLISHED`.
    state : mapping of str to torch.Tensor, or path-like
        Weights by the names that the library gives them, or a file of them: ``.safetensors``, or
        what `torch.save` writes.
    image_size : int
        Height and width of the input in pixels. The dense layers of AlexNet and VGG-16 are for 224
        pixels alone.

    Returns
    -------
    Network
        In evaluation mode.

    Raises
    ------
    PublishedWeightsError
        If the file cannot be read, or its tensors are not those of the architecture; the message
        names the file and the tensor.
    """
    where = f"the weights of {name}"
    if not isinstance(state, Mapping):
        where += f", {state},"
        state = _read_file(Path(state), where)
    model = PUBLISHED[name].build(outputs=OUTPUTS, image_size=image_size)
    own = {_translate(key, name, model): tensor for key, tensor in state.items()}
    expected = {key: tensor.shape for key, tensor in model.state_dict().items()}
    for key in (*expected, *own):
        if key not in own:
            raise PublishedWeightsError(f"{where} lack {key!r}")
        if key not in expected:
            raise PublishedWeightsError(f"{where} hold {key!r}, which {name} has not")
        if own[key].shape != expected[key]:
            raise PublishedWeightsError(
                f"{where}: {key!r} is {tuple(own[key].shape)}, {name} for images of {image_size} "
                f"px has {tuple(expected[key])}"
            )
    model.load_state_dict(own)
    return model.eval()


def read_imagenet_labels() -> list[str]:
    """List the 1000 classes of ImageNet as torchvision calls them, in the order of the outputs."""
    from torchvision.models import AlexNet_Weights

    return list(AlexNet_Weights.IMAGENET1K_V1.meta["categories"])


def read_wordnet_labels() -> dict[str, str]:
    """Say which of these labels a WordNet id, such as ``n01440764``, stands for."""
    from timm.data import ImageNetInfo

    return dict(zip(ImageNetInfo().label_names(), read_imagenet_labels(), strict=True))


def _read_file(path: Path, where: str) -> dict[str, torch.Tensor]:
    try:
        if path.suffix == ".safetensors":
            return safetensors.torch.load_file(path)
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise PublishedWeightsError(f"{where} cannot be read: {error}") from error


def _translate(key: str, name: str, model: Network) -> str:
    """Name that a tensor of torchvision's or timm's network has in ours."""
    dense = PUBLISHED[name].dense
    layer, _, parameter = key.rpartition(".")
    if layer in dense:
        return f"classifier.{dense[layer]}.{parameter}"
    if dense and layer.startswith("features."):
        # torchvision counts the layers that we name.
        names = [f"features.{layer}" for layer, _ in model.features.named_children()]
        position = int(layer.removeprefix("features."))
        return f"{names[position]}.{parameter}" if position < len(names) else key
    return key
