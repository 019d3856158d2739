"""ResNet-50 (He et al. 2016) of any width, with layers named as torchvision names them."""

import torch
from torch import nn

from face_relevance.networks.network import Network, scale_channels

# Inner channels and number of blocks of each stage; a block has so many times the inner channels.
STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
EXPANSION = 4
# Of what the convolutions of a block add to its input, before training.
FIRST_SHARE = 0.2


class ResNet50(Network):
    """The 49 convolutions and the dense layer of ResNet-50, with batch normalisation.

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
    In the original ``layer4`` has a position for every 32 by 32 pixels. Below 192 pixels it has
    stride 1, and below 96 pixels so has ``layer3``: at 96 pixels 6 by 6 positions are left, at 64
    pixels 8 by 8.
    """

    architecture = "resnet50"
    last_stage = "layer4.2.relu3"

    def __init__(self, outputs: int, image_size: int, width: float = 1.0):
        super().__init__()
        self.design = {"outputs": outputs, "image_size": image_size, "width": width}
        before = scale_channels(width, STAGES[0][0])
        self.conv1 = nn.Conv2d(3, before, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(before)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        strides = (1, 2, 2 if image_size >= 96 else 1, 2 if image_size >= 192 else 1)
        for i, ((channels, repeats), stride) in enumerate(zip(STAGES, strides, strict=True), 1):
            inner = scale_channels(width, channels)
            self.add_module(f"layer{i}", _stage(before, inner, repeats, stride))
            before = inner * EXPANSION
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(before, outputs)

    def initialise(self, generator: torch.Generator) -> None:
        """Draw all weights afresh after He et al. 2015, with blocks that add little at first.

        The last batch norm of each block starts at 0.2. Small networks learn from it much faster
        than from 1, and a little faster than from 0 (Goyal et al. 2017), with which blocks of a
        random network would do nothing.
        """
        super().initialise(generator)
        for block in self.modules():
            if isinstance(block, Bottleneck):
                nn.init.constant_(block.bn3.weight, FIRST_SHARE)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits (N, outputs) of preprocessed images (N, 3, y, x)."""
        values = self.maxpool(self.relu(self.bn1(self.conv1(images))))
        values = self.layer4(self.layer3(self.layer2(self.layer1(values))))
        return self.fc(torch.flatten(self.avgpool(values), 1))


class Bottleneck(nn.Module):
    """Three convolutions, and the input added to what they make of it.

    Parameters
    ----------
    before, inner : int
        Channels of the input and between the convolutions.
    stride : int
        Of the second convolution.

    Notes
    -----
    As torchvision does, with the stride in the second convolution instead of the first.
    """

    def __init__(self, before: int, inner: int, stride: int = 1):
        super().__init__()
        after = inner * EXPANSION
        self.conv1 = nn.Conv2d(before, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(inner, after, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(after)
        self.relu3 = nn.ReLU(inplace=True)
        self.downsample = nn.Sequential()
        if stride > 1 or before != after:
            self.downsample.append(nn.Conv2d(before, after, 1, stride, bias=False))
            self.downsample.append(nn.BatchNorm2d(after))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Output (N, 4 · inner, rows, columns) for values (N, before, rows, columns)."""
        inner = self.relu1(self.bn1(self.conv1(values)))
        inner = self.relu2(self.bn2(self.conv2(inner)))
        return self.relu3(self.bn3(self.conv3(inner)) + self.downsample(values))


def _stage(before: int, inner: int, repeats: int, stride: int) -> nn.Sequential:
    """Blocks of one stage: the first of them changes resolution and number of channels."""
    later = (Bottleneck(inner * EXPANSION, inner) for _ in range(repeats - 1))
    return nn.Sequential(Bottleneck(before, inner, stride), *later)
