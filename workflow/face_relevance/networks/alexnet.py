"""AlexNet (Krizhevsky 2014, as torchvision has it) of any width, with layers named by number."""

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import nn

from face_relevance.networks.network import Network, scale_channels
from face_relevance.networks.vgg import dense_layers

# Channels, size of the kernel and padding of each convolution.
CONVOLUTIONS = ((64, 11, 2), (192, 5, 2), (384, 3, 1), (256, 3, 1), (256, 3, 1))
POOLED = (1, 2, 5)
# So many rows of positions conv5 should have.
POSITIONS = 6


class AlexNet(Network):
    """The 5 convolution and 2 or 3 dense layers of AlexNet.

    Parameters
    ----------
    outputs : int
        Number of units of the last layer, ``fc8``.
    image_size : int
        Height and width of the input in pixels, a multiple of 32.
    width : float
        Factor on the number of channels of every convolution.
    dense : sequence of int
        Units of the hidden dense layers (``fc6``, ``fc7``).
    normalised : bool
        Whether the convolutions have batch normalisation, which AlexNet had not.

    Raises
    ------
    ValueError
        If the image size is not a multiple of 32.

    Notes
    -----
    The first convolution has the stride 4 of the original where ``conv5`` then has 6 by 6 positions
    or more, which needs 128 pixels; 2 at 64 and 96 pixels, 1 at 32. The mean over windows before
    the dense layers, which does nothing at 224 pixels, is left out, as is dropout.
    """

    architecture = "alexnet"
    last_stage = "features.conv5"

    def __init__(
        self,
        outputs: int,
        image_size: int,
        width: float = 1.0,
        dense: Sequence[int] = (4096, 4096),
        normalised: bool = False,
    ):
        super().__init__()
        if image_size % 32:
            raise ValueError(f"AlexNet is for images of n × 32 px, not of {image_size} px")
        self.design = {
            "outputs": outputs,
            "image_size": image_size,
            "width": width,
            "dense": list(dense),
            "normalised": normalised,
        }
        stride = next((s for s in (4, 2) if _count_positions(image_size, s)[-2] >= POSITIONS), 1)
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        before = 3
        for i, (channels, kernel, padding) in enumerate(CONVOLUTIONS, start=1):
            after = scale_channels(width, channels)
            layers[f"conv{i}"] = nn.Conv2d(before, after, kernel, stride if i == 1 else 1, padding)
            if normalised:
                layers[f"norm{i}"] = nn.BatchNorm2d(after)
            layers[f"relu{i}"] = nn.ReLU()
            if i in POOLED:
                layers[f"pool{i}"] = nn.MaxPool2d(3, 2)
            before = after
        self.features = nn.Sequential(layers)
        units = before * _count_positions(image_size, stride)[-1] ** 2
        self.classifier = nn.Sequential(dense_layers([units, *dense], outputs))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of preprocessed images (N, 3, y, x)."""
        return self.classifier(torch.flatten(self.features(images), 1))


def _count_positions(image_size: int, stride: int) -> list[int]:
    """Rows of positions after the first convolution and after each pooling layer."""
    rows = [(image_size + 2 * 2 - 11) // stride + 1]
    for _ in POOLED:
        rows.append((rows[-1] - 3) // 2 + 1)
    return rows
