"""Xception (Chollet 2017) of any width, with layers named as timm names them."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn

from face_relevance.networks.network import Network, scale_channels

# Blocks that keep resolution and number of channels.
MIDDLE = range(4, 12)


class Xception(Network):
    """The 36 convolutions and the dense layer of Xception, with batch normalisation.

    Parameters
    ----------
    outputs : int
        Number of units of the last layer, ``fc``.
    image_size : int
        Height and width of the input in pixels. It decides about strides only: the network takes
        images of any size.
    width : float
        Factor on the number of channels of every convolution.

    Notes
    -----
    ``conv4`` is what Keras, and the paper of ADVISE, call the second separable convolution of block
    14. In the original it has a position for every 32 by 32 pixels. Below 192 pixels ``block12``
    has stride 1, and below 96 pixels so has ``block3``: at 96 pixels 6 by 6 positions are left, at
    64 pixels 8 by 8.
    """

    architecture = "xception"
    last_stage = "conv4.pointwise"

    def __init__(self, outputs: int, image_size: int, width: float = 1.0):
        super().__init__()
        self.design = {"outputs": outputs, "image_size": image_size, "width": width}
        first, second, third, fourth, middle, late, later, last = (
            scale_channels(width, c) for c in (32, 64, 128, 256, 728, 1024, 1536, 2048)
        )
        self.conv1 = nn.Conv2d(3, first, 3, 2, bias=False)
        self.bn1 = nn.BatchNorm2d(first)
        self.act1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(first, second, 3, bias=False)
        self.bn2 = nn.BatchNorm2d(second)
        self.act2 = nn.ReLU(inplace=True)
        self.block1 = Block([second, third, third], 2, rectified=False)
        self.block2 = Block([third, fourth, fourth], 2)
        self.block3 = Block([fourth, middle, middle], 2 if image_size >= 96 else 1)
        for i in MIDDLE:
            self.add_module(f"block{i}", Block([middle] * 4))
        self.block12 = Block([middle, middle, late], 2 if image_size >= 192 else 1)
        self.conv3 = SeparableConvolution(late, later)
        self.bn3 = nn.BatchNorm2d(later)
        self.act3 = nn.ReLU(inplace=True)
        self.conv4 = SeparableConvolution(later, last)
        self.bn4 = nn.BatchNorm2d(last)
        self.act4 = nn.ReLU(inplace=True)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(last, outputs)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of preprocessed images (N, 3, y, x)."""
        values = self.act1(self.bn1(self.conv1(images)))
        values = self.act2(self.bn2(self.conv2(values)))
        for i in range(1, 13):
            values = self.get_submodule(f"block{i}")(values)
        values = self.act3(self.bn3(self.conv3(values)))
        values = self.act4(self.bn4(self.conv4(values)))
        return self.fc(torch.flatten(self.avgpool(values), 1))


class SeparableConvolution(nn.Module):
    """A 3 by 3 convolution of every channel by itself, then one of 1 by 1 over all channels.

    Parameters
    ----------
    before, after : int
        Channels of input and output.
    """

    def __init__(self, before: int, after: int):
        super().__init__()
        self.conv1 = nn.Conv2d(before, before, 3, padding=1, groups=before, bias=False)
        self.pointwise = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Output (N, after, rows, columns) for values (N, before, rows, columns)."""
        return self.pointwise(self.conv1(values))


class Block(nn.Module):
    """Separable convolutions, and the input added to what they make of it.

    Parameters
    ----------
    channels : sequence of int
        Of the input and of each convolution.
    stride : int
        Of the max pooling behind the convolutions and of the shortcut; 1 for no pooling.
    rectified : bool
        Whether a ReLU comes before the first convolution.
    """

    def __init__(self, channels: Sequence[int], stride: int = 1, rectified: bool = True):
        super().__init__()
        self.rep = nn.Sequential()
        for i, (before, after) in enumerate(pairwise(channels)):
            if i or rectified:
                # The first must not write over the input, which the shortcut needs.
                self.rep.append(nn.ReLU(inplace=i > 0))
            self.rep.append(SeparableConvolution(before, after))
            self.rep.append(nn.BatchNorm2d(after))
        if stride > 1:
            self.rep.append(nn.MaxPool2d(3, stride, 1))
        self.has_shortcut = stride > 1 or channels[0] != channels[-1]
        if self.has_shortcut:
            self.skip = nn.Conv2d(channels[0], channels[-1], 1, stride, bias=False)
            self.skipbn = nn.BatchNorm2d(channels[-1])

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Output (N, last of channels, rows, columns) for values (N, first of them, …)."""
        shortcut = self.skipbn(self.skip(values)) if self.has_shortcut else values
        return self.rep(values) + shortcut
